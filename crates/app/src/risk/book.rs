//! Methods and templates in force, from the pack that duties come from.

use std::sync::Arc;

use anlu_domain::{risk::Scale, time::CivilDay};
use anlu_rules::pack::{RiskMethod, RiskTemplate};

use super::RiskError;
use crate::{
    ctx::Ctx,
    duty::{DutyBook, DutyBooks},
    step_error::StepError,
};

/// The book in force; a process that plans nothing has none.
fn book(ctx: &Ctx) -> Option<Arc<DutyBook>> {
    ctx.desk.duties.as_deref().map(DutyBooks::now)
}

/// Methods in force on `day`.
pub(super) fn methods(ctx: &Ctx, day: CivilDay) -> Vec<RiskMethod> {
    let all = |book: Arc<DutyBook>| book.pack().risk_methods.iter().filter(|m| m.valid_on(day)).cloned().collect();
    book(ctx).map(all).unwrap_or_default()
}

/// Templates in force on `day`.
pub(super) fn templates(ctx: &Ctx, day: CivilDay) -> Vec<RiskTemplate> {
    let all = |book: Arc<DutyBook>| book.pack().risk_templates.iter().filter(|t| t.valid_on(day)).cloned().collect();
    book(ctx).map(all).unwrap_or_default()
}

/// A scale, with pack and version as assessments name it.
pub(super) fn scale(ctx: &Ctx, method: &str, day: CivilDay) -> Result<(Scale, String), RiskError> {
    let unknown = || RiskError::Step(StepError::invalid("/method", "unknown"));
    let book = book(ctx).ok_or_else(unknown)?;
    let mut in_force = book.pack().risk_methods.iter().filter(|m| m.valid_on(day));
    let found = in_force.find(|m| m.id == method).and_then(RiskMethod::scale);
    let reference = book.pack().reference();
    Ok((found.ok_or_else(unknown)?, format!("{} {}", reference.id, reference.version)))
}
