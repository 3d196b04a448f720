//! `anlu bench platform`: lower platforms that send the positions of an invented fleet over JT/T 809 main links, as fast
//! as they are taken or at a steady rate, and measure how soon what was sent is on the other side's disk.
//!
//! JT/T 809 acknowledges no position; a keep-alive is answered after what stood before it is durable (see
//! `anlu_protocols::jt809::session`), so the answers measure that.

use std::{
    collections::VecDeque,
    io,
    net::SocketAddr,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anlu_domain::ports::Clock as _;
use anlu_protocols::jt809::{
    Body, Edition, EditionChoice, Framer, LinkProfile, MAX_ESCAPED, Text,
    body::link::{Empty, Login, Login2011},
    open, write_frame,
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::Notify,
};

use super::fleet;
use crate::{
    Failure,
    serve::{clock::SystemClock, runtime},
};

/// Bytes gathered before they are written.
const CHUNK: usize = 64 * 1024;
/// A confirmation is asked for this often.
const ASK_EVERY: Duration = Duration::from_millis(200);
/// A driver is tired after so long.
const FOUR_HOURS_MS: i64 = 4 * 3_600_000;
/// Distance of the positions that tell how a tired driver came here.
const HISTORY_STEP_MS: i64 = 300_000;
/// Password of every link; worth nothing outside a benchmark.
pub(super) const PASSWORD: &str = "bench";

/// Arguments of `anlu bench platform`.
#[derive(Clone, clap::Args)]
pub(super) struct Args {
    /// Address of the upper platform.
    #[arg(long)]
    to: SocketAddr,
    /// Links; the access codes are 1, 2, ….
    #[arg(long, default_value_t = 4)]
    links: u32,
    /// Trucks, shared out among the links.
    #[arg(long, default_value_t = 100_000)]
    vehicles: u32,
    /// Positions a truck sends.
    #[arg(long, default_value_t = 20)]
    rounds: u32,
    /// So many of these rounds were sent by another call.
    #[arg(long, default_value_t = 0)]
    skip: u32,
    /// So many of them are sent by this call; all when left out.
    #[arg(long)]
    only: Option<u32>,
    /// Positions per second over all links, stamped with the time of sending; 0: as fast as they are taken, stamped so
    /// that the last one is of now.
    #[arg(long, default_value_t = 0)]
    rate: u32,
    /// So many trucks have driven for hours and pass the four hours during a run at a steady rate.
    #[arg(long, default_value_t = 0)]
    tired: u32,
}

#[derive(Default)]
struct Asked {
    waiting: VecDeque<Instant>,
    /// Time to each answer.
    answers: Vec<Duration>,
}

struct Link {
    args: Args,
    profile: LinkProfile,
    access_code: u32,
    serial: u32,
    /// First truck, and how many.
    trucks: (u32, u32),
    asked: Arc<Mutex<Asked>>,
    news: Arc<Notify>,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let begun = Instant::now();
    let results = runtime()?.block_on(async {
        let each = args.vehicles.div_ceil(args.links.max(1));
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..args.links {
            let first = n * each;
            let link = Link {
                args: args.clone(),
                profile: LinkProfile::new(Edition::V2011),
                access_code: n + 1,
                serial: 0,
                trucks: (first, each.min(args.vehicles.saturating_sub(first))),
                asked: Arc::default(),
                news: Arc::default(),
            };
            tasks.spawn(link.run());
        }
        tasks.join_all().await
    });
    let (mut sent, mut answers) = (0_u64, Vec::new());
    for result in results {
        let (count, mut times) = result.map_err(|e| Failure::input("link", e.to_string()))?;
        sent += count;
        answers.append(&mut times);
    }
    answers.sort_unstable();
    let seconds = begun.elapsed().as_secs_f64();
    let at = |share: usize| answers.get(answers.len().saturating_sub(1) * share / 100).map(Duration::as_millis);
    super::print(&json!({
        "bench": "platform", "links": args.links, "vehicles": args.vehicles, "sent": sent, "seconds": seconds,
        "durable_ms_p50": at(50), "durable_ms_p99": at(99), "durable_ms_max": at(100),
    }))?;
    Ok(ExitCode::SUCCESS)
}

impl Link {
    async fn run(mut self) -> io::Result<(u64, Vec<Duration>)> {
        let stream = TcpStream::connect(self.args.to).await?;
        stream.set_nodelay(true)?;
        let (mut read, mut write) = stream.into_split();
        let login = Login2011 {
            user: 1,
            password: Text::new(PASSWORD),
            down_link_ip: Text::new("127.0.0.1"),
            down_link_port: 1,
        };
        let mut out = Vec::new();
        self.frame(&Body::Login(Login::V2011(login)), &mut out);
        write.write_all(&out).await?;
        let mut first = vec![0; 1_024];
        if read.read(&mut first).await? == 0 {
            return Err(io::Error::other("the login was refused"));
        }
        let reader = tokio::spawn(answers(read, Arc::clone(&self.asked), Arc::clone(&self.news)));
        let sent = self.send(&mut write).await?;
        self.ask(&mut write).await?;
        while !self.asked.lock().unwrap_or_else(PoisonError::into_inner).waiting.is_empty() {
            if reader.is_finished() {
                return Err(io::Error::other("the link broke"));
            }
            let _timeout = tokio::time::timeout(Duration::from_millis(100), self.news.notified()).await;
        }
        reader.abort();
        Ok((sent, std::mem::take(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner).answers)))
    }

    async fn send(&mut self, write: &mut OwnedWriteHalf) -> io::Result<u64> {
        let (now, begun) = (SystemClock.now().0, Instant::now());
        let (mut sent, mut out) = (self.tell_tired(now, write).await?, Vec::with_capacity(CHUNK + 512));
        let rate = f64::from(self.args.rate) / f64::from(self.args.links);
        let mut asked = Instant::now();
        let (first, trucks) = self.trucks;
        let (mut due, step) =
            (Duration::ZERO, if rate > 0.0 { Duration::from_secs_f64(1.0 / rate) } else { Duration::ZERO });
        let Args { rounds, skip, only, .. } = self.args;
        for round in (skip..rounds).take(only.map_or(usize::MAX, |only| only as usize)) {
            for n in 0..trucks {
                let time = if rate > 0.0 {
                    now.saturating_add(i64::try_from(due.as_millis()).unwrap_or(0))
                } else {
                    let rounds = i64::from(self.args.rounds - round);
                    now - rounds * fleet::EVERY_MS + i64::from(n) % fleet::EVERY_MS
                };
                self.position(first + n, time, &mut out);
                sent += 1;
                due += step;
                let early = due.saturating_sub(begun.elapsed());
                if out.len() >= CHUNK || (rate > 0.0 && early > Duration::from_millis(5)) {
                    write.write_all(&out).await?;
                    out.clear();
                    if rate > 0.0 && early > Duration::from_millis(5) {
                        tokio::time::sleep(early).await;
                    }
                    if asked.elapsed() >= ASK_EVERY {
                        self.ask(write).await?;
                        asked = Instant::now();
                    }
                }
            }
        }
        write.write_all(&out).await?;
        Ok(sent)
    }

    /// How some trucks came here: positions of the last four hours, but for a part of what the run takes.
    async fn tell_tired(&mut self, now: i64, write: &mut OwnedWriteHalf) -> io::Result<u64> {
        let (first, trucks) = self.trucks;
        let tired = self.args.tired / self.args.links.max(1);
        let lasts = i64::from(self.args.rounds) * fleet::EVERY_MS;
        let mut sent = 0;
        for n in 0..tired.min(trucks) {
            // Spread over the run, the first and last tenth left out, and over the trucks: not all report at once.
            let number = first + n * (trucks / tired).max(1);
            let ahead = lasts / 10 + lasts * 8 / 10 * i64::from(n) / i64::from(tired);
            let mut out = Vec::new();
            let mut time = now - FOUR_HOURS_MS + ahead;
            while time < now {
                self.position(number, time, &mut out);
                sent += 1;
                time += HISTORY_STEP_MS;
            }
            write.write_all(&out).await?;
        }
        Ok(sent)
    }

    fn position(&mut self, number: u32, time: i64, out: &mut Vec<u8>) {
        let mut body = Vec::with_capacity(80);
        fleet::position(&self.profile, number, time, &mut body);
        self.write(0x1200, &body, out);
    }

    fn frame(&mut self, body: &Body<'_>, out: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        body.encode(&mut bytes);
        self.write(body.id(), &bytes, out);
    }

    fn write(&mut self, msg_id: u16, body: &[u8], out: &mut Vec<u8>) {
        self.serial = self.serial.wrapping_add(1);
        let header = self.profile.header(msg_id, self.serial, self.access_code, 0);
        write_frame(&header, body, None, out);
    }

    async fn ask(&mut self, write: &mut OwnedWriteHalf) -> io::Result<()> {
        let mut out = Vec::new();
        self.frame(&Body::KeepAlive(Empty {}), &mut out);
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).waiting.push_back(Instant::now());
        write.write_all(&out).await
    }
}

/// Reads answers to keep-alives until the link ends.
async fn answers(mut read: OwnedReadHalf, asked: Arc<Mutex<Asked>>, news: Arc<Notify>) {
    let (mut framer, mut buffer) = (Framer::new(MAX_ESCAPED), vec![0; 16 * 1024]);
    while let Ok(n @ 1..) = read.read(&mut buffer).await {
        framer.push(buffer.get(..n).unwrap_or_default());
        while let Some(frame) = framer.next_frame() {
            let id = frame
                .ok()
                .and_then(|f| open(f, EditionChoice::Only(Edition::V2011), None).ok().map(|o| o.header.msg_id));
            if id == Some(0x1006) {
                let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(since) = asked.waiting.pop_front() {
                    asked.answers.push(since.elapsed());
                }
                news.notify_one();
            }
        }
    }
}
