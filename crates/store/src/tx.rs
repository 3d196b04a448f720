//! Reading handles and writing transactions.

use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{
    DatabaseConnection, DatabaseExecutor, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use crate::{
    Store, StoreError,
    connect::Inner,
    ledger::{self, LedgerDraft, Pending},
    personal::Cipher,
};
use anlu_domain::time::UtcMs;

/// Something to read from: the pool, or an open transaction (which sees its own changes).
#[derive(Clone, Copy)]
pub struct Db<'a> {
    source: Source<'a>,
    inner: &'a Inner,
}

#[derive(Clone, Copy)]
enum Source<'a> {
    Pool(&'a DatabaseConnection),
    Tx(&'a DatabaseTransaction),
}

impl<'a> Db<'a> {
    /// The executor for `SeaORM` calls.
    pub(crate) fn conn(self) -> DatabaseExecutor<'a> {
        match self.source {
            Source::Pool(c) => DatabaseExecutor::Connection(c),
            Source::Tx(t) => DatabaseExecutor::Transaction(t),
        }
    }

    /// The cipher of personal data.
    pub(crate) fn cipher(self) -> &'a Cipher {
        &self.inner.cipher
    }
}

/// An open writing transaction. Cheap to clone; every clone must be gone when the closure of [`Store::tx`] ends.
#[derive(Clone)]
pub struct Tx {
    inner: Arc<TxInner>,
}

struct TxInner {
    tx: DatabaseTransaction,
    store: Store,
    pending: Mutex<Vec<Pending>>,
}

impl Tx {
    /// Reads inside this transaction.
    pub fn read(&self) -> Db<'_> {
        Db { source: Source::Tx(&self.inner.tx), inner: &self.inner.store.inner }
    }

    /// The transaction for `SeaORM` calls.
    pub(crate) fn conn(&self) -> &DatabaseTransaction {
        &self.inner.tx
    }

    /// The cipher of personal data.
    pub(crate) fn cipher(&self) -> &Cipher {
        &self.inner.store.inner.cipher
    }

    /// Notes changes for the ledger. They are hashed, numbered and signed when the transaction commits, so that the
    /// ledger head is locked only for that moment; if the transaction fails they vanish with it.
    pub fn record(&self, drafts: impl IntoIterator<Item = LedgerDraft>, now: UtcMs) {
        let mut pending = self.inner.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.extend(drafts.into_iter().map(|draft| Pending { at: now, draft }));
    }
}

impl Store {
    /// Reads from the pool.
    pub fn read(&self) -> Db<'_> {
        Db { source: Source::Pool(&self.inner.reader), inner: &self.inner }
    }

    /// Runs `work` in one transaction: everything it did and its ledger entries are kept, or nothing. An `Err` or a
    /// dropped future rolls back.
    ///
    /// ```ignore
    /// store.tx(async |tx| { repo::enterprise::update(&tx, …).await?; Ok::<_, StoreError>(()) }).await?;
    /// ```
    pub async fn tx<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(Tx) -> Result<T, E>,
        E: From<StoreError>,
    {
        let tx = self.begin().await.map_err(E::from)?;
        let done = work(tx.clone()).await?;
        self.commit(tx).await.map_err(E::from)?;
        Ok(done)
    }

    async fn begin(&self) -> Result<Tx, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self.inner.writer.begin_with_options(options).await?;
        Ok(Tx { inner: Arc::new(TxInner { tx, store: self.clone(), pending: Mutex::new(Vec::new()) }) })
    }

    async fn commit(&self, tx: Tx) -> Result<(), StoreError> {
        let Ok(inner) = Arc::try_unwrap(tx.inner) else {
            return Err(StoreError::Internal("a transaction handle outlived its closure; rolled back".to_owned()));
        };
        let pending = inner.pending.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !pending.is_empty() {
            ledger::flush(&inner.tx, &self.inner.signer, pending).await?;
        }
        inner.tx.commit().await?;
        Ok(())
    }
}
