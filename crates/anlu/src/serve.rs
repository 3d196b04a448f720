//! `anlu serve`: the production start.

use std::{path::PathBuf, process::ExitCode};

use crate::{
    Failure,
    config::{ConfigFile, Settings},
    shutdown,
    telemetry::LogArgs,
};

mod attachments;
pub(crate) mod clock;
mod courier;
mod history;
pub(crate) mod installation;
pub(crate) mod keys;
mod live;
mod platforms;
mod registry;
pub(crate) mod role;
mod sms;
pub(crate) mod start;
mod terminals;
pub(crate) mod typesetter;

use installation::{FolderLock, Installation};
use role::Role;
use start::Running;

/// Where settings come from; shared by every command that opens an installation.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ConfigArgs {
    /// Configuration file (TOML). Without it every setting has its default.
    #[arg(long, env = "ANLU_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Data folder; wins over the file.
    #[arg(long, env = "ANLU_DATA")]
    pub(crate) data: Option<PathBuf>,
    /// Database address; wins over the file. Give it by the environment: it may hold a password.
    #[arg(long = "store-url", env = "ANLU_STORE_URL", hide_env_values = true)]
    pub(crate) store_url: Option<String>,
}

impl ConfigArgs {
    /// Reads and checks the settings.
    pub(crate) fn settings(self) -> Result<Settings, Failure> {
        let file = self.config.as_deref().map(ConfigFile::read).transpose()?.unwrap_or_default();
        file.check(self.data, self.store_url)
    }
}

/// Arguments of `anlu serve`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What this process does.
    #[arg(long, value_enum, default_value = "all")]
    role: Role,
    #[command(flatten)]
    config: ConfigArgs,
    #[command(flatten)]
    log: LogArgs,
}

/// A runtime for commands that need one.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let built = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    built.map_err(|e| Failure::input("runtime", e.to_string()))
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    args.log.install("info,sea_orm_migration=warn,fjall=warn,lsm_tree=warn");
    anlu_web::install_metrics();
    let settings = args.config.settings()?;
    runtime()?.block_on(async {
        let _lock = if args.role.is_live() { Some(FolderLock::take(&settings.data)?) } else { None };
        let installation = Installation::open(settings).await?;
        let running = Running::start(installation, args.role, shutdown::on_signal()).await?;
        running.until_stopped().await?;
        Ok(ExitCode::SUCCESS)
    })
}
