//! One connection of a replay: it carries several terminals, resends what was not acknowledged when it breaks.

use std::{collections::VecDeque, io, net::SocketAddr, sync::Arc, time::Duration};

use anlu_domain::time::UtcMs;
use anlu_protocols::jt808::{
    self, Framer, Phone, VersionChoice,
    body::{RegisterReply, Reply},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{Options, Pace, Progress, terminal::Outgoing, terminal::Terminal};

/// When a device time is due.
#[derive(Clone, Copy)]
pub(crate) struct Schedule {
    pub(crate) start: Instant,
    /// First device time, before the shift.
    pub(crate) origin: i64,
    pub(crate) shift_ms: i64,
    pub(crate) pace: Pace,
}

impl Schedule {
    /// `None`: at once.
    fn due(&self, time: UtcMs) -> Option<Instant> {
        let passed = seconds(time.0.saturating_sub(self.origin));
        let wait = match self.pace {
            Pace::Max => return None,
            Pace::Times(speed) => passed / speed.max(0.001),
            Pace::Story { until, quick, then, now } => {
                let time = time.plus(self.shift_ms);
                let before = passed.min(seconds(until.0.saturating_sub(self.origin + self.shift_ms)));
                let told = before / quick.max(0.001) + (passed - before) / then.max(0.001);
                told.max(seconds(time.0.saturating_sub(now.0)))
            }
        };
        Some(self.start + Duration::from_secs_f64(wait))
    }
}

/// Milliseconds as seconds, nothing below zero; far off is as good as never.
fn seconds(millis: i64) -> f64 {
    u32::try_from(millis.max(0)).map_or(f64::from(u32::MAX), f64::from) / 1000.0
}

struct Pending {
    terminal: usize,
    frame: Outgoing,
    sent: Instant,
}

struct Link {
    terminals: Vec<Terminal>,
    options: Options,
    progress: Arc<Progress>,
    /// Sent and not acknowledged, oldest first; kept over reconnections.
    pending: VecDeque<Pending>,
}

/// Runs one connection until its terminals have sent everything and all of it is answered.
pub(crate) async fn run(
    terminals: Vec<Terminal>,
    to: SocketAddr,
    options: Options,
    schedule: Schedule,
    progress: Arc<Progress>,
    stop: CancellationToken,
) {
    let mut link = Link { terminals, options, progress, pending: VecDeque::new() };
    let mut failures = 0;
    while !link.done() && failures < options.attempts {
        let before = link.pending.len();
        let ended = tokio::select! {
            () = stop.cancelled() => return,
            ended = link.connection(to, schedule) => ended,
        };
        if let Err(error) = ended {
            // Progress of any kind resets the count: only a gateway that stays away ends the replay.
            failures = if link.pending.len() < before { 1 } else { failures + 1 };
            tracing::debug!(%error, failures, "replay connection broke");
            sleep(Duration::from_millis(100) * failures.min(20)).await;
        }
    }
}

impl Link {
    fn done(&self) -> bool {
        self.pending.is_empty() && self.terminals.iter().all(|t| t.refused || t.due().is_none())
    }

    async fn connection(&mut self, to: SocketAddr, schedule: Schedule) -> io::Result<()> {
        let mut stream = timeout(self.options.patience, TcpStream::connect(to)).await??;
        stream.set_nodelay(true)?;
        let mut framer = Framer::new(jt808::MAX_ESCAPED);
        for n in 0..self.terminals.len() {
            self.log_in(n, &mut stream, &mut framer).await?;
        }
        self.resend(&mut stream).await?;
        let mut answered = Instant::now();
        let mut buffer = vec![0; 16 * 1024];
        let mut out = Vec::new();
        while !self.done() {
            let next = self.fill(&mut out, schedule);
            if !out.is_empty() {
                timeout(self.options.patience, stream.write_all(&out)).await??;
                out.clear();
            }
            if self.pending.is_empty() {
                answered = Instant::now();
            }
            let deadline = answered + self.options.patience;
            let wake = next.unwrap_or(deadline);
            let waiting = !self.pending.is_empty();
            tokio::select! {
                read = stream.read(&mut buffer) => {
                    let Some(bytes) = buffer.get(..read?).filter(|b| !b.is_empty()) else {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    };
                    framer.push(bytes);
                    while let Some(frame) = framer.next_frame() {
                        let Ok(frame) = frame else { continue };
                        if self.answer(frame) {
                            answered = Instant::now();
                        } else {
                            self.obey(frame, &mut out);
                        }
                    }
                }
                () = sleep_until(wake) => {}
                () = sleep_until(deadline), if waiting => return Err(io::ErrorKind::TimedOut.into()),
            }
        }
        Ok(())
    }

    /// Frames that are due and fit the window; the time of the next one when it is not due yet.
    fn fill(&mut self, out: &mut Vec<u8>, schedule: Schedule) -> Option<Instant> {
        while self.pending.len() < self.options.window {
            let (n, time) = self
                .terminals
                .iter()
                .enumerate()
                .filter(|(_, t)| !t.refused)
                .filter_map(|(n, t)| t.due().map(|time| (n, time)))
                .min_by_key(|(n, time)| (*time, *n))?;
            if let Some(due) = schedule.due(time)
                && due > Instant::now()
            {
                return Some(due);
            }
            let frame = self.terminals.get_mut(n)?.next_frame()?;
            Progress::add(&self.progress.sent, frame.positions);
            out.extend_from_slice(&frame.bytes);
            self.pending.push_back(Pending { terminal: n, frame, sent: Instant::now() });
        }
        None
    }

    /// Registers when no code is known, then authenticates.
    async fn log_in(&mut self, n: usize, stream: &mut TcpStream, framer: &mut Framer) -> io::Result<()> {
        // A wrong code (the gateway's key has changed) is forgotten once and asked for again.
        for _ in 0..3 {
            let Some(terminal) = self.terminals.get_mut(n).filter(|t| !t.refused) else { return Ok(()) };
            let registering = terminal.code.is_none();
            let frame = terminal.login();
            stream.write_all(&frame.bytes).await?;
            let phone = terminal.phone;
            let answer = timeout(self.options.patience, read_answer(stream, framer, phone, frame.serial)).await??;
            match answer {
                Answer::Registered(code) => terminal.code = Some(code),
                Answer::General(0) if !registering => {
                    Progress::add(&self.progress.online, 1);
                    return Ok(());
                }
                Answer::General(_) => terminal.code = None,
                Answer::Refused => break,
            }
        }
        if let Some(terminal) = self.terminals.get_mut(n) {
            terminal.refused = true;
            Progress::add(&self.progress.rejected, terminal.unsent());
        }
        Ok(())
    }

    async fn resend(&mut self, stream: &mut TcpStream) -> io::Result<()> {
        let refused: Vec<bool> = self.terminals.iter().map(|t| t.refused).collect();
        let progress = Arc::clone(&self.progress);
        self.pending.retain(|p| {
            let gone = refused.get(p.terminal).copied().unwrap_or(true);
            if gone {
                Progress::add(&progress.rejected, p.frame.positions);
            }
            !gone
        });
        for pending in &self.pending {
            Progress::add(&self.progress.resent, pending.frame.positions);
            stream.write_all(&pending.frame.bytes).await?;
        }
        Ok(())
    }

    /// Says yes to an order of the platform (text, parameters, picture), as a terminal does that can do it.
    fn obey(&mut self, frame: &[u8], out: &mut Vec<u8>) {
        let Ok(opened) = jt808::open(frame, VersionChoice::Auto) else { return };
        let order = opened.header;
        if !matches!(order.msg_id, 0x8103 | 0x8300 | 0x8801) {
            return;
        }
        if let Some(terminal) = self.terminals.iter_mut().find(|t| t.phone == order.phone) {
            out.extend_from_slice(&terminal.obeyed(order.serial, order.msg_id).bytes);
        }
    }

    /// Takes a general reply; `true` when it answered something of ours.
    fn answer(&mut self, frame: &[u8]) -> bool {
        let Ok(opened) = jt808::open(frame, VersionChoice::Auto) else { return false };
        let Some(reply) = (opened.header.msg_id == 0x8001).then(|| Reply::decode(opened.body).ok()).flatten() else {
            return false;
        };
        let of = |p: &Pending| {
            p.frame.serial == reply.serial
                && self.terminals.get(p.terminal).is_some_and(|t| t.phone == opened.header.phone)
        };
        let Some(pending) = self.pending.iter().position(of).and_then(|at| self.pending.remove(at)) else {
            return false;
        };
        let counter = if reply.result == 0 { &self.progress.acked } else { &self.progress.rejected };
        Progress::add(counter, pending.frame.positions);
        self.progress.delays.add(pending.sent.elapsed());
        true
    }
}

enum Answer {
    Registered(Vec<u8>),
    Refused,
    General(u8),
}

/// Waits for the answer to a log-in frame; other answers meanwhile are dropped (nothing else is under way).
async fn read_answer(stream: &mut TcpStream, framer: &mut Framer, phone: Phone, serial: u16) -> io::Result<Answer> {
    let mut buffer = [0; 1024];
    loop {
        while let Some(frame) = framer.next_frame() {
            let Some(opened) = frame.ok().and_then(|f| jt808::open(f, VersionChoice::Auto).ok()) else { continue };
            if opened.header.phone != phone {
                continue;
            }
            match opened.header.msg_id {
                0x8100 => {
                    if let Ok(reply) = RegisterReply::decode(opened.body)
                        && reply.serial == serial
                    {
                        return Ok(if reply.result == 0 {
                            Answer::Registered(reply.auth_code.to_vec())
                        } else {
                            Answer::Refused
                        });
                    }
                }
                0x8001 => {
                    if let Ok(reply) = Reply::decode(opened.body)
                        && reply.serial == serial
                    {
                        return Ok(Answer::General(reply.result));
                    }
                }
                _ => {}
            }
        }
        let read = stream.read(&mut buffer).await?;
        match buffer.get(..read) {
            Some(bytes) if read > 0 => framer.push(bytes),
            _ => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_is_quick_first_then_slow_and_never_ahead_of_the_time() {
        let start = Instant::now();
        let pace = Pace::Story { until: UtcMs(1_100_000), quick: 100.0, then: 10.0, now: UtcMs(1_150_000) };
        let schedule = Schedule { start, origin: 0, shift_ms: 1_000_000, pace };
        let after = |ms: i64| schedule.due(UtcMs(ms)).unwrap().duration_since(start).as_secs_f64();
        assert!((after(0) - 0.0).abs() < 1e-6);
        assert!((after(100_000) - 1.0).abs() < 1e-6);
        assert!((after(150_000) - 6.0).abs() < 1e-6, "50 s at tenfold speed");
        assert!((after(400_000) - 250.0).abs() < 1e-6, "it is due when its time has come");
    }

    #[test]
    fn device_time_passes_at_the_pace_asked_for() {
        let start = Instant::now();
        let schedule = |pace| Schedule { start, origin: 1_000_000, shift_ms: 0, pace };
        let due = |speed, ms| schedule(Pace::Times(speed)).due(UtcMs(ms)).map(|at| at - start);
        assert_eq!(due(60.0, 1_600_000), Some(Duration::from_secs(10)));
        assert_eq!(due(0.5, 1_001_000), Some(Duration::from_secs(2)));
        assert_eq!(due(60.0, 999_000), Some(Duration::ZERO), "before the first one");
        assert_eq!(schedule(Pace::Max).due(UtcMs(1_600_000)), None, "at once");
    }
}
