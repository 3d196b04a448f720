//! Decides what becomes of a signal.

use anlu_domain::{
    evidence::EvidencePhase,
    hazard::{Level, Step},
    ids::{HazardId, SignalId, WatchId},
    signal::triage as step,
    time::CivilDay,
    watch::{State, Watch},
};
use anlu_store::{Tx, ledger::LedgerDraft, repo::watch as watches};

use super::{
    SignalError,
    get::get,
    step::{read_for, run, write},
    view::SignalView,
};
use crate::{
    access::{Action, require},
    changes::fields,
    ctx::Ctx,
    hazard::report::{NewHazard, Origin, insert},
    live::event::LiveEvent,
};

/// The hazard to make of a signal; its enterprise is the signal's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriageHazard {
    /// One line.
    pub title: String,
    /// What exactly.
    pub description: String,
    /// The clause it offends.
    pub clause: Option<String>,
    /// Level.
    pub level: Level,
    /// Last day for mending: with it the enterprise is notified at once.
    pub deadline: Option<CivilDay>,
}

/// 提醒: the driver (or the enterprise) must acknowledge.
pub async fn remind(ctx: &Ctx, id: SignalId, version: i64, message: &str) -> Result<SignalView, SignalError> {
    require(ctx, Action::SignalTriage)?;
    run(ctx, id, version, "signal_reminded", message, |s, now| step::remind(s, &ctx.viewer, now, &ctx.clocks, message))
        .await
}

/// 转企业: the enterprise must answer.
pub async fn hand_over(ctx: &Ctx, id: SignalId, version: i64, message: &str) -> Result<SignalView, SignalError> {
    require(ctx, Action::SignalTriage)?;
    run(ctx, id, version, "signal_handed_over", message, |s, now| {
        step::hand_over(s, &ctx.viewer, now, &ctx.clocks, message)
    })
    .await
}

/// 误报: `reason` is a code of [`anlu_domain::signal::FalseAlarm::CODES`] or words.
pub async fn false_alarm(
    ctx: &Ctx,
    id: SignalId,
    version: i64,
    reason: &str,
    note: &str,
) -> Result<SignalView, SignalError> {
    require(ctx, Action::SignalTriage)?;
    run(ctx, id, version, "signal_false_alarm", note, |s, now| {
        step::false_alarm(s, &ctx.viewer, now, &ctx.clocks, reason, note)
    })
    .await
}

/// 建议布控, with a reason: a watch is proposed.
pub async fn propose_watch(ctx: &Ctx, id: SignalId, version: i64, why: &str) -> Result<SignalView, SignalError> {
    require(ctx, Action::SignalTriage)?;
    let now = ctx.now();
    let watch = WatchId(ctx.ids.next());
    let after = ctx
        .store
        .tx(async |tx: Tx| {
            let stored = read_for(ctx, &tx, id, version).await?;
            // What the detectors proposed is backed, not proposed twice.
            let known = stored.signal.watch;
            let watch = known.unwrap_or(watch);
            let after = step::propose_watch(stored.signal.clone(), &ctx.viewer, now, &ctx.clocks, watch, why)?;
            if known.is_some() {
                write(ctx, &tx, &stored, after.clone(), "signal_watch_proposed", why, now).await?;
                return Ok::<_, SignalError>(after);
            }
            let proposed = Step { by: (&ctx.viewer).into(), at: now, note: why.trim().to_owned() };
            let proposal = Watch::propose(watch, id, after.vehicle, proposed);
            watches::insert(&tx, &proposal, after.enterprise).await?;
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "watch_proposed",
                subject_kind: "watch",
                subject_id: watch.to_string(),
                before: None,
                after: Some(fields(&proposal)),
            };
            tx.record([draft], now);
            write(ctx, &tx, &stored, after.clone(), "signal_watch_proposed", why, now).await?;
            Ok::<_, SignalError>(after)
        })
        .await?;
    ctx.tell(LiveEvent::of_signal(&after));
    if let Some(id) = after.watch {
        let (state, enterprise) = (State::Proposed, after.enterprise);
        ctx.tell(LiveEvent::Watch { id, state, enterprise });
    }
    get(ctx, id).await
}

/// 转隐患: the hazard is recorded in the same transaction. Answers the signal and the hazard's id.
pub async fn make_hazard(
    ctx: &Ctx,
    id: SignalId,
    version: i64,
    new: TriageHazard,
    message: &str,
) -> Result<(SignalView, HazardId), SignalError> {
    require(ctx, Action::SignalTriage)?;
    require(ctx, Action::HazardReport)?;
    let now = ctx.now();
    let hazard_id = HazardId(ctx.ids.next());
    let (signal, hazard) = ctx
        .store
        .tx(async |tx: Tx| {
            let stored = read_for(ctx, &tx, id, version).await?;
            let after = step::make_hazard(stored.signal.clone(), &ctx.viewer, now, &ctx.clocks, hazard_id, message)?;
            let new = NewHazard {
                enterprise: after.enterprise,
                source: None,
                title: new.title.clone(),
                description: new.description.clone(),
                clause: new.clause.clone(),
                criterion: None,
                level: new.level,
                place: None,
                location: None,
                deadline: new.deadline,
                evidence: Vec::new(),
            };
            let hazard = insert(ctx, &tx, hazard_id, Origin::Signal(id), &new, now).await?;
            write(ctx, &tx, &stored, after.clone(), "signal_hazard_made", message, now).await?;
            Ok::<_, SignalError>((after, hazard))
        })
        .await?;
    ctx.tell(LiveEvent::of_signal(&signal));
    ctx.tell(LiveEvent::of_hazard(&hazard));
    Ok((get(ctx, id).await?, hazard_id))
}

/// Phase under which an enterprise's answer keeps its evidence.
pub(super) const ANSWER_PHASE: EvidencePhase = EvidencePhase::After;
