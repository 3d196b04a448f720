//! Methods and templates in force, from the pack that duties come from.

use anlu_domain::{risk::Scale, time::CivilDay};
use anlu_rules::pack::{Pack, RiskMethod, RiskTemplate};

use super::RiskError;
use crate::{ctx::Ctx, step_error::StepError};

/// The pack; a process that plans nothing has none.
pub(super) fn pack(ctx: &Ctx) -> Option<&Pack> {
    ctx.desk.duties.as_deref().map(crate::duty::DutyBook::pack)
}

/// Methods in force on `day`.
pub(super) fn methods(ctx: &Ctx, day: CivilDay) -> Vec<&RiskMethod> {
    pack(ctx).into_iter().flat_map(|p| &p.risk_methods).filter(|m| m.valid_on(day)).collect()
}

/// Templates in force on `day`.
pub(super) fn templates(ctx: &Ctx, day: CivilDay) -> Vec<&RiskTemplate> {
    pack(ctx).into_iter().flat_map(|p| &p.risk_templates).filter(|t| t.valid_on(day)).collect()
}

/// A scale, with pack and version as assessments name it.
pub(super) fn scale(ctx: &Ctx, method: &str, day: CivilDay) -> Result<(Scale, String), RiskError> {
    let unknown = || RiskError::Step(StepError::invalid("/method", "unknown"));
    let found = methods(ctx, day).into_iter().find(|m| m.id == method).and_then(RiskMethod::scale);
    let reference = pack(ctx).ok_or_else(unknown)?.reference();
    Ok((found.ok_or_else(unknown)?, format!("{} {}", reference.id, reference.version)))
}
