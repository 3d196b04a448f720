//! Models that take points from a base: each step counts facts, a share, or a condition.

use anlu_domain::time::CivilDay;

use super::{
    Event, Inputs, StepResult,
    inputs::within,
    rating::{FactOf, hundredths, sign, step},
};
use crate::{
    facts::{FactKey, Facts},
    pack::{Each, GradingModel, GradingStep, Per, Times},
};

impl GradingModel {
    /// Whether it is about an enterprise with these facts; what unknown facts leave open is not.
    pub fn is_about(&self, facts: &Facts) -> bool {
        self.among.holds(&|key: FactKey| facts.get(key)) == Some(true)
    }

    /// Whether the condition with this text, of a step or a cap, holds.
    pub(super) fn holds(&self, text: &str, facts: &Facts) -> bool {
        let found = self.conditions.iter().find(|c| c.text() == text);
        found.is_some_and(|c| c.holds(&|key: FactKey| facts.get(key)) == Some(true))
    }
}

pub(super) fn steps(model: &GradingModel, inputs: &Inputs, today: CivilDay) -> Vec<StepResult> {
    model.file.steps.iter().map(|s| one(model, s, inputs, today)).collect()
}

fn one(model: &GradingModel, of: &GradingStep, inputs: &Inputs, today: CivilDay) -> StepResult {
    let sign = sign(model.file.better, of.gain);
    if let Some(each) = &of.each {
        let points = |e: &Event| cost(each, e, model.file.months, today);
        let counted = inputs.events.iter().filter(|e| e.kind == each.kind);
        let facts: Vec<FactOf> = counted
            .map(|e| FactOf { reference: e.reference.clone(), points: points(e) })
            .filter(|f| f.points > 0.0)
            .collect();
        return match each.per {
            // Nothing found is nothing found, whatever the way.
            Some(per) if !facts.is_empty() => match exposure(per, inputs) {
                Some(exposure) => step(&of.id, facts, Some(exposure), of.cap, sign),
                None => StepResult { unknown: Some(per.figure), ..step(&of.id, Vec::new(), None, of.cap, sign) },
            },
            _ => step(&of.id, facts, None, of.cap, sign),
        };
    }
    let empty = step(&of.id, Vec::new(), None, of.cap, sign);
    if let Some(share) = of.share {
        let known = |figure| inputs.figures.get(&figure).copied();
        return match (known(share.part), known(share.of)) {
            (Some(part), Some(whole)) if whole > 0.0 => {
                let missing = (1.0 - part / whole).clamp(0.0, 1.0);
                let cut = of.cap.map_or(share.points * missing, |most| (share.points * missing).min(most));
                StepResult { points: hundredths(sign * cut), ratio: Some((part, whole)), ..empty }
            }
            (Some(_), Some(_)) => StepResult { ratio: Some((0.0, 0.0)), ..empty },
            (None, _) => StepResult { unknown: Some(share.part), ..empty },
            (_, None) => StepResult { unknown: Some(share.of), ..empty },
        };
    }
    if let Some(fact) = &of.fact
        && model.holds(&fact.when, &inputs.facts)
    {
        return StepResult { points: hundredths(sign * fact.points), ..empty };
    }
    empty
}

/// The figure in units; `None`: unknown, or nothing to divide by.
pub(super) fn exposure(per: Per, inputs: &Inputs) -> Option<f64> {
    let value = inputs.figures.get(&per.figure).copied()?.max(per.least) / per.unit;
    (value > 0.0).then_some(value)
}

/// Weight of what is as old as this; nothing beyond the last.
pub(super) fn weight(times: &[Times], day: CivilDay, today: CivilDay) -> f64 {
    times.iter().find(|t| within(day, today, t.months)).map_or(0.0, |t| t.weight)
}

fn cost(each: &Each, event: &Event, months: u16, today: CivilDay) -> f64 {
    let open = event.settled.is_none();
    // Only what can be mended stays as long as it is not; an accident is past.
    let lasts = open && event.kind.mendable();
    let age = if event.day > today {
        0.0
    } else if each.ages.is_empty() {
        // What is still open counts whatever its age.
        if lasts || within(event.day, today, months) { 1.0 } else { 0.0 }
    } else if lasts {
        let last = each.ages.last().map_or(0.0, |t| t.weight);
        weight(&each.ages, event.day, today).max(last)
    } else {
        weight(&each.ages, event.day, today)
    };
    let late = open && event.due.is_some_and(|due| due < today);
    let state = match (open, late) {
        (true, true) => each.late.unwrap_or(each.open),
        (true, false) => each.open,
        (false, _) => each.settled,
    };
    each.classes.get(&event.class).copied().unwrap_or(0.0) * age * state * f64::from(event.count)
}
