//! Findings that upper platforms are told of: 0x1402 when one is found, once more when what was told is final (where the
//! layout has a field for the end), and what became of it. Each is written in the transaction that causes it.
//!
//! An alarm is one event with a start and an end: what only goes on is not told again.

use anlu_domain::{
    finding::{Phase, Severity},
    hazard::{self, Hazard},
    ids::{FindingId, SignalId},
    signal::{Signal, State},
    time::UtcMs,
    upward::{News, Outcome},
    watch::DeliveryState,
};
use anlu_store::{
    StoreError, Tx,
    repo::{
        finding::{self as findings, StoredFinding},
        upper_report::{self as repo, UpperReport},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::uplink::Uplink;
use crate::ctx::Desk;

/// Namespace of derived ids (random, fixed forever).
const NAMESPACE: Uuid = Uuid::from_u128(0xd2c7_05e9_1b64_4a8f_b0d3_9e58_46f1_7c20);

/// What is told, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    #[serde(default)]
    pub(super) news: News,
    pub(super) rule: String,
    pub(super) at: i64,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) text: String,
}

/// Id of the message that tells of a finding first; `INFO_ID` is made of it.
pub(super) fn first_id(link: &str, finding: FindingId) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{link}\u{1f}{finding}").as_bytes())
}

/// Tells of a new revision of a finding. What is only worth knowing is not told, nor what belongs to no vehicle of the
/// registry.
pub(crate) async fn write(desk: &Desk, tx: &Tx, stored: &StoredFinding, now: UtcMs) -> Result<(), StoreError> {
    let f = &stored.finding;
    for link in desk.uplinks.told() {
        let told = repo::get(tx.read(), first_id(&link.id, f.id)).await?.is_some();
        match f.phase {
            Phase::Open | Phase::Closed if !told && f.severity > Severity::Notice => {
                queue(tx, link, stored, News::Found, now).await?;
            }
            Phase::Withdrawn if told && link.report_results => {
                queue(tx, link, stored, News::Result(Outcome::NoAction), now).await?;
            }
            Phase::Closed | Phase::Withdrawn if told && link.report_ends => {
                queue(tx, link, stored, News::Final, now).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Tells what became of the findings of a signal that is settled now.
pub(crate) async fn settled(desk: &Desk, tx: &Tx, signal: &Signal, now: UtcMs) -> Result<(), StoreError> {
    let outcome = match signal.state {
        State::Hazard => Outcome::InProgress,
        State::FalseAlarm => Outcome::NoAction,
        State::Closed => Outcome::Done,
        _ => return Ok(()),
    };
    came_of(desk, tx, signal.id, outcome, now).await
}

/// Tells that a hazard which was made of a signal is closed; until then what was told is "in progress".
pub(crate) async fn mended(desk: &Desk, tx: &Tx, hazard: &Hazard, now: UtcMs) -> Result<(), StoreError> {
    match hazard.signal {
        Some(signal) if hazard.state == hazard::State::Closed => came_of(desk, tx, signal, Outcome::Done, now).await,
        _ => Ok(()),
    }
}

async fn came_of(desk: &Desk, tx: &Tx, signal: SignalId, outcome: Outcome, now: UtcMs) -> Result<(), StoreError> {
    let links: Vec<&Uplink> = desk.uplinks.told().filter(|link| link.report_results).collect();
    if links.is_empty() {
        return Ok(());
    }
    for stored in findings::of_signal(tx.read(), signal).await? {
        for link in &links {
            if repo::get(tx.read(), first_id(&link.id, stored.finding.id)).await?.is_some() {
                queue(tx, link, &stored, News::Result(outcome), now).await?;
            }
        }
    }
    Ok(())
}

async fn queue(tx: &Tx, link: &Uplink, stored: &StoredFinding, news: News, now: UtcMs) -> Result<(), StoreError> {
    let (Some(vehicle), f) = (stored.vehicle, &stored.finding) else { return Ok(()) };
    let first = first_id(&link.id, f.id);
    let told = Told { news, rule: f.rule.clone(), at: now.0, start: f.start.0, end: f.end.0, text: words(stored) };
    let report = UpperReport {
        id: match news {
            News::Found => first,
            News::Final => Uuid::new_v5(&first, &f.revision.to_be_bytes()),
            News::Result(outcome) => Uuid::new_v5(&first, outcome.as_str().as_bytes()),
        },
        link: link.id.clone(),
        finding: f.id,
        vehicle,
        body: serde_json::to_string(&told).map_err(|e| StoreError::Internal(e.to_string()))?,
        serial: None,
        delivery: DeliveryState::Queued,
        tries: 0,
        problem: None,
        created_at: now,
        next_at: Some(now),
        done_at: None,
    };
    repo::insert(tx, &report).await
}

/// What was found, for the text of the message; names no person.
fn words(stored: &StoredFinding) -> String {
    let f = &stored.finding;
    let span = format!("{} 至 {}", f.start.rfc3339_cst(), f.end.rfc3339_cst());
    let speed =
        f.speed.map(|s| format!("，最高 {:.0} km/h（限速 {:.0}）", s.peak_kmh, s.limit_kmh)).unwrap_or_default();
    let phase = match f.phase {
        Phase::Open => "持续中",
        Phase::Closed => "已结束",
        Phase::Withdrawn => "经补传数据核对不成立，撤销",
    };
    format!("{}：{span}，{:.0} 分钟（限 {:.0} 分钟）{speed}，{phase}", f.rule, f.driving_minutes, f.limit_minutes)
}
