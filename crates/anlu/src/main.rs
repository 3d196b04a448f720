//! The `anlu` binary: reads arguments, picks a command, prints errors. Decides nothing about the business.
//!
//! Exit codes: 0 ok, 1 findings or a failed verification, 2 wrong usage, 3 bad input.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod admin;
mod bench;
mod config;
mod demo;
mod failure;
mod national;
mod packs;
mod replay;
mod serve;
mod shutdown;
mod telemetry;

use failure::Failure;

/// Anlu (安路): the work-safety desk of a transport authority.
#[derive(Parser)]
#[command(name = "anlu", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs an invented county with moving vehicles, for trying out.
    Demo(demo::Args),
    /// Starts the server.
    Serve(serve::Args),
    /// Decodes one hex frame per line from standard input to JSON lines.
    Decode(admin::decode::Args),
    /// Screens position files for fatigue; JSON lines of findings on standard output.
    Screen(admin::screen::Args),
    /// Sends a position file as JT/T 808 terminals to a gateway.
    Replay(admin::replay::Args),
    /// Imports a registry workbook, all or nothing.
    Import(admin::import::Args),
    /// Checks, tests, compares and back-tests policy packs.
    Pack(admin::pack::Args),
    /// Verifies a published double-random draw.
    Draw(admin::draw::Args),
    /// Verifies the ledger.
    Ledger(admin::ledger::Args),
    /// Measures parts of the product.
    #[command(hide = true)]
    Bench(bench::Args),
    /// Erases people who have left.
    Person(admin::person::Args),
    /// Makes, resets and disables accounts.
    User(admin::user::Args),
    /// Copies the whole data folder, consistent, into an empty folder.
    Backup(admin::backup::Args),
    /// Puts a backup into an empty data folder.
    Restore(admin::backup::Args),
    /// Says whether an installation is in order.
    Doctor(admin::doctor::Args),
    /// Prints a generated schema.
    Schema(admin::schema::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Demo(a) => demo::run(a),
        Command::Serve(a) => serve::run(a),
        Command::Decode(a) => admin::decode::run(&a),
        Command::Screen(a) => admin::screen::run(&a),
        Command::Replay(a) => admin::replay::run(&a),
        Command::Import(a) => admin::import::run(&a),
        Command::Pack(a) => admin::pack::run(a),
        Command::Draw(a) => admin::draw::run(&a),
        Command::Ledger(a) => admin::ledger::run(a),
        Command::Bench(a) => bench::run(a),
        Command::Person(a) => admin::person::run(a),
        Command::User(a) => admin::user::run(a),
        Command::Backup(a) => admin::backup::backup(a),
        Command::Restore(a) => admin::backup::restore(a),
        Command::Doctor(a) => admin::doctor::run(a),
        Command::Schema(a) => admin::schema::run(&a),
    };
    match done {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
