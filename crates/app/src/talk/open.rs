//! An interview is planned: by hand or from a record. One record makes one.

use anlu_domain::{
    case::clock::TermKey,
    grade::Grade,
    hazard::{Level, PersonRef, Step},
    ids::{CaseId, EnterpriseId, GradeEventId, HazardId, SignalId, TalkId},
    talk::{Talk, TalkSource, due},
    time::{CivilDay, UtcMs},
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{case, duty_fact, grade_event, hazard, names, signal, talk as repo},
};
use serde_json::json;
use uuid::Uuid;

use super::{TalkError, get::get, verbs, view::TalkView};
use crate::{
    access::{Action, require},
    case::rules::InForce,
    changes::fields,
    ctx::Ctx,
    grade::rerate::GRADE,
    step_error::StepError,
};

/// Most characters of a reason.
const MAX_REASON: usize = 1_000;

/// An interview as it is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTalk {
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// Why.
    pub source: TalkSource,
    /// The record behind it; of a grade, the enterprise itself.
    pub source_id: Option<Uuid>,
    /// Why, in words.
    pub reason: String,
}

/// Plans one.
pub async fn open(ctx: &Ctx, new: NewTalk) -> Result<TalkView, TalkError> {
    require(ctx, Action::TalkWork)?;
    let now = ctx.now();
    let reason = new.reason.trim();
    match reason.chars().count() {
        0 => return Err(StepError::invalid("/reason", "required").into()),
        n if n > MAX_REASON => return Err(StepError::invalid("/reason", "too_long").into()),
        _ => {}
    }
    let id = ctx.store.tx(async |tx: Tx| {
        if !names::visible_enterprise(tx.read(), &ctx.viewer, new.enterprise).await? {
            return Err(StepError::NotFound.into());
        }
        let source_id = check_source(ctx, &tx, &new, now).await?;
        if let Some(source) = source_id
            && repo::from_source(tx.read(), source).await?
        {
            return Err(TalkError::Exists);
        }
        let force = InForce::on(ctx, now.day());
        let hold_by = force.terms.last_day(TermKey::TalkPlan, now.day(), &force.calendar);
        let hold_by = hold_by.map_or(now.day(), |(day, _)| day);
        let opened = Step { by: PersonRef::from(&ctx.viewer), at: now, note: String::new() };
        let no = next_no(&tx, now.day()).await?;
        let plan = Talk::plan(TalkId(ctx.ids.next()), no, new.enterprise, reason.to_owned(), hold_by, opened);
        let talk = Talk { source: new.source, source_id, ..plan };
        keep(&tx, &ctx.actor(), &force, &talk).await?;
        Ok::<_, TalkError>(talk.id)
    });
    let id = id.await.map_err(|e| match e {
        // The task that plans by itself was faster.
        TalkError::Step(StepError::Store(StoreError::Duplicate(_))) => TalkError::Exists,
        other => other,
    })?;
    get(ctx, id).await
}

/// The next number of a day.
pub(super) async fn next_no(tx: &Tx, day: CivilDay) -> Result<String, StoreError> {
    let day = day.to_string().replace('-', "");
    let number = hazard::next_number(tx, &format!("YT-{day}")).await?;
    Ok(format!("YT-{day}-{number:04}"))
}

/// Stores a new one with its entry in the ledger.
pub(super) async fn keep(tx: &Tx, actor: &str, force: &InForce, talk: &Talk) -> Result<(), StoreError> {
    let name = names::enterprises(tx.read(), [talk.enterprise]).await?.remove(&talk.enterprise);
    let name = name.map(|n| n.name).unwrap_or_default();
    repo::insert(tx, talk, &name, due(talk, &force.terms, &force.calendar)).await?;
    let draft = LedgerDraft {
        actor: actor.to_owned(),
        action: verbs::PLANNED,
        subject_kind: "talk",
        subject_id: talk.id.to_string(),
        before: None,
        after: Some(fields(talk)),
    };
    tx.record([draft], talk.opened.at);
    Ok(())
}

/// What names the stretch of time in which an enterprise has its grade: told anew, it is another one.
pub(super) fn stretch(enterprise: EnterpriseId, since: UtcMs) -> Uuid {
    Uuid::new_v5(&enterprise.0, json!([GRADE, since.0]).to_string().as_bytes())
}

/// The record an interview comes from is there, is about the enterprise, bears one, and the viewer may see it.
async fn check_source(ctx: &Ctx, tx: &Tx, new: &NewTalk, now: UtcMs) -> Result<Option<Uuid>, TalkError> {
    if !new.source.has_record() {
        return Ok(None);
    }
    let (db, viewer, unknown) = (tx.read(), &ctx.viewer, StepError::invalid("/source_id", "unknown"));
    let Some(id) = new.source_id.or_else(|| (new.source == TalkSource::Grade).then_some(new.enterprise.0)) else {
        return Err(StepError::invalid("/source_id", "required").into());
    };
    let of = match new.source {
        TalkSource::Case => case::get(db, viewer, CaseId(id)).await?.map(|s| s.case.enterprise),
        TalkSource::Signal => signal::get(db, viewer, SignalId(id)).await?.and_then(|s| s.signal.enterprise),
        TalkSource::Hazard => {
            let found = hazard::get(db, viewer, HazardId(id)).await?.map(|s| s.hazard);
            let late = |h: &anlu_domain::hazard::Hazard| {
                h.state.awaits_enterprise() && h.deadline.is_some_and(|d| d < now.day())
            };
            if found.as_ref().is_some_and(|h| h.level != Level::Major && !late(h)) {
                return Err(StepError::invalid("/source_id", "talk_hazard_minor").into());
            }
            found.map(|h| h.enterprise)
        }
        TalkSource::Accident => {
            let found = grade_event::get(db, viewer, GradeEventId(id)).await?;
            found.filter(|e| e.kind == "accident").map(|e| e.enterprise)
        }
        TalkSource::Grade => {
            let told = duty_fact::of(db, new.enterprise.0).await?;
            let worst = |t: &&duty_fact::Told| t.name == GRADE && t.value == json!(Grade::D.as_str());
            let Some(told) = told.iter().find(worst) else { return Err(unknown.into()) };
            return Ok(Some(stretch(new.enterprise, told.at)));
        }
        TalkSource::Found => None,
    };
    if of == Some(new.enterprise) { Ok(Some(id)) } else { Err(unknown.into()) }
}
