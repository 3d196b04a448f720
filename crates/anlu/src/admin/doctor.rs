//! `anlu doctor`: says whether an installation is in order. One JSON object per check; exit code 1 when one fails.

use std::{path::Path, process::ExitCode};

use anlu_domain::time::{MINUTE_MS, UtcMs};
use anlu_store::{Store, ledger};
use serde_json::json;

use crate::{
    Failure,
    config::Settings,
    packs,
    serve::{
        ConfigArgs,
        clock::SystemClock,
        installation::{FolderLock, Installation},
        keys, runtime,
    },
};

/// Free space below which a check fails, bytes.
const LOW_SPACE: u64 = 1024 * 1024 * 1024;
/// A clock before this instant (2026-01-01) was never set.
const UNSET: UtcMs = UtcMs(1_767_196_800_000);

/// Arguments of `anlu doctor`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    config: ConfigArgs,
}

struct Report {
    failed: bool,
}

impl Report {
    #[expect(clippy::print_stdout, reason = "the answer of the command")]
    fn say(&mut self, check: &str, found: Result<String, String>) {
        let (ok, detail) = match found {
            Ok(detail) => (true, detail),
            Err(detail) => (false, detail),
        };
        self.failed |= !ok;
        println!("{}", json!({"check": check, "ok": ok, "detail": detail}));
    }
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let mut report = Report { failed: false };
    let settings = match args.config.settings() {
        Ok(settings) => settings,
        Err(failure) => {
            report.say("config", Err(failure.to_string()));
            return Ok(ExitCode::from(1));
        }
    };
    report.say("config", Ok(format!("data folder {}", settings.data.display())));
    report.say(
        "pack",
        packs::configured(settings.live.pack.as_deref())
            .map_or_else(|f| Err(f.to_string()), |pack| Ok(format!("{} {}", pack.manifest.id, pack.manifest.version))),
    );
    if !settings.data.is_dir() {
        report.say("data", Err("there is no such folder: the first `anlu serve` or `anlu user add` makes it".into()));
        return Ok(ExitCode::from(1));
    }
    report.say("space", space(&settings.data));
    report.say(
        "keys",
        match keys::read(&settings.data) {
            Ok(Some(_)) => Ok("readable by this user alone".to_owned()),
            Ok(None) => Err("no keys yet: this folder holds no installation".to_owned()),
            Err(failure) => Err(failure.to_string()),
        },
    );
    report.say(
        "server",
        match FolderLock::take(&settings.data) {
            Ok(_) => Ok("not running".to_owned()),
            Err(f) if f.code() == "data_in_use" => Ok("running".to_owned()),
            Err(f) => Err(f.to_string()),
        },
    );
    runtime()?.block_on(database(&mut report, settings));
    Ok(if report.failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

async fn database(report: &mut Report, settings: Settings) {
    let installation = match Installation::open_existing(settings).await {
        Ok(installation) => installation,
        Err(failure) => return report.say("database", Err(failure.to_string())),
    };
    let look = async |i: &Installation| {
        examine(report, &i.desk.store).await;
        Ok(())
    };
    if let Err(failure) = installation.run(look).await {
        report.say("close", Err(failure.to_string()));
    }
}

async fn examine(report: &mut Report, store: &Store) {
    report.say("database", Ok(format!("{:?}, schema up to date", store.backend())));
    let newest = ledger::latest_checkpoint(store.read()).await;
    let now = anlu_domain::ports::Clock::now(&SystemClock);
    report.say(
        "ledger",
        match &newest {
            Ok(Some(point)) => Ok(format!("{} entries, signed {}", point.size, UtcMs(point.at).rfc3339_cst())),
            Ok(None) => Ok("empty".to_owned()),
            Err(e) => Err(e.to_string()),
        },
    );
    let behind = newest.ok().flatten().is_some_and(|point| point.at > now.0 + MINUTE_MS);
    report.say(
        "clock",
        match (now < UNSET, behind) {
            (true, _) => Err(format!("{}: the clock of this machine is not set", now.rfc3339_cst())),
            (_, true) => Err("the newest ledger entry lies in the future: the clock was set back".to_owned()),
            _ => Ok(now.rfc3339_cst()),
        },
    );
}

fn space(folder: &Path) -> Result<String, String> {
    let stat = rustix::fs::statvfs(folder).map_err(|e| e.to_string())?;
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let text = format!("{} MiB free", free / (1024 * 1024));
    if free < LOW_SPACE { Err(text) } else { Ok(text) }
}
