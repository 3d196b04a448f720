//! Major risks: registration, notes of watching them, cancellation.

use anlu_domain::{
    duty::{
        Cadence,
        record::{Details, DutyRecord},
    },
    hazard::PersonRef,
    ids::{RecordId, RiskId},
    risk::{
        Risk, Standing,
        major::{self, Registration},
    },
    time::{CivilDay, UtcMs},
};
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{duty_record, risk as repo},
};

use super::{
    RiskError,
    step::{Step, run, run_with},
    view::RiskView,
};
use crate::{
    access::{Action, require},
    changes::fields,
    ctx::Ctx,
};

/// The kind of record that a quarter of notes is.
const LIST_KIND: &str = "risk.major_list";

/// 登记: registers a red risk with the authority, or corrects its registration.
pub async fn register(ctx: &Ctx, id: RiskId, version: i64, says: &Registration) -> Result<RiskView, RiskError> {
    require(ctx, Action::RiskEdit)?;
    let step = Step { id, version, verb: "risk_registered", note: "" };
    run(ctx, step, |risk, now| major::register(risk, &ctx.viewer, now, says)).await
}

/// 监测记录. The note that completes the quarter (every registered risk has one) is the record that the list of major
/// risks was kept up to date: nobody hands it in again.
pub async fn note(ctx: &Ctx, id: RiskId, version: i64, words: &str) -> Result<RiskView, RiskError> {
    require(ctx, Action::RiskEdit)?;
    let step = Step { id, version, verb: "risk_noted", note: words };
    let now = ctx.now();
    run_with(
        ctx,
        step,
        |risk, now| major::note(risk, &ctx.viewer, now, words),
        async |tx, before, after| {
            let Some(quarter) = Cadence::Quarter.period_of(now.day()) else { return Ok(()) };
            if noted(before, quarter.start) {
                return Ok(());
            }
            let all = repo::of_enterprise(tx.read(), &ctx.viewer, after.enterprise, false).await?;
            let mut listed = all.iter().map(|s| &s.risk).filter(|r| listed(r));
            if listed.all(|r| noted(r, quarter.start)) {
                kept(ctx, tx, after, now).await?;
            }
            Ok(())
        },
    )
    .await
}

fn listed(risk: &Risk) -> bool {
    matches!(risk.standing(), Some(Standing::Registered | Standing::CancelAsked))
}

/// Whether somebody noted something since `start`.
fn noted(risk: &Risk, start: CivilDay) -> bool {
    risk.major.as_ref().and_then(|m| m.notes.last()).is_some_and(|n| n.at.day() >= start)
}

async fn kept(ctx: &Ctx, tx: &Tx, risk: &Risk, now: UtcMs) -> Result<(), RiskError> {
    let record = DutyRecord {
        id: RecordId(ctx.ids.next()),
        enterprise: risk.enterprise,
        person: None,
        kind: LIST_KIND.to_owned(),
        day: now.day(),
        quantity: 0,
        note: String::from("本季度各重大风险均有监测记录"),
        details: Details::default(),
        by: PersonRef::from(&ctx.viewer),
        at: now,
        withdrawn: None,
    };
    duty_record::insert(tx, std::slice::from_ref(&record)).await?;
    let draft = LedgerDraft {
        actor: ctx.actor(),
        action: "record_handed_in",
        subject_kind: "duty_record",
        subject_id: record.id.to_string(),
        before: None,
        after: Some(fields(&record)),
    };
    tx.record([draft], now);
    Ok(())
}

/// 申请销号: the risk was lowered, or is gone.
pub async fn ask_cancel(ctx: &Ctx, id: RiskId, version: i64, gone: bool, reason: &str) -> Result<RiskView, RiskError> {
    require(ctx, Action::RiskEdit)?;
    let step = Step { id, version, verb: "risk_cancel_asked", note: reason };
    run(ctx, step, |risk, now| major::ask_cancel(risk, &ctx.viewer, now, gone, reason)).await
}

/// 审批销号.
pub async fn decide_cancel(
    ctx: &Ctx,
    id: RiskId,
    version: i64,
    approved: bool,
    words: &str,
) -> Result<RiskView, RiskError> {
    require(ctx, Action::RiskCancel)?;
    let verb = if approved { "risk_cancelled" } else { "risk_cancel_refused" };
    let step = Step { id, version, verb, note: words };
    run(ctx, step, |risk, now| major::decide_cancel(risk, &ctx.viewer, now, approved, words)).await
}
