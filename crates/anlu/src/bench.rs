//! Tools of `tools/bench.sh`: hidden commands that measure parts of the product, or run them bare to be measured.

use std::process::ExitCode;

use crate::Failure;

mod decode;
mod draw;
mod fleet;
mod gateway;
mod history;
mod ledger;
mod pdf;
mod plan;
mod platform;
mod rate;
mod serve;

/// Arguments of `anlu bench`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Decodes JT/T 808 messages on one core.
    Decode(decode::Args),
    /// Makes and verifies a double-random draw.
    Draw(draw::Args),
    /// Runs a gateway with its log alone, for any terminal, until it is told to stop.
    Gateway(gateway::Args),
    /// Stores the positions of trace files and tells how many bytes each takes.
    History(history::Args),
    /// Appends to a ledger, proves and verifies.
    Ledger(ledger::Args),
    /// Sets papers in type.
    Pdf(pdf::Args),
    /// Plans the duties of many enterprises.
    Plan(plan::Args),
    /// Sends the positions of an invented fleet over JT/T 809 links.
    Platform(platform::Args),
    /// Rates many enterprises.
    Rate(rate::Args),
    /// Runs the whole server with a registry that knows every vehicle.
    Serve(serve::Args),
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args.what {
        What::Decode(args) => decode::run(&args),
        What::Draw(args) => draw::run(&args),
        What::Gateway(args) => gateway::run(&args),
        What::History(args) => history::run(&args),
        What::Ledger(args) => ledger::run(args),
        What::Pdf(args) => pdf::run(&args),
        What::Plan(args) => plan::run(args),
        What::Platform(args) => platform::run(&args),
        What::Rate(args) => rate::run(args),
        What::Serve(args) => serve::run(args),
    }
}

/// One JSON object on standard output.
fn print(value: &serde_json::Value) -> Result<(), Failure> {
    use std::io::Write as _;
    let mut out = std::io::stdout();
    writeln!(out, "{value}").and_then(|()| out.flush()).map_err(|e| Failure::input("output", e.to_string()))
}
