//! `anlu replay`: a position file as terminals, to any JT/T 808 gateway.

use std::{
    io::Write as _,
    net::{SocketAddr, ToSocketAddrs as _},
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use anlu_domain::ports::Clock as _;
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    Failure,
    replay::{self, Options, Pace, Phones, Progress, Summary, Track},
    serve::{clock::SystemClock, runtime},
    shutdown,
};

/// Arguments of `anlu replay`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Position files: CSV, CSV with gzip, Parquet.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Gateway to send to.
    #[arg(long, value_name = "HOST:PORT")]
    to: String,
    /// Seconds of device time per second, or `max`: as fast as the gateway acknowledges.
    #[arg(long, default_value = "60", value_parser = pace)]
    speed: Pace,
    /// Connections the terminals are spread over.
    #[arg(long, default_value_t = Options::default().connections, value_parser = at_least_one)]
    connections: usize,
    /// Frames per connection that may wait for their acknowledgement.
    #[arg(long, default_value_t = Options::default().window, value_parser = at_least_one)]
    window: usize,
    /// Every n-th terminal sends batches (0x0704) instead of single positions; 0: none.
    #[arg(long, default_value_t = Options::default().batch_every)]
    batch_every: usize,
    /// File with `vehicle,phone` lines; vehicles without one get a phone number derived from their name.
    #[arg(long, value_name = "FILE")]
    phones: Option<PathBuf>,
    /// Move all times by whole days, so that the last position is of today.
    #[arg(long)]
    today: bool,
    /// Seconds without an acknowledgement after which a connection is made anew.
    #[arg(long, default_value_t = Options::default().patience.as_secs(), value_parser = clap::value_parser!(u64).range(1..))]
    patience: u64,
    /// Attempts in a row to connect before a connection is given up.
    #[arg(long, default_value_t = Options::default().attempts, value_parser = clap::value_parser!(u32).range(1..))]
    attempts: u32,
}

fn pace(text: &str) -> Result<Pace, String> {
    match text.parse::<f64>() {
        _ if text == "max" => Ok(Pace::Max),
        Ok(times) if times.is_finite() && times > 0.0 => Ok(Pace::Times(times)),
        _ => Err("expected a number above 0, or max".to_owned()),
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| *n > 0).ok_or_else(|| "expected a whole number above 0".to_owned())
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let to = resolve(&args.to)?;
    let phones = args.phones.as_deref().map(Phones::read).transpose()?.unwrap_or_default();
    let reading = ProgressBar::no_length().with_style(style("{spinner} {pos} rows read"));
    let tracks = replay::source::tracks(&args.files, &phones, &mut |rows| reading.set_position(rows))?;
    reading.finish_and_clear();
    let options = Options {
        pace: args.speed,
        connections: args.connections,
        window: args.window,
        batch_every: args.batch_every,
        shift_ms: if args.today { replay::shift_to(&tracks, SystemClock.now()) } else { 0 },
        patience: Duration::from_secs(args.patience),
        attempts: args.attempts,
    };
    let summary = runtime()?.block_on(send(tracks, to, options));
    print(&summary)?;
    if summary.lost > 0 || summary.rejected > 0 {
        let (lost, rejected) = (summary.lost, summary.rejected);
        let what = format!("{lost} positions were not acknowledged by {to} and {rejected} were refused");
        return Err(Failure::verification("replay_incomplete", what));
    }
    Ok(ExitCode::SUCCESS)
}

/// Replays with a progress bar on a terminal; the first Ctrl-C ends it, the summary is still printed.
async fn send(tracks: Vec<Track>, to: SocketAddr, options: Options) -> Summary {
    let positions = tracks.iter().map(|t| u64::try_from(t.samples.len()).unwrap_or(u64::MAX)).sum();
    let bar = ProgressBar::new(positions).with_style(style("{bar:40} {pos}/{len} acknowledged, {per_sec}, {eta}"));
    let progress = Arc::new(Progress::default());
    let sending = replay::replay(tracks, to, options, Arc::clone(&progress), shutdown::on_signal());
    let mut sending = std::pin::pin!(sending);
    let mut redraw = tokio::time::interval(Duration::from_millis(250));
    let summary = loop {
        tokio::select! {
            summary = &mut sending => break summary,
            _ = redraw.tick() => bar.set_position(progress.acked.load(Ordering::Relaxed)),
        }
    };
    bar.finish_and_clear();
    summary
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn resolve(to: &str) -> Result<SocketAddr, Failure> {
    let found = to.to_socket_addrs().map(|mut all| all.next());
    match found {
        Ok(Some(address)) => Ok(address),
        Ok(None) => Err(Failure::usage("replay_address", format!("{to} has no address"))),
        Err(error) => Err(Failure::usage("replay_address", format!("{to}: {error}; expected HOST:PORT"))),
    }
}

fn print(summary: &Summary) -> Result<(), Failure> {
    let line = serde_json::to_string(summary).map_err(|e| Failure::input("output", e.to_string()))?;
    writeln!(std::io::stdout(), "{line}").map_err(|e| Failure::input("output", e.to_string()))
}
