//! Begins a census from a template of the pack: its points and controls become risks of the enterprise, to be changed.

use std::collections::BTreeSet;

use anlu_domain::{
    ids::{ControlId, EnterpriseId, RiskId},
    risk::{
        ControlDraft, RiskDraft,
        draft::{self, Fresh, Setting},
    },
};
use anlu_rules::pack::TemplatePoint;
use anlu_store::{
    Tx,
    repo::{names, plan, risk as repo},
};

pub(crate) use super::step::planned;
use super::{
    RiskError,
    book::{scale, templates},
    step::added,
    write::number,
};

use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// What a template's point says, as somebody would have written it.
pub fn draft_of(point: &TemplatePoint) -> RiskDraft {
    let control = |c: &anlu_rules::pack::TemplateControl| ControlDraft {
        id: None,
        kind: c.kind,
        text: c.text.clone(),
        owner: c.owner.zh().to_owned(),
        level: c.level,
    };
    RiskDraft {
        name: point.name.clone(),
        kind: point.kind,
        place: None,
        accident: point.accident.clone(),
        owner: point.owner.zh().to_owned(),
        factors: point.values().unwrap_or_default(),
        reason: String::new(),
        controls: point.controls.iter().map(control).collect(),
    }
}

/// Points that a census begins with.
pub(crate) struct Begin<'a> {
    /// Whose census.
    pub(crate) enterprise: EnterpriseId,
    /// What they are made from: a template, or a work item.
    pub(crate) template: &'a str,
    /// Method they are graded by.
    pub(crate) method: &'a str,
    /// The points.
    pub(crate) points: &'a [TemplatePoint],
    /// Where they are.
    pub(crate) place: Option<String>,
}

/// Adds the points of a template that the census does not have yet; how many. Doing it again adds nothing, and what was
/// taken off the list stays off.
pub async fn start(ctx: &Ctx, enterprise: EnterpriseId, template: &str) -> Result<usize, RiskError> {
    require(ctx, Action::RiskEdit)?;
    let now = ctx.now();
    let unknown = StepError::invalid("/template", "unknown");
    let template = templates(ctx, now.day()).into_iter().find(|t| t.id == template).ok_or(unknown)?;
    let added = ctx
        .store
        .tx(async |tx: Tx| {
            let (id, method, points) = (&template.id, &template.method, &template.points);
            add(ctx, &tx, Begin { enterprise, template: id, method, points, place: None }).await
        })
        .await?;
    planned(ctx, enterprise).await?;
    Ok(added)
}

/// As [`start`], in the transaction of the caller, who has asked for the permission and plans the enterprise afterwards.
pub(crate) async fn add(ctx: &Ctx, tx: &Tx, begin: Begin<'_>) -> Result<usize, RiskError> {
    let (enterprise, now) = (begin.enterprise, ctx.now());
    let (scale, pack) = scale(ctx, begin.method, now.day())?;
    if !names::visible_enterprise(tx.read(), &ctx.viewer, enterprise).await? {
        return Err(StepError::NotFound.into());
    }
    let known = repo::of_enterprise(tx.read(), &ctx.viewer, enterprise, true).await?;
    let known: BTreeSet<String> = known.into_iter().filter_map(|s| s.risk.template).collect();
    let setting = Setting { scale: &scale, pack: &pack, actor: &ctx.viewer, now };
    let mut risks = Vec::new();
    for point in begin.points {
        let from = format!("{}/{}", begin.template, point.key);
        if known.contains(&from) {
            continue;
        }
        let (id, no) = (RiskId(ctx.ids.next()), number(tx, enterprise).await?);
        let fresh = Fresh { id, no, enterprise, template: Some(from) };
        let written = RiskDraft { place: begin.place.clone(), ..draft_of(point) };
        risks.push(draft::create(fresh, &written, &setting, || ControlId(ctx.ids.next()))?);
    }
    repo::insert(tx, &risks).await?;
    plan::mark(tx, [enterprise], now).await?;
    tx.record(risks.iter().map(|risk| added(ctx, risk)), now);
    Ok(risks.len())
}
