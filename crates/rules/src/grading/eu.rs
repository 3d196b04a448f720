//! Regulation (EU) 2022/695, Annex: R = g × (Σ over checks i of (Σ over types n·v) / `N_i`) ÷ r.
//!
//! n: infringements of a type in the check, v: weight of its class, N: vehicles checked, r: checks, clean ones included,
//! g: factor of a fleet with smart tachographs. The waterfall has a step for each class of infringement and one for g.

use anlu_domain::time::CivilDay;

use super::{
    Inputs, StepResult,
    inputs::within,
    rating::{FactOf, hundredths, step},
};
use crate::pack::{EuFormula, GradingFile};

/// Name of the step for the factor g.
pub(super) const SMART_FLEET: &str = "smart_fleet";

pub(super) fn steps(file: &GradingFile, formula: &EuFormula, inputs: &Inputs, today: CivilDay) -> Vec<StepResult> {
    let checks: Vec<_> = inputs.checks.iter().filter(|c| within(c.day, today, file.months)).collect();
    let number = f64::from(u32::try_from(checks.len()).unwrap_or(u32::MAX)).max(1.0);
    let mut steps = Vec::new();
    let mut sum = 0.0;
    for (class, weight) in &formula.weights {
        let facts: Vec<FactOf> = checks
            .iter()
            .map(|check| {
                let found: u32 = check.violations.iter().filter(|v| v.class == *class).map(|v| v.number).sum();
                let points = f64::from(found) * weight / f64::from(check.vehicles.max(1));
                FactOf { reference: check.reference.clone(), points }
            })
            .filter(|f| f.points > 0.0)
            .collect();
        sum += facts.iter().map(|f| f.points).sum::<f64>() / number;
        steps.push(StepResult { ratio: None, ..step(class, facts, Some(number), None, 1.0) });
    }
    if checks.iter().any(|c| c.smart_fleet) {
        let cut = sum * (1.0 - formula.smart_fleet_factor);
        steps.push(StepResult { points: hundredths(-cut), ..step(SMART_FLEET, Vec::new(), None, None, -1.0) });
    }
    steps
}
