//! `anlu screen`.

use std::process::ExitCode;

use crate::Failure;

/// Arguments of `anlu screen`.
#[derive(clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: Args) -> Result<ExitCode, Failure> {
    Err(Failure::usage("not_built", "screen"))
}
