//! One shard: an ordered keyspace whose keys are the first offsets of stored batches (big endian).

use std::{
    collections::VecDeque,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

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
    tail: Mutex<Tail>,
}

/// The newest batches, as they are stored, without a gap.
#[derive(Default)]
struct Tail {
    batches: VecDeque<Stored>,
    bytes: usize,
}

/// A stored batch: first offset, number of records, bytes.
#[derive(Clone)]
pub(crate) struct Stored {
    pub(crate) first: u64,
    pub(crate) count: u64,
    bytes: Slice,
}

impl Shard {
    /// Opens the shard; `trimmed` is the first offset kept by earlier trims.
    pub(crate) fn open(number: u16, batches: Keyspace, trimmed: u64) -> Result<Self, BusError> {
        let (head, first) = (watch::Sender::new(trimmed), AtomicU64::new(trimmed));
        let mut shard = Self { number, batches, head, first, tail: Mutex::default() };
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

    /// A batch of `count` records is durable: from now on it can be read. At most `room` bytes of batches are kept at
    /// hand.
    pub(crate) fn written(&self, count: u32, bytes: Slice, room: usize) {
        let count = u64::from(count);
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        tail.bytes += bytes.len();
        tail.batches.push_back(Stored { first: self.head(), count, bytes });
        while tail.bytes > room
            && let Some(oldest) = tail.batches.pop_front()
        {
            tail.bytes -= oldest.bytes.len();
        }
        drop(tail);
        self.head.send_modify(|head| *head += count);
    }

    /// The batches from offset `from` up to `end`, when all of them are at hand.
    fn at_hand(&self, from: u64, end: u64) -> Option<Vec<Stored>> {
        let tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        let begin = tail.batches.partition_point(|batch| batch.first <= from).checked_sub(1)?;
        Some(tail.batches.range(begin..).take_while(|batch| batch.first < end).cloned().collect())
    }

    /// Shows up to `max` entries from offset `from` on, in order.
    pub(crate) fn each(&self, from: u64, max: usize, mut show: impl FnMut(&Entry)) -> Result<(), BusError> {
        let head = self.head();
        let mut from = from.max(self.first());
        let end = head.min(from.saturating_add(u64::try_from(max).unwrap_or(u64::MAX)));
        if from >= end {
            return Ok(());
        }
        let begin = from;
        // One entry for all: what it holds room for is used again.
        let mut entry = Entry { shard: self.number, offset: from, record: Record::clock(UtcMs(0)) };
        let mut next = |stored: &Stored| -> Result<bool, BusError> {
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
                        return Ok(false);
                    }
                }
                offset = offset.saturating_add(1);
            }
            Ok(true)
        };
        if let Some(batches) = self.at_hand(begin, end) {
            for stored in &batches {
                if !next(stored)? {
                    break;
                }
            }
            return Ok(());
        }
        for batch in self.batches_from(begin)? {
            if !next(&self.stored(batch)?)? {
                break;
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
