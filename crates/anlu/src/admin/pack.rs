//! `anlu pack`: checks, tests, compares and back-tests policy packs.
//!
//! Results are JSON lines on standard output; faults of a pack go to standard error, one per line, as
//! `file:line:column: code: message (hint)`. Exit codes: 0 ok, 1 a scenario failed, 2 wrong usage, 3 a pack that does
//! not hold or a file that cannot be read.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use anlu_rules::{
    duties, grading,
    pack::{Pack, diff},
    scenario,
};
use serde::Serialize;

use super::{profile, zones};
use crate::{
    Failure,
    packs::{PackError, open},
    serve::ConfigArgs,
};

mod backtest;
mod stored;

/// Arguments of `anlu pack`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(clap::Subcommand)]
enum Task {
    /// Checks a pack, or a chain of packs that lie over each other.
    Check {
        /// Pack folders, lowest first. A pack that extends `national` lies over the built-in one.
        #[arg(required = true)]
        packs: Vec<PathBuf>,
    },
    /// Runs the scenarios of the topmost pack.
    Test {
        /// Pack folders, lowest first.
        #[arg(required = true)]
        packs: Vec<PathBuf>,
    },
    /// Says in words what changes from one pack to another.
    Diff {
        /// Folder of the pack in use.
        old: PathBuf,
        /// Folder of the proposed pack.
        new: PathBuf,
    },
    /// What if another pack were in force? Over position files: who would be found more or less. Over the stored facts of
    /// an installation (`--stored`): how many enterprises would owe or fail what.
    Backtest(Box<Tried>),
}

/// Arguments of `anlu pack backtest`.
#[derive(clap::Args)]
struct Tried {
    /// Folder of the pack in use.
    old: PathBuf,
    /// Folder of the proposed pack.
    new: PathBuf,
    /// Position files (CSV, also .gz, or Parquet).
    #[arg(required_unless_present = "stored")]
    files: Vec<PathBuf>,
    /// Plans every enterprise of the installation by both packs; nothing is written.
    #[arg(long, conflicts_with = "files")]
    stored: bool,
    #[command(flatten)]
    config: ConfigArgs,
    #[command(flatten)]
    about: profile::Options,
    #[command(flatten)]
    places: zones::Options,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    match args.task {
        Task::Check { packs } => with(&packs, |pack| check(&pack, &mut out)),
        Task::Test { packs } => with(&packs, |pack| test(&pack, &mut out)),
        Task::Diff { old, new } => with(&[old], |old| {
            with(&[new], |new| {
                for change in diff(&old, &new) {
                    line(&mut out, &change)?;
                }
                Ok(ExitCode::SUCCESS)
            })
        }),
        Task::Backtest(tried) => {
            let Tried { old, new, files, stored, config, about, places } = *tried;
            if stored {
                return with(&[old], |old| with(&[new], |new| stored::run((old, new), config, &mut out)));
            }
            let (profiles, zones) = (about.read()?, places.read()?);
            with(&[old], |old| with(&[new], |new| backtest::run((&old, &new), (&profiles, &zones), &files, &mut out)))
        }
    }
}

/// Opens a chain and goes on with it; faults are shown line by line and end the command.
#[expect(clippy::print_stderr, reason = "the contract of the command: one fault per line on standard error")]
fn with(folders: &[PathBuf], go_on: impl FnOnce(Pack) -> Result<ExitCode, Failure>) -> Result<ExitCode, Failure> {
    match open(folders) {
        Ok(pack) => go_on(pack),
        Err(PackError::Invalid(problems)) => {
            for problem in &problems {
                eprintln!("{problem}");
            }
            Ok(ExitCode::from(3))
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Serialize)]
struct Checked<'a> {
    pack: &'a str,
    version: &'a str,
    rules: usize,
    scenarios: usize,
    duties: usize,
    duty_scenarios: usize,
    targets: usize,
    campaigns: usize,
    inspections: usize,
    fingerprint: String,
}

fn check(pack: &Pack, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let reference = pack.reference();
    line(
        out,
        &Checked {
            pack: &reference.id,
            version: &reference.version,
            rules: pack.rules.len(),
            scenarios: pack.scenarios.len(),
            duties: pack.duties.len(),
            duty_scenarios: pack.duty_scenarios.len(),
            targets: pack.targets.len(),
            campaigns: pack.campaigns.len(),
            inspections: pack.inspections.len(),
            fingerprint: format!("{:016x}", pack.fingerprint()),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}

#[derive(Serialize)]
struct Tested<'a> {
    scenario: &'a str,
    ok: bool,
    findings: usize,
    differences: &'a [String],
}

#[derive(Serialize)]
struct Planned<'a> {
    scenario: &'a str,
    ok: bool,
    tasks: usize,
    differences: &'a [String],
}

#[derive(Serialize)]
struct Stood<'a> {
    scenario: &'a str,
    ok: bool,
    cases: usize,
    differences: &'a [String],
}

fn test(pack: &Pack, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let mut failed = 0;
    for outcome in scenario::run_all(pack) {
        let ok = outcome.differences.is_empty();
        failed += usize::from(!ok);
        let (findings, differences) = (outcome.findings.len(), outcome.differences.as_slice());
        line(out, &Tested { scenario: &outcome.id, ok, findings, differences })?;
    }
    for outcome in duties::scenario::run_all(pack) {
        let ok = outcome.differences.is_empty();
        failed += usize::from(!ok);
        let (tasks, differences) = (outcome.tasks, outcome.differences.as_slice());
        line(out, &Planned { scenario: &outcome.id, ok, tasks, differences })?;
    }
    for outcome in duties::scenario::run_targets(pack) {
        let ok = outcome.differences.is_empty();
        failed += usize::from(!ok);
        let (cases, differences) = (outcome.tasks, outcome.differences.as_slice());
        line(out, &Stood { scenario: &outcome.id, ok, cases, differences })?;
    }
    for outcome in grading::scenario::run_all(pack) {
        let ok = outcome.differences.is_empty();
        failed += usize::from(!ok);
        let (cases, differences) = (outcome.cases, outcome.differences.as_slice());
        line(out, &Stood { scenario: &outcome.id, ok, cases, differences })?;
    }
    let judged = pack.target_scenarios.len() + pack.grading_scenarios.len();
    let all = pack.scenarios.len() + pack.duty_scenarios.len() + judged;
    match failed {
        0 => Ok(ExitCode::SUCCESS),
        n => Err(Failure::verification("scenario_failed", format!("{n} of {all} scenarios failed"))),
    }
}

/// Writes one JSON line.
fn line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    let broken = |e: io::Error| Failure::input("stream_broken", format!("standard output: {e}"));
    serde_json::to_writer(&mut *out, value).map_err(|e| broken(e.into()))?;
    out.write_all(b"\n").map_err(broken)
}
