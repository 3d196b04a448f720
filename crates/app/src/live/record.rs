//! Stores what a batch brought: findings, and the signals that group them, in one transaction.
//!
//! Idempotent: a finding that is stored at this revision or a higher one changes nothing. A new finding joins the open
//! signal of its driver-day or vehicle-day, or opens one; a settled signal never changes, a follow-up is opened.

use anlu_domain::{
    finding::{Finding, Phase, Severity},
    hazard::Step,
    ids::{SignalId, VehicleId, WatchId},
    signal::{GroupKey, Owner, Signal, triage::absorb},
    time::UtcMs,
    watch::Watch,
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        finding as findings, finding::StoredFinding, signal as signals, signal::StoredSignal, superseded,
        watch as watches,
    },
};

use super::identities::Identities;
use crate::{
    changes::{differing, fields, with},
    ctx::Desk,
    upward::report,
};

/// Who acts in the ledger.
const ACTOR: &str = "detectors";

/// A signal that is new or has changed.
pub(super) struct Touched {
    pub(super) signal: Signal,
    pub(super) new: bool,
}

/// Stores `found`, all or nothing. [`StoreError::Conflict`] and [`StoreError::Duplicate`]: somebody else touched the
/// same signal meanwhile; call again.
pub(super) async fn record(
    desk: &Desk,
    identities: &mut Identities,
    found: &[Finding],
) -> Result<Vec<Touched>, StoreError> {
    let now = desk.now();
    let mut prepared = Vec::with_capacity(found.len());
    for finding in found {
        prepared.push(prepare(desk, identities, finding, now).await?);
    }
    desk.store
        .tx(async |tx: Tx| {
            let mut touched: Vec<Touched> = Vec::new();
            for stored in &prepared {
                if let Some(t) = one(desk, &tx, stored, now).await? {
                    touched.push(t);
                }
            }
            Ok::<_, StoreError>(touched)
        })
        .await
}

/// The finding with what the registry knows about its vehicle and driver.
async fn prepare(
    desk: &Desk,
    identities: &mut Identities,
    finding: &Finding,
    now: UtcMs,
) -> Result<StoredFinding, StoreError> {
    let named = finding.vehicle.parse::<VehicleId>().ok();
    identities.learn(&desk.store, named.as_slice()).await?;
    let identity = named.and_then(|id| identities.vehicle(id));
    let vehicle = named.filter(|_| identity.is_some());
    let enterprise = identity.and_then(|i| i.enterprise.as_ref()).map(|(id, _)| *id);
    let driver = match &finding.driver {
        Some(certificate) => Some(identities.driver(&desk.store, certificate).await?),
        None => None,
    };
    let day = finding.start.day();
    let group = match &driver {
        Some(d) => GroupKey::driver_day(&d.person.map_or_else(|| d.mark.clone(), |p| p.to_string()), day),
        None => GroupKey::vehicle_day(&finding.vehicle, day),
    };
    Ok(StoredFinding {
        finding: Finding { driver: None, ..finding.clone() },
        vehicle,
        enterprise,
        driver_person: driver.as_ref().and_then(|d| d.person),
        driver_mark: driver.map(|d| d.mark),
        group,
        stored_at: now,
    })
}

async fn one(desk: &Desk, tx: &Tx, stored: &StoredFinding, now: UtcMs) -> Result<Option<Touched>, StoreError> {
    let Some(known) = findings::get(tx.read(), stored.finding.id).await? else {
        if stored.finding.phase == Phase::Withdrawn {
            // Taken back before anybody was told.
            return Ok(None);
        }
        findings::insert(tx, stored).await?;
        report::write(desk, tx, stored, now).await?;
        return join(desk, tx, stored, now).await;
    };
    // The group is that of the first revision, even when the registry has learnt about the driver since.
    let stored = StoredFinding {
        group: known.group.clone(),
        driver_person: known.driver_person,
        driver_mark: known.driver_mark.clone(),
        ..stored.clone()
    };
    if !findings::revise(tx, &stored).await? {
        return Ok(None);
    }
    report::write(desk, tx, &stored, now).await?;
    let risen = stored.finding.severity > known.finding.severity;
    let touched =
        if risen || stored.finding.phase == Phase::Closed { revise(desk, tx, &stored, now).await? } else { None };
    if stored.finding.late {
        superseded::keep(tx, &known, now).await?;
        return corrected(tx, &known, &stored, touched, now).await;
    }
    Ok(touched)
}

/// Late data have changed what a finding told: its signal says so in its history, whatever state it is in. Nothing is
/// decided for anybody: a signal whose findings were all taken back stays for its officer to close.
async fn corrected(
    tx: &Tx,
    was: &StoredFinding,
    is: &StoredFinding,
    touched: Option<Touched>,
    now: UtcMs,
) -> Result<Option<Touched>, StoreError> {
    let touched = match touched {
        Some(touched) => touched,
        None => match signals::latest_of_group(tx.read(), &is.group).await? {
            Some(stored) => Touched { signal: stored.signal, new: false },
            None => return Ok(None),
        },
    };
    let (old, new) = differing(&told(&was.finding), &told(&is.finding));
    let new = with(new, "finding", is.finding.id.to_string());
    note(tx, &touched.signal, "finding_corrected", Some(old), new, now);
    Ok(Some(touched))
}

/// What a finding tells, as far as late data can change it.
fn told(f: &Finding) -> serde_json::Value {
    serde_json::json!({
        "rule": f.rule, "phase": f.phase, "severity": f.severity, "start": f.start, "end": f.end,
        "driving_minutes": f.driving_minutes,
    })
}

/// A new finding joins the open signal of its group, or opens one. What is only worth knowing opens none: it is there to
/// be seen in the day of the vehicle, and beside what is more serious.
async fn join(desk: &Desk, tx: &Tx, stored: &StoredFinding, now: UtcMs) -> Result<Option<Touched>, StoreError> {
    match signals::latest_of_group(tx.read(), &stored.group).await? {
        Some(before) if !before.signal.state.settled() => {
            findings::link(tx, before.signal.id, stored.finding.id).await?;
            let findings = before.findings.saturating_add(1);
            let signal = change(desk, tx, StoredSignal { findings, ..before }, stored, now).await?;
            Ok(Some(Touched { signal, new: false }))
        }
        _ if stored.finding.severity == Severity::Notice => Ok(None),
        settled => open(desk, tx, stored, settled.map_or(0, |s| s.signal.seq.saturating_add(1)), now).await.map(Some),
    }
}

/// A known finding has become more serious, or has ended.
async fn revise(desk: &Desk, tx: &Tx, stored: &StoredFinding, now: UtcMs) -> Result<Option<Touched>, StoreError> {
    match signals::latest_of_group(tx.read(), &stored.group).await? {
        Some(before) if !before.signal.state.settled() => {
            // It may have been a notice that no signal had been opened for.
            let linked = u32::from(findings::link(tx, before.signal.id, stored.finding.id).await?);
            let before = StoredSignal { findings: before.findings.saturating_add(linked), ..before };
            let signal = change(desk, tx, before, stored, now).await?;
            Ok(Some(Touched { signal, new: false }))
        }
        // It was settled as something lesser: what has become severe since asks for a decision of its own.
        Some(settled) if stored.finding.severity == Severity::Severe && settled.signal.severity < Severity::Severe => {
            open(desk, tx, stored, settled.signal.seq.saturating_add(1), now).await.map(Some)
        }
        None if stored.finding.severity > Severity::Notice => open(desk, tx, stored, 0, now).await.map(Some),
        _ => Ok(None),
    }
}

async fn open(desk: &Desk, tx: &Tx, stored: &StoredFinding, seq: u32, now: UtcMs) -> Result<Touched, StoreError> {
    let finding = &stored.finding;
    let kind = finding.rule.split('.').next().unwrap_or_default();
    let due_at = desk.clocks.due(Owner::Authority, finding.severity, now);
    let named = (SignalId(desk.ids.next()), stored.group.clone(), finding.start.day());
    let signal = Signal {
        seq,
        vehicle: stored.vehicle,
        enterprise: stored.enterprise,
        driver: stored.driver_person,
        ..Signal::opened(named, (kind, finding.severity), now, due_at)
    };
    let signal = propose(desk, tx, signal, finding, now).await?;
    let row =
        StoredSignal { signal: signal.clone(), findings: 1, first_at: finding.start, last_at: finding.end, version: 1 };
    signals::insert(tx, &row).await?;
    findings::link(tx, signal.id, finding.id).await?;
    note(tx, &signal, "signal_opened", None, with(fields(&signal), "finding", finding.id.to_string()), now);
    Ok(Touched { signal, new: true })
}

async fn change(
    desk: &Desk,
    tx: &Tx,
    before: StoredSignal,
    stored: &StoredFinding,
    now: UtcMs,
) -> Result<Signal, StoreError> {
    let after = absorb(before.signal.clone(), stored.finding.severity, now, &desk.clocks);
    let after = propose(desk, tx, after, &stored.finding, now).await?;
    if after != before.signal {
        let (old, new) = differing(&before.signal, &after);
        note(tx, &after, "signal_raised", Some(old), with(new, "finding", stored.finding.id.to_string()), now);
    }
    let row = StoredSignal {
        signal: after.clone(),
        first_at: before.first_at.min(stored.finding.start),
        last_at: before.last_at.max(stored.finding.end),
        ..before
    };
    signals::update(tx, &row).await?;
    Ok(after)
}

/// A severe finding (the pack says from when) about a vehicle the registry knows proposes a watch, once per signal: a
/// signal that has one, whatever became of it, gets no other. The signal stays open for its triage.
async fn propose(desk: &Desk, tx: &Tx, signal: Signal, finding: &Finding, now: UtcMs) -> Result<Signal, StoreError> {
    let known = signal.vehicle.is_some() && signal.watch.is_none();
    if !known || finding.severity < Severity::Severe || signal.state.settled() {
        return Ok(signal);
    }
    let proposed = Step { by: Watch::detectors(), at: now, note: String::new() };
    let watch = Watch::propose(WatchId(desk.ids.next()), signal.id, signal.vehicle, proposed);
    watches::insert(tx, &watch, signal.enterprise).await?;
    let draft = LedgerDraft {
        actor: String::from(ACTOR),
        action: "watch_proposed",
        subject_kind: "watch",
        subject_id: watch.id.to_string(),
        before: None,
        after: Some(with(fields(&watch), "finding", finding.id.to_string())),
    };
    tx.record([draft], now);
    Ok(Signal { watch: Some(watch.id), ..signal })
}

fn note(
    tx: &Tx,
    signal: &Signal,
    action: &'static str,
    before: Option<serde_json::Value>,
    after: serde_json::Value,
    now: UtcMs,
) {
    tx.record(
        [LedgerDraft {
            actor: String::from(ACTOR),
            action,
            subject_kind: "signal",
            subject_id: signal.id.to_string(),
            before,
            after: Some(after),
        }],
        now,
    );
}
