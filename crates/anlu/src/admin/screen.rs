//! `anlu screen`: position files in, findings out, one JSON object per line.
//!
//! The same engine and pack as in the live plane, over position files (`files`) or the stored history (`history`). Findings
//! are ordered by vehicle and time, whatever the order of the rows, the files and the threads.

use std::{
    io::{self, BufWriter, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use anlu_domain::finding::{Finding, Overspeed, PackRef, Severity};
use anlu_history::{
    Archive,
    trace::{Limits, Traces},
};
use anlu_rules::{engine::Engine, pack::Pack};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use self::untold::{Silent, Untold};
use super::{profile, zones};
use crate::{Failure, packs};

mod files;
mod history;
pub(crate) mod untold;

/// Times before this (1973) are more likely seconds taken for milliseconds.
const SUSPICIOUS_MS: i64 = 100_000_000_000;

/// Arguments of `anlu screen`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Position files: CSV (may be gzipped) or Parquet, with the columns `vehicle`, `ts` (epoch milliseconds, UTC) or
    /// `time_cst` (local), `lon`, `lat` and optionally `speed_kmh`, `alarm_word` and `status_word` (JT/T 808, decimal), in
    /// any row order. Of files sorted by vehicle only a part is held in memory.
    #[arg(required_unless_present = "history", conflicts_with = "history", value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    stored: history::Options,
    /// Folder of the policy pack; default: the national pack inside the program.
    #[arg(long, value_name = "DIR")]
    pack: Option<PathBuf>,
    /// Only this rule, e.g. fatigue.continuous; may be given several times.
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,
    #[command(flatten)]
    about: profile::Options,
    #[command(flatten)]
    places: zones::Options,
    /// Form of the output.
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Format,
    /// Threads that screen files; default: as many as the machine has.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Most rows of files to hold in memory at a time.
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_rows)]
    max_rows: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One JSON object per line.
    Jsonl,
}

/// One finding as it is printed.
#[derive(Serialize)]
struct Line<'a> {
    vehicle: &'a str,
    rule: &'a str,
    start: String,
    end: String,
    start_ms: i64,
    end_ms: i64,
    driving_minutes: f64,
    max_gap_minutes: f64,
    limit_minutes: f64,
    /// Rules about speed only.
    #[serde(skip_serializing_if = "Option::is_none")]
    speed: Option<Overspeed>,
    /// Rules about zones only.
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<&'a str>,
    severity: Severity,
    lon: Option<f64>,
    lat: Option<f64>,
    pack: &'a PackRef,
    id: String,
}

/// What was gone through, in figures.
#[derive(Clone, Copy, Default)]
struct Seen {
    rows: u64,
    vehicles: usize,
    without_position: u64,
    last_ms: Option<i64>,
    silent: Silent,
}

impl From<&Traces> for Seen {
    fn from(traces: &Traces) -> Self {
        Self {
            rows: traces.rows(),
            vehicles: traces.vehicle_count(),
            without_position: traces.without_position(),
            last_ms: traces.span_ms().map(|(_, last)| last),
            silent: traces.into(),
        }
    }
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    let (engine, untold) = engine(args)?;
    let profiles = args.about.read()?;
    let bar = progress();
    let (seen, findings) = if let Some(folder) = &args.stored.history {
        history::screen((&engine, &profiles), (&Archive::open(folder.clone()), &args.stored), &bar)?
    } else {
        // With few rows allowed vehicles go early enough for the one that comes to fit.
        let part_rows = Limits::default().part_rows.min(args.max_rows / 2);
        let limits = Limits { max_rows: args.max_rows, part_rows, ..Limits::default() };
        let threads = args.threads.map_or_else(available, usize::from);
        let (traces, findings) = files::screen((&engine, &profiles, threads), (&args.files, &limits), &bar)?;
        (Seen::from(&traces), findings)
    };
    bar.finish_and_clear();
    let Format::Jsonl = args.format;
    match print(&findings) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        done => done.map_err(|error| Failure::input("stream_broken", format!("standard output: {error}")))?,
    }
    summarize(&seen, findings.len(), started.elapsed());
    untold.note(seen.rows, seen.silent);
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The rules that are asked for. Nothing else of the pack is kept while files are read.
fn engine(args: &Args) -> Result<(Engine, Untold), Failure> {
    let mut pack = packs::configured(args.pack.as_deref())?;
    keep_rules(&mut pack, &args.rule)?;
    Ok((Engine::new(&pack).with_zones(args.places.read()?), Untold::of(&[&pack])))
}

fn available() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Leaves only the wanted rules in the pack.
fn keep_rules(pack: &mut Pack, wanted: &[String]) -> Result<(), Failure> {
    if let Some(unknown) = wanted.iter().find(|id| pack.rules.iter().all(|r| r.id != **id)) {
        let mut known: Vec<&str> = pack.rules.iter().map(|r| r.id.as_str()).collect();
        known.dedup();
        let message = format!("the pack has no rule `{unknown}`; it has: {}", known.join(", "));
        return Err(Failure::usage("rule_unknown", message));
    }
    if !wanted.is_empty() {
        pack.rules.retain(|r| wanted.contains(&r.id));
    }
    Ok(())
}

/// A bar that shows on a terminal only.
fn progress() -> ProgressBar {
    let bar = if io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {human_pos} rows {elapsed}") {
        bar.set_style(style);
    }
    bar.set_message("reading");
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn print(findings: &[Finding]) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for f in findings {
        let line = Line {
            vehicle: &f.vehicle,
            rule: &f.rule,
            start: f.start.rfc3339_cst(),
            end: f.end.rfc3339_cst(),
            start_ms: f.start.0,
            end_ms: f.end.0,
            driving_minutes: thousandths(f.driving_minutes),
            max_gap_minutes: thousandths(f.max_gap_minutes),
            limit_minutes: thousandths(f.limit_minutes),
            speed: f.speed,
            zone: f.zone.as_ref().map(|zone| zone.name.as_str()),
            severity: f.severity,
            lon: f.at.map(|p| p.lon),
            lat: f.at.map(|p| p.lat),
            pack: &f.pack,
            id: f.id.to_string(),
        };
        serde_json::to_writer(&mut out, &line)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn thousandths(minutes: f64) -> f64 {
    (minutes * 1_000.0).round() / 1_000.0
}

#[expect(clippy::print_stderr, reason = "the contract puts a summary on standard error")]
#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn summarize(seen: &Seen, findings: usize, took: Duration) {
    let Seen { rows, vehicles, without_position, last_ms, .. } = *seen;
    let seconds = took.as_secs_f64();
    let speed = rows as f64 / seconds.max(1e-9) / 1e6;
    let memory = peak_mib().map_or_else(String::new, |mib| format!(", peak {mib} MiB"));
    eprintln!(
        "anlu: {findings} findings in {rows} rows of {vehicles} vehicles, {seconds:.2} seconds, {speed:.2} M rows/s{memory}"
    );
    if without_position > 0 {
        eprintln!("anlu: {without_position} more rows have no position and were left out");
    }
    if last_ms.is_some_and(|last| last < SUSPICIOUS_MS) {
        eprintln!("anlu: every time lies before 1973: `ts` is in milliseconds, not in seconds");
    }
}

/// Highest resident memory of this process in MiB, where the system tells it.
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kib| kib / 1_024)
}
