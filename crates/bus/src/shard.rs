//! One shard: an ordered keyspace whose keys are the first offsets of stored batches (big endian).

use std::sync::atomic::{AtomicU64, Ordering};

use anlu_domain::time::UtcMs;
use fjall::{Keyspace, Slice};
use tokio::sync::watch;

use crate::{
    envelope,
    error::BusError,
    record::{Entry, Record},
};

/// A shard of the log.
pub(crate) struct Shard {
    pub(crate) number: u16,
    pub(crate) batches: Keyspace,
    /// Next offset; moves only after the batch is durable.
    pub(crate) head: watch::Sender<u64>,
    /// Oldest offset still kept.
    pub(crate) first: AtomicU64,
}

/// A stored batch: first offset, number of records, bytes.
pub(crate) struct Stored {
    pub(crate) first: u64,
    pub(crate) count: u64,
    bytes: Slice,
}

impl Shard {
    /// Opens the shard; `trimmed` is the first offset kept by earlier trims.
    pub(crate) fn open(number: u16, batches: Keyspace, trimmed: u64) -> Result<Self, BusError> {
        let mut shard = Self { number, batches, head: watch::Sender::new(trimmed), first: AtomicU64::new(trimmed) };
        if let Some(last) = shard.batches.iter().next_back() {
            let last = shard.stored(last)?;
            let head = last.first.saturating_add(last.count).max(trimmed);
            shard.head = watch::Sender::new(head);
        }
        Ok(shard)
    }

    pub(crate) fn head(&self) -> u64 {
        *self.head.borrow()
    }

    pub(crate) fn first(&self) -> u64 {
        self.first.load(Ordering::Acquire)
    }

    /// Shows up to `max` entries from offset `from` on, in order.
    pub(crate) fn each(&self, from: u64, max: usize, mut show: impl FnMut(&Entry)) -> Result<(), BusError> {
        let head = self.head();
        let mut from = from.max(self.first());
        let end = head.min(from.saturating_add(u64::try_from(max).unwrap_or(u64::MAX)));
        if from >= end {
            return Ok(());
        }
        // One entry for all: what it holds room for is used again.
        let mut entry = Entry { shard: self.number, offset: from, record: Record::clock(UtcMs(0)) };
        for batch in self.batches_from(from)? {
            let stored = self.stored(batch)?;
            let damaged = |reason| self.corrupt(stored.first, reason);
            let mut records = envelope::Records::of(&stored.bytes).map_err(damaged)?;
            let mut offset = stored.first;
            while let Some(record) = records.next().map_err(damaged)? {
                if offset >= from {
                    record.fill(&mut entry.record);
                    entry.offset = offset;
                    show(&entry);
                    from = offset.saturating_add(1);
                    if from >= end {
                        return Ok(());
                    }
                }
                offset = offset.saturating_add(1);
            }
        }
        Ok(())
    }

    /// Batches in order, from the oldest kept one.
    pub(crate) fn oldest(&self) -> impl Iterator<Item = Result<Stored, BusError>> {
        self.batches.range(self.first().to_be_bytes()..).map(|g| self.stored(g))
    }

    /// Decodes a batch.
    pub(crate) fn records(&self, stored: &Stored) -> Result<Vec<Record>, BusError> {
        envelope::decode(&stored.bytes).map_err(|reason| self.corrupt(stored.first, reason))
    }

    fn batches_from(&self, offset: u64) -> Result<fjall::Iter, BusError> {
        let start = match self.batches.range(..=offset.to_be_bytes()).next_back() {
            Some(guard) => guard.key()?,
            None => Slice::from(self.first().to_be_bytes()),
        };
        Ok(self.batches.range(start..))
    }

    fn stored(&self, guard: fjall::Guard) -> Result<Stored, BusError> {
        let (key, bytes) = guard.into_inner()?;
        let first = <[u8; 8]>::try_from(&*key).map(u64::from_be_bytes).map_err(|_length| self.corrupt(0, "bad key"))?;
        let count = envelope::count(&bytes).map_err(|reason| self.corrupt(first, reason))?;
        Ok(Stored { first, count: u64::from(count), bytes })
    }

    fn corrupt(&self, offset: u64, reason: &'static str) -> BusError {
        BusError::Corrupt { shard: self.number, offset, reason }
    }
}
