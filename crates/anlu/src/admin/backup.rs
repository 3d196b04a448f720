//! `anlu backup` and `anlu restore`: the whole data folder, consistent, while nothing writes to it.
//!
//! A backup is a folder: `manifest.json` (version 1, written last: a backup without one is not complete), `anlu.db`
//! (SQLite only), and the folders keys, log, snapshots, history and blobs.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anlu_store::{Backend, ledger};
use serde::{Deserialize, Serialize};

use crate::{
    Failure,
    serve::{
        ConfigArgs,
        installation::{FolderLock, Installation, store_failure},
        runtime,
    },
};

const VERSION: u32 = 1;
const MANIFEST: &str = "manifest.json";
const DATABASE: &str = "anlu.db";
const FOLDERS: [&str; 5] = ["keys", "log", "snapshots", "history", "blobs"];

/// Arguments of both commands.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder of the backup.
    dir: PathBuf,
    #[command(flatten)]
    config: ConfigArgs,
}

/// What a backup holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    version: u32,
    program: String,
    at: String,
    database: String,
    ledger_entries: u64,
}

fn io_failure(path: &Path, error: &io::Error) -> Failure {
    Failure::input("backup_io", format!("{}: {error}", path.display()))
}

/// `anlu backup DIR`.
#[expect(clippy::print_stdout, reason = "the answer of the command")]
pub(crate) fn backup(args: Args) -> Result<ExitCode, Failure> {
    let (settings, to) = (args.config.settings()?, args.dir);
    vacant(&to)?;
    let _lock = FolderLock::take(&settings.data)?;
    let data = settings.data.clone();
    runtime()?.block_on(async {
        let save = async |i: &Installation| {
            let store = &i.desk.store;
            fs::create_dir_all(&to).map_err(|e| io_failure(&to, &e))?;
            let database = match store.backend() {
                Backend::Sqlite => {
                    store.copy_to(&to.join(DATABASE)).await.map_err(|e| store_failure(&e))?;
                    "sqlite"
                }
                Backend::Postgres => "postgres",
            };
            for folder in FOLDERS {
                copy(&data.join(folder), &to.join(folder))?;
            }
            let manifest = Manifest {
                version: VERSION,
                program: env!("CARGO_PKG_VERSION").to_owned(),
                at: i.desk.now().rfc3339_cst(),
                database: database.to_owned(),
                ledger_entries: ledger::size(store.read()).await.map_err(|e| store_failure(&e))?,
            };
            let text = serde_json::to_string(&manifest).map_err(|e| Failure::input("backup_io", e.to_string()))?;
            let path = to.join(MANIFEST);
            fs::write(&path, &text).map_err(|e| io_failure(&path, &e))?;
            synced(&to)?;
            println!("{text}");
            if database == "postgres" {
                println!(
                    "{}",
                    serde_json::json!({"next": "pg_dump --format=custom --file=anlu.dump DATABASE (while the \
                    server is still stopped), and keep the file with this backup"})
                );
            }
            Ok(ExitCode::SUCCESS)
        };
        Installation::open_existing(settings).await?.run(save).await
    })
}

/// `anlu restore DIR`.
#[expect(clippy::print_stdout, reason = "the answer of the command")]
pub(crate) fn restore(args: Args) -> Result<ExitCode, Failure> {
    let (settings, from) = (args.config.settings()?, args.dir);
    let path = from.join(MANIFEST);
    let text = fs::read_to_string(&path).map_err(|e| {
        Failure::input("backup_incomplete", format!("{}: {e}; this folder is not a complete backup", path.display()))
    })?;
    let bad = |what: String| Failure::input("backup_manifest", format!("{}: {what}", path.display()));
    let manifest: Manifest = serde_json::from_str(&text).map_err(|e| bad(e.to_string()))?;
    if manifest.version != VERSION {
        return Err(bad(format!("version {} is not known to this program", manifest.version)));
    }
    vacant(&settings.data)?;
    let data = settings.data.clone();
    fs::create_dir_all(&data).map_err(|e| io_failure(&data, &e))?;
    for folder in FOLDERS {
        copy(&from.join(folder), &data.join(folder))?;
    }
    if manifest.database == "sqlite" {
        let (from, to) = (from.join(DATABASE), data.join(DATABASE));
        fs::copy(&from, &to).map_err(|e| io_failure(&from, &e))?;
    }
    synced(&data)?;
    if manifest.database == "postgres" {
        println!(
            "{}",
            serde_json::json!({"next": "pg_restore --clean --if-exists --dbname=DATABASE anlu.dump, then \
            start the server"})
        );
        return Ok(ExitCode::SUCCESS);
    }
    runtime()?.block_on(async {
        let size = async |i: &Installation| ledger::size(i.desk.store.read()).await.map_err(|e| store_failure(&e));
        let entries = Installation::open_existing(settings).await?.run(size).await?;
        if entries != manifest.ledger_entries {
            let what = format!("the ledger has {entries} entries, the backup says {}", manifest.ledger_entries);
            return Err(Failure::verification("backup_differs", what));
        }
        println!("{}", serde_json::json!({"ok": true, "ledger_entries": entries, "backup_of": manifest.at}));
        Ok(ExitCode::SUCCESS)
    })
}

/// Refuses a folder that holds something.
fn vacant(folder: &Path) -> Result<(), Failure> {
    match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(io_failure(folder, &e)),
        Ok(mut entries) => {
            if entries.next().is_none() {
                return Ok(());
            }
            let what = format!("{} is not empty: name an empty folder", folder.display());
            Err(Failure::usage("target_not_empty", what))
        }
    }
}

/// Copies a folder with everything in it; one that is not there is left out.
fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let entries = match fs::read_dir(from) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(|e| io_failure(from, &e))?,
    };
    fs::create_dir_all(to).map_err(|e| io_failure(to, &e))?;
    let mode = fs::metadata(from).map_err(|e| io_failure(from, &e))?.permissions();
    fs::set_permissions(to, mode).map_err(|e| io_failure(to, &e))?;
    for entry in entries {
        let path = entry.map_err(|e| io_failure(from, &e))?.path();
        let Some(name) = path.file_name() else { continue };
        let target = to.join(name);
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(|e| io_failure(&path, &e))?;
            let synced = fs::File::open(&target).and_then(|f| f.sync_all());
            synced.map_err(|e| io_failure(&target, &e))?;
        }
    }
    synced(to)
}

fn synced(folder: &Path) -> Result<(), Failure> {
    fs::File::open(folder).and_then(|f| f.sync_all()).map_err(|e| io_failure(folder, &e))
}
