//! Opens an installation: folder, lock, keys, database. Each failure says what to do.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    path::Path,
    sync::Arc,
};

use anlu_app::ctx::{Ctx, Desk, RandomIds};
use anlu_domain::{
    access::{Role, Scope, Viewer},
    ids::UserId,
    ports::{NoTracks, TrackArchive},
};
use anlu_store::{Store, StoreError, ledger};

use super::{
    clock::SystemClock,
    keys::{self, InstallationKeys},
};
use crate::{Failure, config::Settings};

/// An open installation.
pub(crate) struct Installation {
    /// Settings.
    pub(crate) settings: Settings,
    /// Keys.
    pub(crate) keys: InstallationKeys,
    /// The use cases' desk over the store.
    pub(crate) desk: Desk,
}

impl Installation {
    /// Opens (or founds) the installation in the data folder of `settings`.
    pub(crate) async fn open(settings: Settings) -> Result<Self, Failure> {
        folder(&settings.data)?;
        let keys = match keys::read(&settings.data)? {
            Some(keys) => keys,
            None if settings.data.join("anlu.db").exists() => {
                return Err(Failure::input(
                    "keys_missing",
                    format!(
                        "{} is missing, but there is a database: put the keys of this installation back",
                        keys::path(&settings.data).display()
                    ),
                ));
            }
            None => keys::create(&settings.data)?,
        };
        let store = Store::connect(&settings.store_url, keys.store.clone()).await.map_err(|e| store_failure(&e))?;
        if !ledger::is_ours(&store).await.map_err(|e| store_failure(&e))? {
            return Err(Failure::input(
                "keys_wrong",
                format!("{} does not hold the keys of this database", keys::path(&settings.data).display()),
            ));
        }
        let tracks: Arc<dyn TrackArchive> = Arc::new(NoTracks);
        let blobs = settings.data.join("blobs");
        let partners = Arc::new(settings.watch.partners()?);
        let uplinks = Arc::new(settings.jt809.uplinks());
        let desk = Desk::new(store, Arc::new(SystemClock), Arc::new(RandomIds), blobs, tracks);
        let desk = Desk { partners, uplinks, ..desk };
        Ok(Self { settings, keys, desk })
    }

    /// Opens an installation that must be there: founds nothing.
    pub(crate) async fn open_existing(settings: Settings) -> Result<Self, Failure> {
        if !keys::path(&settings.data).exists() {
            let what =
                format!("{} holds no installation: name its folder with --data or --config", settings.data.display());
            return Err(Failure::input("no_installation", what));
        }
        Self::open(settings).await
    }

    /// Does one piece of work and closes the database, whatever came of it: an open write-ahead log would keep the
    /// newest rows out of the database file, where a copy of that file alone would miss them.
    pub(crate) async fn run<T>(self, work: impl AsyncFnOnce(&Self) -> Result<T, Failure>) -> Result<T, Failure> {
        let done = work(&self).await;
        let closed = self.desk.store.close().await.map_err(|e| store_failure(&e));
        done.and_then(|value| closed.map(|()| value))
    }

    /// The context of the administrator on the machine itself.
    pub(crate) fn administrator(&self) -> Ctx {
        self.desk.ctx(viewer("administrator", Scope::All))
    }

    /// The context of the server, for what nobody has logged in for yet: it sees no rows.
    pub(crate) fn server(&self) -> Ctx {
        self.desk.ctx(viewer("anlu", Scope::Nothing))
    }
}

fn viewer(name: &str, scope: Scope) -> Viewer {
    Viewer { user: UserId(uuid::Uuid::nil()), name: name.to_owned(), role: Role::BureauOfficer, scope }
}

/// Makes the data folder and checks that files can be made in it.
fn folder(data: &Path) -> Result<(), Failure> {
    let failed = |e: std::io::Error| {
        Failure::input("data_unwritable", format!("{}: {e}; choose another folder with --data", data.display()))
    };
    fs::create_dir_all(data).map_err(failed)?;
    let probe = data.join(".probe");
    File::create(&probe).map_err(failed)?;
    fs::remove_file(&probe).map_err(failed)
}

/// The lock of a data folder: one process serves it, and nobody copies it meanwhile. Ends with the value.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Takes the lock; `data_in_use` when another process holds it.
    pub(crate) fn take(data: &Path) -> Result<Self, Failure> {
        folder(data)?;
        let path = data.join("lock");
        let failed = |e: std::io::Error| Failure::input("data_unwritable", format!("{}: {e}", path.display()));
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Failure::input(
                "data_in_use",
                format!("another anlu process uses {}: stop it first, or choose another folder", data.display()),
            )),
            Err(TryLockError::Error(e)) => Err(failed(e)),
        }
    }
}

/// A failure of the store at start.
pub(crate) fn store_failure(error: &StoreError) -> Failure {
    let hint = match error {
        StoreError::Newer(_) => "; use the newer program, or restore a backup",
        StoreError::Unavailable(_) => "; is the database running and the address right?",
        _ => "",
    };
    Failure::input(error.code(), format!("{error}{hint}"))
}
