//! Accidents, penalties and checks that no register holds: entered by an officer, taken back when entered in error. A case
//! writes its penalty with the same function, in its own transaction.

use anlu_domain::{
    hazard::PersonRef,
    ids::{EnterpriseId, GradeEventId},
    time::CivilDay,
};
use anlu_rules::grading::{EventKind, Violation};
pub use anlu_store::repo::grade_event::GradeEvent;
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{grade_event as repo, names},
};
use serde_json::json;

use super::{GradeError, gather::CheckDetail, rerate};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::{self, StepError},
};

/// Most characters of a title.
const MAX_CHARS: usize = 200;
/// Most characters of a reason.
const MAX_REASON_CHARS: usize = 1_000;
/// Most violations of a check.
const MAX_VIOLATIONS: usize = 50;
/// Classes of violations, of Regulation (EU) 2016/403.
const VIOLATIONS: [&str; 4] = ["minor", "serious", "very_serious", "most_serious"];
/// Days back for which something is entered.
const MAX_AGE_DAYS: i32 = 1_100;

/// What is entered.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// `accident`, `penalty` or `check`.
    pub kind: String,
    /// Class; empty for a check.
    pub class: String,
    /// When it was.
    pub day: CivilDay,
    /// What it was.
    pub title: String,
    /// Of a check.
    pub check: Option<CheckDetail>,
}

fn sound(entry: &Entry, today: CivilDay) -> Result<(), StepError> {
    let classes: &[&str] = match entry.kind.as_str() {
        "accident" => EventKind::Accident.classes(),
        "penalty" => EventKind::Penalty.classes(),
        "check" => &[""],
        _ => return Err(StepError::invalid("/kind", "unknown")),
    };
    if !classes.contains(&entry.class.as_str()) {
        return Err(StepError::invalid("/class", "unknown"));
    }
    if entry.day > today {
        return Err(StepError::invalid("/day", "in_the_future"));
    }
    if entry.day < today.plus_days(-MAX_AGE_DAYS) {
        return Err(StepError::invalid("/day", "out_of_range"));
    }
    if entry.title.trim().is_empty() {
        return Err(StepError::invalid("/title", "required"));
    }
    if entry.title.chars().count() > MAX_CHARS {
        return Err(StepError::invalid("/title", "too_long"));
    }
    let check = entry.check.as_ref();
    if check.is_some() != (entry.kind == "check") {
        return Err(StepError::invalid("/check", "required"));
    }
    let violation = |v: &Violation| {
        (0.0..=10.0).contains(&v.severity)
            && (1..=1_000).contains(&v.number)
            && (v.class.is_empty() || VIOLATIONS.contains(&v.class.as_str()))
    };
    let fits = |c: &CheckDetail| {
        (1..=10_000).contains(&c.vehicles) && c.violations.len() <= MAX_VIOLATIONS && c.violations.iter().all(violation)
    };
    if check.is_some_and(|c| !fits(c)) {
        return Err(StepError::invalid("/check", "out_of_range"));
    }
    Ok(())
}

/// Enters a fact; the enterprise is rated again at once.
pub async fn enter(ctx: &Ctx, enterprise: EnterpriseId, entry: &Entry) -> Result<GradeEvent, GradeError> {
    require(ctx, Action::GradeEnter)?;
    let now = ctx.now();
    sound(entry, now.day())?;
    let detail = entry.check.as_ref().map(serde_json::to_string).transpose();
    let event = GradeEvent {
        id: GradeEventId(ctx.ids.next()),
        enterprise,
        kind: entry.kind.clone(),
        class: entry.class.clone(),
        day: entry.day,
        title: entry.title.trim().to_owned(),
        source: None,
        detail: detail.map_err(|e| GradeError::Workbook(e.to_string()))?,
        entered_by: PersonRef::from(&ctx.viewer),
        entered_at: now,
    };
    let kept = event.clone();
    ctx.store
        .tx(async |tx: Tx| {
            if !names::visible_enterprise(tx.read(), &ctx.viewer, enterprise).await? {
                return Err(StepError::NotFound.into());
            }
            write(&tx, &ctx.actor(), &kept).await?;
            Ok::<_, GradeError>(())
        })
        .await?;
    rerate::enterprises(ctx, &[enterprise], &ctx.actor()).await?;
    Ok(event)
}

/// Writes a fact with its ledger entry; for a case, in the case's transaction, with `source` set. Whoever calls has the
/// enterprise rated again afterwards ([`rerate::enterprises`]).
pub async fn write(tx: &Tx, actor: &str, event: &GradeEvent) -> Result<(), anlu_store::StoreError> {
    repo::insert(tx, event).await?;
    let draft = LedgerDraft {
        actor: actor.to_owned(),
        action: "grade_event_entered",
        subject_kind: "enterprise",
        subject_id: event.enterprise.to_string(),
        before: None,
        after: Some(json!({
            "id": event.id.to_string(), "kind": event.kind, "class": event.class, "day": event.day.to_string(),
            "title": event.title, "source": event.source, "detail": event.detail,
        })),
    };
    tx.record([draft], event.entered_at);
    Ok(())
}

/// Takes back what was entered in error; the enterprise is rated again at once.
pub async fn withdraw(ctx: &Ctx, id: GradeEventId, reason: &str) -> Result<(), GradeError> {
    require(ctx, Action::GradeEnter)?;
    let reason = step_error::reason(reason, MAX_REASON_CHARS)?;
    let now = ctx.now();
    let enterprise = ctx
        .store
        .tx(async |tx: Tx| {
            let event = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            if event.source.is_some() {
                return Err(GradeError::State("written_by_case"));
            }
            if !repo::withdraw(&tx, id, now).await? {
                return Err(StepError::NotFound.into());
            }
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "grade_event_withdrawn",
                subject_kind: "enterprise",
                subject_id: event.enterprise.to_string(),
                before: Some(json!({ "kind": event.kind, "class": event.class, "title": event.title })),
                after: Some(json!({ "reason": reason })),
            };
            tx.record([draft], now);
            Ok::<_, GradeError>(event.enterprise)
        })
        .await?;
    rerate::enterprises(ctx, &[enterprise], &ctx.actor()).await?;
    Ok(())
}
