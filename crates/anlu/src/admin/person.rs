//! `anlu person`: people of the register, from the machine itself.

use std::process::ExitCode;

use anlu_app::registry::person::erase::{EraseError, erase, foresee};
use anlu_domain::ids::PersonId;
use serde_json::json;
use uuid::Uuid;

use crate::{
    Failure,
    serve::{ConfigArgs, installation::Installation, runtime},
};

/// Arguments of `anlu person`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Erases what is kept of a person who has left: name, numbers, accounts, and what the ledger says of them. Without
    /// `--yes` it tells what would be erased, and changes nothing.
    Erase {
        /// Id of the person, as it stands in the address of his page.
        id: Uuid,
        /// Why; stands in the ledger. No personal data.
        #[arg(long)]
        reason: String,
        /// Erases. There is no way back.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        config: ConfigArgs,
    },
}

#[expect(clippy::print_stdout, reason = "the answer of the command")]
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let Command::Erase { id, reason, yes, config } = args.command;
    runtime()?.block_on(async {
        let work = async |i: &Installation| {
            let (ctx, id) = (i.administrator(), PersonId(id));
            let done = if yes { erase(&ctx, id, &reason).await } else { foresee(&ctx, id).await };
            done.map_err(|e| failure(&e))
        };
        let done = Installation::open_existing(config.settings()?).await?.run(work).await?;
        println!("{}", json!({"erased": yes, "accounts": done.accounts, "ledger_entries": done.entries}));
        Ok(ExitCode::SUCCESS)
    })
}

fn failure(error: &EraseError) -> Failure {
    Failure::input(error.code(), error.to_string())
}
