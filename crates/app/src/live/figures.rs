//! Notable events of the live plane: log lines and metrics together.
//!
//! Metrics: `anlu_live_entries_total`, `anlu_live_findings_total{rule}`, `anlu_live_lag_entries{shard}` (gauge),
//! `anlu_live_facts{shard,fate}` (gauge: taken, duplicate, late, future, void since the state began),
//! `anlu_live_failures_total{code}`, `anlu_live_snapshots_total`, `anlu_live_snapshot_seconds` (what writing one took),
//! `anlu_live_alert_seconds` (from the receipt of a fact to the stored finding it brought about). No field holds personal
//! data.

use std::time::Duration;

use anlu_domain::{finding::Finding, time::UtcMs};
use anlu_rules::engine::Counts;
use metrics::{counter, gauge, histogram};

/// A batch was judged.
pub(super) fn judged(shard: u16, entries: usize, findings: &[Finding], lag: u64, counts: Counts) {
    counter!("anlu_live_entries_total").increment(entries as u64);
    for finding in findings {
        counter!("anlu_live_findings_total", "rule" => finding.rule.clone()).increment(1);
    }
    let shard = shard.to_string();
    gauge!("anlu_live_lag_entries", "shard" => shard.clone()).set(as_float(lag));
    let fates = [
        ("taken", counts.taken),
        ("duplicate", counts.duplicate),
        ("late", counts.late),
        ("future", counts.future),
        ("void", counts.void),
    ];
    for (fate, count) in fates {
        gauge!("anlu_live_facts", "shard" => shard.clone(), "fate" => fate).set(as_float(count));
    }
}

/// Findings are stored; the facts that brought them about came at `due_to`.
pub(super) fn told(now: UtcMs, due_to: &[UtcMs]) {
    for received in due_to {
        let seconds = Duration::from_millis(now.0.saturating_sub(received.0).max(0).unsigned_abs());
        histogram!("anlu_live_alert_seconds").record(seconds);
    }
}

/// Something failed and is tried again.
pub(super) fn failed(shard: u16, code: &'static str, error: &dyn std::fmt::Display) {
    counter!("anlu_live_failures_total", "code" => code).increment(1);
    tracing::error!(shard, code, %error, "live worker: trying again");
}

/// A snapshot was written. Its shard was not judged meanwhile.
pub(super) fn saved(shard: u16, offset: u64, bytes: u64, took: Duration) {
    counter!("anlu_live_snapshots_total").increment(1);
    histogram!("anlu_live_snapshot_seconds").record(took);
    tracing::debug!(shard, offset, bytes, ?took, "snapshot written");
}

/// How a worker begins.
pub(super) fn begun(shard: u16, from: u64, why: &str) {
    tracing::info!(shard, from, why, "live worker begins");
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is read by people")]
fn as_float(n: u64) -> f64 {
    n as f64
}
