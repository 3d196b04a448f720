//! Opening the database.
//!
//! `SQLite`: one writing connection (its pool of one is the queue of writers) and a few reading ones, WAL, full
//! synchronisation: a committed step survives a power cut. `PostgreSQL`: one pool; writers meet at the ledger head, which
//! is locked last in each transaction.

use std::{path::Path, sync::Arc, time::Duration};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};

use crate::{Keys, StoreError, ledger::Signer, migration, personal::Cipher};

/// How long a writer waits for the writer before it (a big import may hold the database for a minute).
const WRITE_WAIT: Duration = Duration::from_secs(90);
/// How long a reader waits for a connection.
const READ_WAIT: Duration = Duration::from_secs(10);

/// Which database is behind a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// One file.
    Sqlite,
    /// A server.
    Postgres,
}

/// The database of one installation. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) reader: DatabaseConnection,
    pub(crate) writer: DatabaseConnection,
    pub(crate) backend: Backend,
    pub(crate) cipher: Cipher,
    pub(crate) signer: Signer,
}

impl Store {
    /// Opens `url` (`sqlite://FILE?mode=rwc` or `postgres://…`) and brings the schema up to date, under a lock.
    pub async fn connect(url: &str, keys: Keys) -> Result<Self, StoreError> {
        let store = Self::connect_unmigrated(url, keys).await?;
        migration::run(&store).await?;
        Ok(store)
    }

    async fn connect_unmigrated(url: &str, keys: Keys) -> Result<Self, StoreError> {
        let backend = if url.starts_with("sqlite:") {
            Backend::Sqlite
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Backend::Postgres
        } else {
            return Err(StoreError::Address("expected sqlite: or postgres:".to_owned()));
        };
        let (reader, writer) = match backend {
            Backend::Sqlite => {
                if url.contains(":memory:") || url.contains("mode=memory") {
                    return Err(StoreError::Address("an in-memory database cannot be shared: name a file".to_owned()));
                }
                let writer = Database::connect(sqlite(url, 1, WRITE_WAIT)).await.map_err(unavailable)?;
                let reader = Database::connect(sqlite(url, 8, READ_WAIT)).await.map_err(unavailable)?;
                (reader, writer)
            }
            Backend::Postgres => {
                let mut options = ConnectOptions::new(url);
                options.max_connections(16).acquire_timeout(READ_WAIT).sqlx_logging(false);
                let pool = Database::connect(options).await.map_err(unavailable)?;
                (pool.clone(), pool)
            }
        };
        let (cipher, signer) = (Cipher::new(&keys), Signer::new(&keys)?);
        Ok(Self { inner: Arc::new(Inner { reader, writer, backend, cipher, signer }) })
    }

    /// Which database this is.
    pub fn backend(&self) -> Backend {
        self.inner.backend
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.inner.reader.ping().await.map_err(unavailable)
    }

    /// Writes a consistent copy of a `SQLite` database into the file `to`, which must not exist. Writers may go on
    /// meanwhile. `PostgreSQL` is copied with its own tools: [`StoreError::Address`].
    pub async fn copy_to(&self, to: &Path) -> Result<(), StoreError> {
        if self.backend() != Backend::Sqlite {
            return Err(StoreError::Address("PostgreSQL is copied with pg_dump".to_owned()));
        }
        let text = to.to_str().ok_or_else(|| StoreError::Address("the path is not UTF-8".to_owned()))?;
        let quoted = text.replace('\'', "''");
        self.inner.reader.execute_unprepared(&format!("VACUUM INTO '{quoted}'")).await?;
        Ok(())
    }

    /// Closes every connection; later calls fail. Used before the files are copied or removed.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.inner.reader.close_by_ref().await?;
        self.inner.writer.close_by_ref().await?;
        Ok(())
    }
}

fn sqlite(url: &str, connections: u32, wait: Duration) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(wait)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |o| {
            o.journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(wait)
                .foreign_keys(true)
                .pragma("cache_size", "-32000")
                // What is erased is overwritten, where that costs no further page.
                .pragma("secure_delete", "FAST")
                .pragma("temp_store", "MEMORY")
        });
    options
}

/// The text of a failed connection; the address (which may hold a password) is not part of it.
fn unavailable(error: sea_orm::DbErr) -> StoreError {
    match StoreError::from(error) {
        StoreError::Internal(text) => StoreError::Unavailable(text),
        other => other,
    }
}
