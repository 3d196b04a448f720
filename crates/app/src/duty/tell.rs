//! Tells facts that no register holds; what is told bears on the plan at once.

use anlu_domain::ids::{EnterpriseId, PersonId};
use anlu_rules::pack::SubjectKind;
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{
        duty_fact::{self as repo, Told},
        names, person, plan, risk,
    },
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{DutyError, reconcile, told};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    live::event::LiveEvent,
    step_error::StepError,
};

/// Most facts told at once.
const MAX_FACTS: usize = 50;

/// Facts by name; `null` forgets one.
pub type Telling = Map<String, Value>;

/// Tells facts of an enterprise, or of one of its people.
pub async fn tell(
    ctx: &Ctx,
    enterprise: EnterpriseId,
    who: Option<PersonId>,
    telling: Telling,
) -> Result<(), DutyError> {
    require(ctx, Action::FactTell)?;
    let kind = if who.is_some() { SubjectKind::Person } else { SubjectKind::Enterprise };
    if telling.is_empty() || telling.len() > MAX_FACTS {
        return Err(StepError::invalid("/facts", "required").into());
    }
    for (name, value) in &telling {
        let Some((_, owner)) = told::tellable(kind).find(|(n, _)| n == name) else {
            return Err(StepError::invalid("/facts", "unknown").into());
        };
        if !told::may_tell(ctx.viewer.role, owner) {
            return Err(StepError::invalid("/facts", "authority_only").into());
        }
        if !value.is_null() && told::fact(name, value).is_none() {
            return Err(StepError::invalid("/facts", "format").into());
        }
    }
    let now = ctx.now();
    let subject: Uuid = who.map_or(enterprise.0, |p| p.0);
    ctx.store
        .tx(async |tx: Tx| {
            if !names::visible_enterprise(tx.read(), &ctx.viewer, enterprise).await? {
                return Err(StepError::NotFound.into());
            }
            if let Some(id) = who {
                let found = person::get(tx.read(), &ctx.viewer, id).await?;
                if found.is_none_or(|p| p.value.enterprise != enterprise) {
                    return Err(StepError::NotFound.into());
                }
            }
            if telling.keys().any(|name| told::of_census(name)) {
                let grades = risk::grades(tx.read(), enterprise).await?;
                if grades.iter().any(|(_, n)| *n > 0) {
                    return Err(StepError::invalid("/facts", "census_knows").into());
                }
            }
            let known = repo::of(tx.read(), subject).await?;
            let (mut before, mut after) = (Map::new(), Map::new());
            for (name, value) in &telling {
                let was = known.iter().find(|t| t.name == *name).map_or(Value::Null, |t| t.value.clone());
                if was == *value {
                    continue;
                }
                before.insert(name.clone(), was);
                after.insert(name.clone(), value.clone());
                if value.is_null() {
                    repo::forget(&tx, subject, name).await?;
                } else {
                    let (name, value) = (name.clone(), value.clone());
                    let told = Told { subject, name, enterprise, value, by: ctx.viewer.name.clone(), at: now };
                    repo::tell(&tx, &[told]).await?;
                }
            }
            if after.is_empty() {
                return Ok(());
            }
            plan::mark(&tx, [enterprise], now).await?;
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "facts_told",
                subject_kind: if who.is_some() { "person" } else { "enterprise" },
                subject_id: subject.to_string(),
                before: Some(Value::Object(before)),
                after: Some(Value::Object(after)),
            };
            tx.record([draft], now);
            Ok::<_, DutyError>(())
        })
        .await?;
    reconcile::enterprises(ctx, &[enterprise]).await?;
    ctx.tell(LiveEvent::Duties { enterprise });
    Ok(())
}
