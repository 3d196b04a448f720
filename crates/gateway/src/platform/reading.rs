//! Reads the log for forwarding: the entries of a shard, in chunks, from where the consumer of the link is.

use std::sync::Arc;

use anlu_bus::{BusError, Entry, Log};
use tokio::{
    sync::mpsc,
    task::spawn_blocking,
    time::{Duration, sleep},
};

/// Entries read from the log at once.
const CHUNK: usize = 256;
/// And at most so many bytes of them, beside the last.
const CHUNK_BYTES: usize = 4 * 1024 * 1024;

/// Entries of a shard, and where they end.
pub(super) struct Chunk {
    pub(super) shard: u16,
    pub(super) next: u64,
    pub(super) entries: Vec<Entry>,
}

/// Hands the entries of a shard on, from where the consumer is.
pub(super) async fn read_shard(
    log: Arc<Log>,
    consumer: String,
    shard: u16,
    from_start: bool,
    out: mpsc::Sender<Chunk>,
) {
    let mut head = log.watch(shard);
    let mut next = match log.committed(&consumer, shard) {
        Ok(0) if !from_start => {
            let now = log.head(shard);
            // A consumer that begins now is remembered at once: after a restart it goes on from here.
            if let Err(error) = log.commit(&consumer, shard, now) {
                tracing::error!(consumer, shard, %error, "forwarding cannot remember where it is");
            }
            now
        }
        Ok(next) => next,
        Err(error) => return tracing::error!(consumer, shard, %error, "forwarding cannot begin"),
    };
    loop {
        head.borrow_and_update();
        let reader = Arc::clone(&log);
        let read = spawn_blocking(move || read(&reader, shard, next)).await;
        match read {
            Ok(Ok(entries)) => {
                let Some(last) = entries.last() else {
                    if head.changed().await.is_err() {
                        return;
                    }
                    continue;
                };
                next = last.offset.saturating_add(1);
                if out.send(Chunk { shard, next, entries }).await.is_err() {
                    return;
                }
            }
            Ok(Err(error)) => {
                tracing::error!(consumer, shard, %error, "forwarding cannot read the log");
                sleep(Duration::from_secs(5)).await;
            }
            Err(_) => return,
        }
    }
}

/// The next entries, as far as they are not too many bytes: pictures of terminals lie among them.
fn read(log: &Log, shard: u16, next: u64) -> Result<Vec<Entry>, BusError> {
    let (mut entries, mut room) = (Vec::new(), CHUNK_BYTES);
    log.each(shard, next, CHUNK, |entry| {
        if room > 0 {
            room = room.saturating_sub(entry.record.frame.len());
            entries.push(entry.clone());
        }
    })?;
    Ok(entries)
}
