//! Objections (申诉): filed by the enterprise within the days of the pack, decided by another person by a day of the pack;
//! what is upheld no longer counts, and the enterprise is rated again.

use anlu_domain::{
    grade::{Objection, ObjectionState, may_object},
    hazard::PersonRef,
    ids::{EnterpriseId, GradeObjectionId},
};
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{grade_event, grade_objection as repo, names, rating},
};

use super::{
    GradeError,
    get::{entered, entered_from, read},
    rerate,
};
use crate::{
    access::{Action, require},
    changes::{differing, fields},
    ctx::Ctx,
    live::event::LiveEvent,
    step_error::{self, StepError},
};

/// Most characters of a reason.
const MAX_CHARS: usize = 1_000;
/// Most facts contested at once.
const MAX_CONTESTED: usize = 50;

/// Files an objection against facts of a rating.
pub async fn file(
    ctx: &Ctx,
    enterprise: EnterpriseId,
    model: &str,
    contested: &[String],
    reason: &str,
) -> Result<Objection, GradeError> {
    require(ctx, Action::GradeAnswer)?;
    let reason = step_error::reason(reason, MAX_CHARS)?;
    if contested.is_empty() || contested.len() > MAX_CONTESTED {
        return Err(StepError::invalid("/contested", "required").into());
    }
    let now = ctx.now();
    let id = GradeObjectionId(ctx.ids.next());
    let book = ctx.book().ok_or(StepError::NotFound)?;
    let pack = book.pack();
    let found = pack.grading.iter().find(|m| m.file.id == model && m.valid_on(now.day()));
    let clocks = found.ok_or(StepError::NotFound)?.file.objection;
    let (due, _) = pack.calendar.after_or_guess(now.day(), clocks.decide_working_days);
    let filed = ctx
        .store
        .tx(async |tx: Tx| {
            if !names::visible_enterprise(tx.read(), &ctx.viewer, enterprise).await? {
                return Err(StepError::NotFound.into());
            }
            let ratings = rating::of_enterprise(tx.read(), &ctx.viewer, enterprise).await?;
            let stored = ratings.into_iter().find(|r| r.model == model).ok_or(StepError::NotFound)?;
            let grade = stored.grade.ok_or(GradeError::State("not_graded"))?;
            may_object(stored.moved_on.unwrap_or(stored.day), now.day(), clocks.within_days)?;
            let of = read(&stored.body)?;
            let named = |r: &String| {
                of.steps.iter().any(|s| s.facts.iter().any(|f| f.reference == *r))
                    || of.caps.iter().any(|c| c.facts.contains(r))
            };
            if !contested.iter().all(named) {
                return Err(StepError::invalid("/contested", "unknown").into());
            }
            let open = repo::of_enterprises(tx.read(), &[enterprise], Some(ObjectionState::Filed)).await?;
            if open.iter().any(|o| o.model == model) {
                return Err(GradeError::State("already_asked"));
            }
            let objection = Objection {
                id,
                enterprise,
                model: model.to_owned(),
                grade,
                contested: contested.to_vec(),
                reason: reason.to_owned(),
                state: ObjectionState::Filed,
                due,
                filed_by: PersonRef::from(&ctx.viewer),
                filed_at: now,
                decided: None,
            };
            repo::insert(&tx, &objection).await?;
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "grade_objection_filed",
                subject_kind: "grade_objection",
                subject_id: id.to_string(),
                before: None,
                after: Some(fields(&objection)),
            };
            tx.record([draft], now);
            Ok::<_, GradeError>(objection)
        })
        .await?;
    ctx.tell(LiveEvent::Duties { enterprise });
    Ok(filed)
}

/// Decides an objection; when it is upheld the enterprise is rated again without the contested facts.
pub async fn decide(ctx: &Ctx, id: GradeObjectionId, upheld: bool, note: &str) -> Result<Objection, GradeError> {
    require(ctx, Action::GradeDecide)?;
    if note.chars().count() > MAX_CHARS {
        return Err(StepError::invalid("/note", "too_long").into());
    }
    let now = ctx.now();
    let decided = ctx
        .store
        .tx(async |tx: Tx| {
            let before = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            let from = entered_from(now.day());
            let events = grade_event::of_enterprises(tx.read(), &[before.enterprise], from).await?;
            let entered = entered(&before, &events);
            let after = before.clone().decide(upheld, PersonRef::from(&ctx.viewer), now, note, &entered)?;
            if !repo::decide(&tx, &after).await? {
                return Err(GradeError::State("already_decided"));
            }
            let (old, new) = differing(&before, &after);
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: if upheld { "grade_objection_upheld" } else { "grade_objection_rejected" },
                subject_kind: "grade_objection",
                subject_id: id.to_string(),
                before: Some(old),
                after: Some(new),
            };
            tx.record([draft], now);
            Ok::<_, GradeError>(after)
        })
        .await?;
    if upheld {
        rerate::enterprises(ctx, &[decided.enterprise], &ctx.actor()).await?;
    }
    ctx.tell(LiveEvent::Duties { enterprise: decided.enterprise });
    Ok(decided)
}
