//! Findings that upper platforms are told of (0x1402), written in the transaction that stores the finding.

use anlu_domain::{finding::Severity, time::UtcMs, watch::DeliveryState};
use anlu_store::{
    StoreError, Tx,
    repo::{
        finding::StoredFinding,
        upper_report::{self as repo, UpperReport},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ctx::Desk;

/// Namespace of derived ids (random, fixed forever).
const NAMESPACE: Uuid = Uuid::from_u128(0xd2c7_05e9_1b64_4a8f_b0d3_9e58_46f1_7c20);

/// What is told, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) rule: String,
    pub(super) at: i64,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) text: String,
}

/// Queues a new finding for every upper platform that is told of findings. What is only worth knowing is not told, nor
/// what belongs to no vehicle of the registry.
pub(crate) async fn write(desk: &Desk, tx: &Tx, stored: &StoredFinding, now: UtcMs) -> Result<(), StoreError> {
    let Some(vehicle) = stored.vehicle.filter(|_| stored.finding.severity > Severity::Notice) else { return Ok(()) };
    for link in desk.uplinks.told() {
        let f = &stored.finding;
        let told = Told { rule: f.rule.clone(), at: now.0, start: f.start.0, end: f.end.0, text: words(stored) };
        let body = serde_json::to_string(&told).map_err(|e| StoreError::Internal(e.to_string()))?;
        let report = UpperReport {
            id: Uuid::new_v5(&NAMESPACE, format!("{}\u{1f}{}", link.id, f.id).as_bytes()),
            link: link.id.clone(),
            finding: f.id,
            vehicle,
            body,
            serial: None,
            delivery: DeliveryState::Queued,
            tries: 0,
            problem: None,
            created_at: now,
            next_at: Some(now),
            done_at: None,
        };
        repo::insert(tx, &report).await?;
    }
    Ok(())
}

/// What was found, for the text of the message; names no person.
fn words(stored: &StoredFinding) -> String {
    let f = &stored.finding;
    let span = format!("{} 至 {}", f.start.rfc3339_cst(), f.end.rfc3339_cst());
    let speed =
        f.speed.map(|s| format!("，最高 {:.0} km/h（限速 {:.0}）", s.peak_kmh, s.limit_kmh)).unwrap_or_default();
    format!("{}：{span}，{:.0} 分钟（限 {:.0} 分钟）{speed}", f.rule, f.driving_minutes, f.limit_minutes)
}
