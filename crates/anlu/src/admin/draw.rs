//! `anlu draw verify FILE`: recomputes a published double-random draw from its file alone.
//!
//! Standard output is one JSON object; exit code 1 when something does not hold, 3 when the file cannot be judged.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anlu_domain::draw::verify::verify;

use crate::Failure;

/// Largest file that is read.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// Arguments of `anlu draw`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Recomputes a published draw (docs/DRAW.md): hashes, commitments, seed, subjects and teams.
    Verify {
        /// The published file.
        file: PathBuf,
    },
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let Command::Verify { file } = &args.command;
    let report = verify(&read(file)?).map_err(|e| Failure::input(e.code(), format!("{}: {e}", file.display())))?;
    let output = |e: &dyn std::fmt::Display| Failure::input("output", e.to_string());
    let line = serde_json::to_string(&report).map_err(|e| output(&e))?;
    writeln!(std::io::stdout(), "{line}").map_err(|e| output(&e))?;
    if report.ok {
        return Ok(ExitCode::SUCCESS);
    }
    Err(Failure::verification("draw_altered", format!("{} things in the draw do not hold", report.faults.len())))
}

fn read(path: &Path) -> Result<String, Failure> {
    let unreadable = |e: &dyn std::fmt::Display| Failure::input("draw_file", format!("{}: {e}", path.display()));
    let size = std::fs::metadata(path).map_err(|e| unreadable(&e))?.len();
    if size > MAX_BYTES {
        return Err(unreadable(&format!("more than {MAX_BYTES} bytes")));
    }
    std::fs::read_to_string(path).map_err(|e| unreadable(&e))
}
