//! An alarm that a platform below reports raises a signal, once; an answer of such a platform joins the demand or the
//! question it means.

use anlu_domain::{
    downward::{AlarmType, CheckReply, DemandReply, ReportedAlarm},
    ids::EnterpriseId,
    signal::{GroupKey, state::REPORTED_KIND},
    time::UtcMs,
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        duty_check::{self as checks, CheckAnswer, StoredCheck},
        lower_alarm::{self as repo, StoredAlarm},
        names, signal as signals,
        supervision::{self as supervisions, StoredSupervision},
    },
};
use serde_json::json;
use uuid::Uuid;

use super::check::entry;
use crate::{
    changes::{differing, fields, with},
    ctx::Desk,
    live::event::LiveEvent,
    signal::raise::{Cause, Raised, raise},
};

/// Namespace of derived ids (random, fixed forever).
const NAMESPACE: Uuid = Uuid::from_u128(0x3f0b_96d5_72ac_4e18_a4c7_0d19_e85b_62f1);
/// Who acts in the ledger.
const ACTOR: &str = "lower_platform";
/// How often a record is written anew that somebody else writes in this moment.
const INSIST: u32 = 5;

/// The same alarm, read again from the log or sent again by the platform, has the same id: by its number in 2011, which
/// some platforms begin anew each day and others leave at 0, and by type and start otherwise.
fn id_of(a: &ReportedAlarm) -> Uuid {
    let AlarmType { code, .. } = a.alarm_type;
    let what = match a.info_id {
        Some(number) if number != 0 => format!("{number}\u{1f}{}", a.at.day()),
        _ => format!("{:04x}\u{1f}{code:04x}\u{1f}{}", a.source.kind, a.at.0),
    };
    Uuid::new_v5(&NAMESPACE, format!("{}\u{1f}{}\u{1f}{what}", a.link, a.vehicle).as_bytes())
}

/// Whether it is worth trying again: somebody acted on the same record in this moment.
fn crossed(error: &StoreError) -> bool {
    matches!(error, StoreError::Conflict { .. } | StoreError::Duplicate(_))
}

/// Keeps an alarm; told to live listeners when it is stored. What is known already changes nothing.
pub(crate) async fn keep_alarm(desk: &Desk, alarm: &ReportedAlarm) -> Result<(), StoreError> {
    let id = id_of(alarm);
    if repo::is_known(desk.store.read(), id).await? {
        return Ok(());
    }
    let known = names::vehicles(desk.store.read(), [alarm.vehicle]).await?;
    // It has left the registry since it was read.
    let Some(vehicle) = known.get(&alarm.vehicle) else { return Ok(()) };
    let mut left = INSIST;
    let event = loop {
        let now = desk.now();
        match desk.store.tx(async |tx: Tx| report(desk, &tx, id, alarm, vehicle.enterprise, now).await).await {
            Err(error) if crossed(&error) && left > 0 => left -= 1,
            done => break done?,
        }
    };
    if let Some(event) = event {
        desk.tell(event);
    }
    Ok(())
}

/// The signal of the alarm: the open one of this vehicle and day, or a new one.
async fn report(
    desk: &Desk,
    tx: &Tx,
    id: Uuid,
    alarm: &ReportedAlarm,
    enterprise: EnterpriseId,
    now: UtcMs,
) -> Result<Option<LiveEvent>, StoreError> {
    if repo::is_known(tx.read(), id).await? {
        return Ok(None);
    }
    let cause = Cause {
        group: GroupKey::reported(alarm.vehicle, alarm.at.day()),
        kind: REPORTED_KIND,
        severity: alarm.severity(),
        at: alarm.at,
        vehicle: Some(alarm.vehicle),
        enterprise: Some(enterprise),
    };
    let raised = raise(desk, tx, cause, now).await?;
    let Raised { signal, before } = &raised;
    repo::insert(tx, &StoredAlarm { id, signal: signal.id, alarm: alarm.clone() }).await?;
    let (old, new) = match before {
        Some(before) => {
            let (old, new) = differing(before, signal);
            (Some(old), new)
        }
        None => (None, fields(signal)),
    };
    let said = [alarm.link.as_str(), &alarm.alarm, &alarm.text].join(" ").trim().to_owned();
    let draft = LedgerDraft {
        actor: ACTOR.to_owned(),
        action: if before.is_some() { "signal_reported" } else { "signal_opened" },
        subject_kind: "signal",
        subject_id: signal.id.to_string(),
        before: old,
        after: Some(with(with(new, "alarm", id.to_string()), "note", said)),
    };
    tx.record([draft], now);
    Ok(Some(raised.event()))
}

/// What a platform below answers.
#[derive(Clone, Copy)]
enum Answer<'a> {
    /// To a demand.
    Demand(&'a DemandReply),
    /// To a question.
    Check(&'a CheckReply),
}

/// Joins an answer to the demand it means; one that means none is passed over. Read again from the log, it changes
/// nothing: an older answer never replaces a newer one.
pub(crate) async fn keep_reply(desk: &Desk, reply: &DemandReply) -> Result<(), StoreError> {
    keep(desk, &reply.link, Answer::Demand(reply)).await
}

/// Joins an answer to the question it means; one that means none is passed over. The first answer counts.
pub(crate) async fn keep_check(desk: &Desk, reply: &CheckReply) -> Result<(), StoreError> {
    keep(desk, &reply.link, Answer::Check(reply)).await
}

async fn keep(desk: &Desk, link: &str, answer: Answer<'_>) -> Result<(), StoreError> {
    // The message it answers may not be noted as sent yet.
    drop(desk.below.of(link).await);
    let mut left = INSIST;
    let event = loop {
        let now = desk.now();
        let work = async |tx: Tx| match answer {
            Answer::Demand(reply) => answered(&tx, reply, now).await,
            Answer::Check(reply) => checked(&tx, reply, now).await,
        };
        match desk.store.tx(work).await {
            Err(error) if crossed(&error) && left > 0 => left -= 1,
            done => break done?,
        }
    };
    if let Some(event) = event {
        desk.tell(event);
    }
    Ok(())
}

async fn answered(tx: &Tx, reply: &DemandReply, now: UtcMs) -> Result<Option<LiveEvent>, StoreError> {
    let Some(asked) = supervisions::meant(tx.read(), &reply.link, reply.repeats).await? else {
        tracing::info!(link = reply.link, "an answer to no demand of ours");
        return Ok(None);
    };
    if asked.answered_at.is_some_and(|at| reply.received <= at) {
        return Ok(None);
    }
    let (id, signal, before) = (asked.id, asked.signal, asked.outcome);
    let after = StoredSupervision {
        outcome: Some(reply.outcome),
        answered_at: Some(reply.received),
        sending: asked.sending.clone().answered(now),
        ..asked
    };
    supervisions::update(tx, &after).await?;
    let draft = LedgerDraft {
        actor: ACTOR.to_owned(),
        action: "signal_supervision_answered",
        subject_kind: "signal",
        subject_id: signal.to_string(),
        before: before.map(|o| json!({ "outcome": o.as_str() })),
        after: Some(json!({
            "supervision": id.to_string(), "outcome": reply.outcome.as_str(),
            "in_time": reply.received <= after.demand.deadline,
        })),
    };
    tx.record([draft], now);
    let stored = signals::find(tx.read(), signal).await?;
    Ok(stored.map(|s| LiveEvent::of_signal(&s.signal)))
}

async fn checked(tx: &Tx, reply: &CheckReply, now: UtcMs) -> Result<Option<LiveEvent>, StoreError> {
    let Some(asked) = checks::meant(tx.read(), &reply.link, reply.repeats).await? else {
        tracing::info!(link = reply.link, "an answer to no question of ours");
        return Ok(None);
    };
    if asked.answer.is_some() {
        return Ok(None);
    }
    let CheckReply { text, by, phone, received: at, .. } = reply.clone();
    let sending = asked.sending.clone().answered(now);
    let after = StoredCheck { answer: Some(CheckAnswer { text, by, phone, at }), sending, ..asked };
    checks::update(tx, &after).await?;
    let told = json!({
        "number": after.check.number, "link": reply.link, "note": reply.text, "in_time": at <= after.check.deadline,
    });
    tx.record([entry(ACTOR.to_owned(), "duty_check_answered", after.id, told)], now);
    Ok(Some(LiveEvent::Request { id: after.id, enterprise: None }))
}
