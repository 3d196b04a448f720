//! Both pools as they are now: enterprises for which the condition of the plan holds, and inspectors with their leave and
//! conflicts, declared and derived.

use std::collections::{BTreeMap, BTreeSet};

use anlu_domain::{
    draw::{
        Draw,
        roster::{Inspector, Subject},
    },
    ids::{EnterpriseId, GridId, InspectorId},
};
use anlu_rules::facts::{Fact, FactKey};
use anlu_store::repo::{enterprise, inspector, names};
use uuid::Uuid;

use super::DrawError;
use crate::{
    campaign::find::{compiled, each},
    ctx::Ctx,
};

/// Subjects and inspectors of a plan, before rows are taken out.
pub(super) async fn pools(ctx: &Ctx, draw: &Draw) -> Result<(Vec<Subject>, Vec<Inspector>), DrawError> {
    let subjects = subjects(ctx, draw).await?;
    let inspectors = inspectors(ctx, &draw.inspectors, &subjects).await?;
    Ok((subjects, inspectors))
}

/// Enterprises in business that the viewer may see, in the grid and one of the sectors of the plan, for which the
/// condition holds. One of which unknown facts leave it open is not in the pool.
async fn subjects(ctx: &Ctx, draw: &Draw) -> Result<Vec<Subject>, DrawError> {
    let wanted = &draw.plan.condition;
    let condition = wanted.among.as_deref().map(compiled).transpose().map_err(DrawError::Condition)?;
    let grade = FactKey::find("enterprise.grade");
    // A grid that is none empties the pool; it must not widen it.
    let part = wanted.grid.as_ref().map(|place| place.id.parse().unwrap_or(GridId(Uuid::nil())));
    let keys: BTreeMap<EnterpriseId, (String, String)> =
        enterprise::keys(ctx.store.read()).await?.into_iter().map(|(id, code, name)| (id, (code, name))).collect();
    let mut found = Vec::new();
    each(ctx, part, |source, known| {
        let sector = wanted.sectors.is_empty() || source.sectors.iter().any(|s| wanted.sectors.contains(s));
        let holds = condition.as_ref().is_none_or(|c| c.holds(&|key| known.get(key)) == Some(true));
        let Some((code, name)) = keys.get(&source.enterprise).filter(|_| sector && holds) else { return };
        let grade = match grade.and_then(|key| known.get(key)) {
            Some(Fact::Word(word)) => Some(word.to_string()),
            _ => None,
        };
        found.push(Subject {
            id: source.enterprise.to_string(),
            code: code.clone(),
            name: name.clone(),
            grade,
            sectors: source.sectors.clone(),
        });
    })
    .await?;
    Ok(found)
}

/// The inspectors of the plan who are still in the pool. Derived conflict: the inspector bears the name of the principal of
/// a subject; it is taken for the same person until somebody proves otherwise.
async fn inspectors(ctx: &Ctx, chosen: &[InspectorId], subjects: &[Subject]) -> Result<Vec<Inspector>, DrawError> {
    let db = ctx.store.read();
    let chosen: BTreeSet<InspectorId> = chosen.iter().copied().collect();
    let ids: Vec<EnterpriseId> = subjects.iter().filter_map(|s| s.id.parse().ok()).collect();
    let mut led: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, known) in names::enterprises(db, ids).await? {
        if let Some(principal) = known.principal {
            led.entry(principal.trim().to_owned()).or_default().push(id.to_string());
        }
    }
    let all = inspector::all(db).await?.into_iter().map(|(i, _)| i);
    let row = |i: anlu_domain::field::inspector::Inspector| {
        let derived = led.get(i.name.trim()).cloned().unwrap_or_default();
        let declared = i.conflicts.iter().map(|c| c.enterprise.to_string());
        Inspector {
            id: i.id.to_string(),
            conflicts: declared.chain(derived).collect(),
            name: i.name,
            department: i.department,
            skills: i.skills,
            leaves: i.leaves,
        }
    };
    Ok(all.filter(|i| i.active && chosen.contains(&i.id)).map(row).collect())
}
