//! `anlu user`: accounts, from the machine itself. The first account of an installation is made here.

use std::{
    io::{BufRead, IsTerminal, Write},
    process::{Command as Process, ExitCode, Stdio},
};

use anlu_app::{
    account::{
        AccountError,
        create::{NewAccount, create},
        disable::disable,
        set_password::set_password,
    },
    ctx::Ctx,
};
use anlu_domain::{access::Role, ids::PersonId};
use anlu_store::repo::{enterprise, grid, person};

use crate::{
    Failure,
    serve::{
        ConfigArgs,
        installation::{Installation, store_failure},
        runtime,
    },
};

/// Arguments of `anlu user`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Makes an account; its password is asked for (or read from standard input) and must be changed at first log-in.
    Add {
        /// Log-in name.
        #[arg(long)]
        username: String,
        /// Name as it stands in records; the log-in name without it.
        #[arg(long)]
        name: Option<String>,
        /// Role: `bureau_officer`, `enforcement`, `grid_chief`, `leader`, `principal`, `safety_officer` or `driver`.
        #[arg(long, value_parser = role)]
        role: Role,
        /// Code of the grid node; for a grid chief.
        #[arg(long)]
        grid: Option<String>,
        /// Credit code of the enterprise; for the roles of an enterprise.
        #[arg(long)]
        enterprise: Option<String>,
        /// ID number of the person; for a driver.
        #[arg(long)]
        person: Option<String>,
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// Sets a new password, ends sessions and unlocks.
    Password {
        /// Log-in name.
        #[arg(long)]
        username: String,
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// Closes an account and ends its sessions.
    Disable {
        /// Log-in name.
        #[arg(long)]
        username: String,
        /// Opens it again.
        #[arg(long)]
        undo: bool,
        #[command(flatten)]
        config: ConfigArgs,
    },
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| Role::ALL.map(Role::as_str).join(", "))
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    runtime()?.block_on(async {
        match args.command {
            Command::Add { username, name, role, grid, enterprise, person, config } => {
                let installation = Installation::open(config.settings()?).await?;
                let add = async |i: &Installation| {
                    let ctx = i.administrator();
                    let new = NewAccount {
                        name: name.unwrap_or_else(|| username.clone()),
                        role,
                        grid: grid_of(&ctx, grid).await?,
                        enterprise: enterprise_of(&ctx, enterprise).await?,
                        person: person_of(&ctx, person).await?,
                        password: password()?,
                        login: username,
                        must_change: true,
                    };
                    create(&ctx, new).await.map(drop).map_err(|e| failure(&e))
                };
                installation.run(add).await?;
            }
            Command::Password { username, config } => {
                let installation = Installation::open_existing(config.settings()?).await?;
                let set = async |i: &Installation| {
                    set_password(&i.administrator(), &username, password()?).await.map_err(|e| failure(&e))
                };
                installation.run(set).await?;
            }
            Command::Disable { username, undo, config } => {
                let installation = Installation::open_existing(config.settings()?).await?;
                let switch = async |i: &Installation| {
                    disable(&i.administrator(), &username, !undo).await.map_err(|e| failure(&e))
                };
                installation.run(switch).await?;
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn failure(error: &AccountError) -> Failure {
    Failure::input(error.code(), error.to_string())
}

fn unknown(what: &str, code: &str) -> Failure {
    Failure::input("not_found", format!("no {what} {code} in the registry"))
}

async fn grid_of(ctx: &Ctx, code: Option<String>) -> Result<Option<anlu_domain::ids::GridId>, Failure> {
    let Some(code) = code else { return Ok(None) };
    let all = grid::all(ctx.store.read()).await.map_err(|e| store_failure(&e))?;
    let found = all.into_iter().find(|g| g.value.code == code);
    found.map(|g| Some(g.value.id)).ok_or_else(|| unknown("grid", &code))
}

async fn enterprise_of(ctx: &Ctx, code: Option<String>) -> Result<Option<anlu_domain::ids::EnterpriseId>, Failure> {
    let Some(code) = code else { return Ok(None) };
    let found = enterprise::by_uscc(ctx.store.read(), std::slice::from_ref(&code)).await;
    let found = found.map_err(|e| store_failure(&e))?.remove(&code);
    found.map(|e| Some(e.value.id)).ok_or_else(|| unknown("enterprise", &code))
}

async fn person_of(ctx: &Ctx, number: Option<String>) -> Result<Option<PersonId>, Failure> {
    let Some(number) = number else { return Ok(None) };
    let found = person::by_id_number(ctx.store.read(), std::slice::from_ref(&number)).await;
    let found = found.map_err(|e| store_failure(&e))?.remove(&number);
    found.map(|p| Some(p.value.id)).ok_or_else(|| unknown("person with this", "ID number"))
}

/// One line from standard input; on a terminal it is asked for and not shown.
#[expect(clippy::print_stderr, reason = "a question on a terminal")]
fn password() -> Result<String, Failure> {
    let asks = std::io::stdin().is_terminal();
    if asks {
        eprint!("password: ");
        drop(std::io::stderr().flush());
        echo(false);
    }
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    if asks {
        echo(true);
        eprintln!();
    }
    read.map_err(|e| Failure::input("password_unreadable", e.to_string()))?;
    let text = line.trim_end_matches(['\r', '\n']).to_owned();
    if text.is_empty() {
        return Err(Failure::usage("password_missing", "give the password on standard input"));
    }
    Ok(text)
}

/// Shows or hides what is typed; a terminal without `stty` shows it.
fn echo(on: bool) {
    let mode = if on { "echo" } else { "-echo" };
    drop(Process::new("stty").arg(mode).stdin(Stdio::inherit()).status());
}
