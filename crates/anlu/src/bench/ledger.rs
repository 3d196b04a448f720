//! `anlu bench ledger`: appends to a fresh ledger, one entry a transaction and many, then proves and verifies.

use std::{process::ExitCode, time::Instant};

use anlu_domain::time::UtcMs;
use anlu_store::{
    Keys, Store, StoreError, Tx,
    ledger::{LedgerDraft, consistency, inclusion, latest_checkpoint, note_of, tree, verify::verify},
};
use serde_json::json;

use crate::{Failure, serve::runtime};

/// Entries of one transaction while the ledger is filled.
const PART: u64 = 10_000;
/// Transactions of one entry that are timed.
const SINGLE: u64 = 2_000;
/// Proofs that are timed.
const PROOFS: u32 = 500;
/// Bytes of a hash.
const HASH: usize = 32;

/// Arguments of `anlu bench ledger`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Entries.
    #[arg(long, default_value_t = 100_000)]
    entries: u64,
    /// Database; default: an SQLite file in a temporary folder.
    #[arg(long)]
    store_url: Option<String>,
    /// Recompute the whole ledger at the end.
    #[arg(long)]
    verify: bool,
}

pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let failed = |e: &dyn std::fmt::Display| Failure::input("bench", e.to_string());
    let folder = std::env::temp_dir().join(format!("anlu-bench-ledger-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|e| failed(&e))?;
    let url = args.store_url.unwrap_or_else(|| format!("sqlite://{}?mode=rwc", folder.join("anlu.db").display()));
    let done = runtime()?.block_on(async {
        let keys = Keys::generate().map_err(|e| failed(&e))?;
        let store = Store::connect(&url, keys).await.map_err(|e| failed(&e))?;
        let done = measure(&store, args.entries, args.verify).await.map_err(|e| failed(&e));
        store.close().await.map_err(|e| failed(&e))?;
        done
    });
    // Nothing is lost when it stays: the folder lies among temporary files.
    drop(std::fs::remove_dir_all(&folder));
    super::print(&done?)?;
    Ok(ExitCode::SUCCESS)
}

async fn measure(store: &Store, entries: u64, whole: bool) -> Result<serde_json::Value, StoreError> {
    let start = Instant::now();
    let mut at = 0;
    while at + SINGLE < entries {
        let many = PART.min(entries - SINGLE - at);
        append(store, at, many).await?;
        at += many;
    }
    let filled = (at, start.elapsed().as_secs_f64());
    let start = Instant::now();
    for n in at..at + SINGLE {
        append(store, n, 1).await?;
    }
    let single = start.elapsed().as_secs_f64();
    let db = store.read();
    let missing = || StoreError::Internal("no proof".to_owned());
    let point = latest_checkpoint(db).await?.ok_or_else(missing)?;
    let (mut longest, mut took) = (0, 0.0_f64);
    for n in 0..u64::from(PROOFS) {
        // Spread over the whole log by a step that is prime.
        let seq = i64::try_from((n * 7_919_999) % point.size + 1).map_err(|_e| missing())?;
        let start = Instant::now();
        let (_, path) = inclusion(db, seq).await?.ok_or_else(missing)?;
        took += start.elapsed().as_secs_f64();
        longest = longest.max(path.len());
    }
    let start = Instant::now();
    let half = point.size / 2 + 1;
    let grown = consistency(db, half, point.size).await?.ok_or_else(missing)?;
    let consistency_seconds = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let note = note_of(store, &point);
    let note_seconds = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let sound = !whole || verify(store, &[]).await?.is_sound();
    let verify_seconds = whole.then(|| start.elapsed().as_secs_f64());
    if !sound || !tree::verify_consistency(point.size, point.size, &[], &point.root, &point.root) {
        return Err(StoreError::Internal(String::from("the ledger of the benchmark does not verify")));
    }
    Ok(json!({
        "bench": "ledger", "entries": point.size,
        "appends_per_second_in_batches": per_second(filled.0, filled.1),
        "appends_per_second_one_by_one": per_second(SINGLE, single),
        "inclusion_bytes": longest * HASH, "inclusion_ms": took * 1e3 / f64::from(PROOFS),
        "consistency_bytes": grown.len() * HASH, "consistency_ms": consistency_seconds * 1e3,
        "note_bytes": note.len(), "note_ms": note_seconds * 1e3, "verify_seconds": verify_seconds,
    }))
}

async fn append(store: &Store, from: u64, many: u64) -> Result<(), StoreError> {
    store
        .tx(async |tx: Tx| {
            tx.record((from..from + many).map(entry), UtcMs(1_795_000_000_000));
            Ok(())
        })
        .await
}

fn entry(n: u64) -> LedgerDraft {
    LedgerDraft {
        actor: String::from("示例科员 (0192f0c4-0000-7000-8000-000000000001)"),
        action: "hazard_notified",
        subject_kind: "hazard",
        subject_id: format!("0192f0c4-0000-7000-8000-{n:012x}"),
        before: Some(json!({"state": "found"})),
        after: Some(json!({"state": "notified", "deadline": "2026-12-01"})),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn per_second(n: u64, seconds: f64) -> f64 {
    (n as f64 / seconds).round()
}
