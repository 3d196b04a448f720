//! The result: base, steps, caps, score, grade; or what is missing.

use anlu_domain::{grade::Grade, time::CivilDay};
use serde::{Deserialize, Serialize};

use super::{Figure, Inputs, eu, inputs::within, points, sms};
use crate::pack::{Better, GradeCap, GradingModel};

/// Facts named with a step; more of them are only counted.
const MAX_NAMED: usize = 50;

/// A fact with the points it costs, before the step is capped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactOf {
    /// Reference of the fact.
    pub reference: String,
    /// Points, without sign.
    pub points: f64,
}

/// One step of the waterfall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepResult {
    /// Step of the model.
    pub id: String,
    /// What it changes the score by.
    pub points: f64,
    /// The cap of the step has cut it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub capped: bool,
    /// A figure it needs is unknown, so that it changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Figure>,
    /// Part and whole, for a share; amount and exposure, for a rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<(f64, f64)>,
    /// Facts, costliest first, at most 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactOf>,
    /// How many more.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(value: &u32) -> bool {
    *value == 0
}

/// A cap that holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// Cap of the model.
    pub id: String,
    /// Best grade that is left.
    pub best: Grade,
    /// Facts it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<String>,
}

/// Why there is no grade.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanting {
    /// Under supervision for too short a time: days so far, days needed.
    Days(i32, u16),
    /// A figure is unknown or too small: value, needed.
    Figure(Figure, Option<f64>, f64),
    /// The method needs checks and there was none.
    Checks,
    /// The method compares with others, and there is no group that is large enough.
    Peers,
}

/// A rating.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rating {
    /// Score before the first step.
    pub base: f64,
    /// Steps, in the order of the model; they add up to the score unless it was cut to its limits.
    pub steps: Vec<StepResult>,
    /// Caps that hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caps: Vec<Held>,
    /// Score.
    pub score: f64,
    /// Grade by the score alone.
    pub by_score: Option<Grade>,
    /// Grade; none when there is too little data.
    pub grade: Option<Grade>,
    /// What is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wanting: Vec<Wanting>,
}

/// Hundredths: what screens show is what counts.
pub(crate) fn hundredths(value: f64) -> f64 {
    let rounded = (value * 100.0).round() / 100.0;
    // No negative zero on screens.
    rounded + 0.0
}

/// Rates an enterprise by a model on `today`. `places`: of the SMS alone, by category ([`sms::places`]).
pub fn rate(model: &GradingModel, inputs: &Inputs, today: CivilDay, places: &[sms::Place]) -> Rating {
    let file = &model.file;
    let mut wanting = wanting(model, inputs, today);
    let steps = if let Some(formula) = &file.eu {
        if inputs.checks.iter().all(|c| !within(c.day, today, file.months)) {
            wanting.push(Wanting::Checks);
        }
        eu::steps(file, formula, inputs, today)
    } else if let Some(method) = &file.sms {
        if places.iter().all(|p| p.percentile.is_none()) {
            wanting.push(Wanting::Peers);
        }
        sms::steps(method, inputs, places)
    } else {
        points::steps(model, inputs, today)
    };
    let sum: f64 = steps.iter().map(|s| s.points).sum();
    let mut score = hundredths(file.base + sum);
    if let Some(least) = file.least {
        score = score.max(least);
    }
    if let Some(most) = file.most {
        score = score.min(most);
    }
    let by_score = file.band(score).map(|b| b.grade);
    let caps: Vec<Held> = file.caps.iter().filter_map(|cap| held(model, cap, inputs, today)).collect();
    // A veto stands whatever is missing: an accident is known even of a firm that is new.
    let worst = caps.iter().map(|c| c.best).max();
    let grade = if wanting.is_empty() { by_score.map(|g| worst.map_or(g, |w| g.max(w))) } else { None };
    Rating { base: file.base, steps, caps, score, by_score, grade, wanting }
}

fn wanting(model: &GradingModel, inputs: &Inputs, today: CivilDay) -> Vec<Wanting> {
    let minimum = &model.file.minimum;
    let days = inputs.since.map_or(0, |since| today.0.saturating_sub(since.0));
    let mut all = Vec::new();
    if days < i32::from(minimum.days) {
        all.push(Wanting::Days(days, minimum.days));
    }
    for (figure, least) in &minimum.figures {
        let known = inputs.figures.get(figure).copied();
        if known.is_none_or(|n| n < *least) {
            all.push(Wanting::Figure(*figure, known, *least));
        }
    }
    all
}

fn held(model: &GradingModel, cap: &GradeCap, inputs: &Inputs, today: CivilDay) -> Option<Held> {
    let mut facts = Vec::new();
    if let Some(events) = &cap.events {
        let mut number = 0_u32;
        for event in inputs.events.iter().filter(|e| e.kind == events.kind) {
            let class = events.classes.is_empty() || events.classes.contains(&event.class);
            let open = event.settled.is_none();
            // What is still open counts whatever its age.
            let recent = within(event.day, today, events.months)
                || (open && events.open && event.kind.mendable() && event.day <= today);
            if class && recent && (open || !events.open) {
                number = number.saturating_add(event.count);
                facts.push(event.reference.clone());
            }
        }
        if number < events.at_least {
            return None;
        }
    }
    if let Some(text) = &cap.when
        && !model.holds(text, &inputs.facts)
    {
        return None;
    }
    facts.sort();
    facts.truncate(MAX_NAMED);
    Some(Held { id: cap.id.clone(), best: cap.best, facts })
}

/// A step out of facts with their points; `divisor`: exposure.
pub(super) fn step(id: &str, mut facts: Vec<FactOf>, exposure: Option<f64>, cap: Option<f64>, sign: f64) -> StepResult {
    // Sorted before they are summed: the order in which facts come must not bear on the last bit.
    facts.sort_by(|a, b| b.points.total_cmp(&a.points).then_with(|| a.reference.cmp(&b.reference)));
    let amount: f64 = facts.iter().map(|f| f.points).sum();
    let divided = exposure.map_or(amount, |e| amount / e);
    if let Some(exposure) = exposure {
        for fact in &mut facts {
            fact.points /= exposure;
        }
    }
    let more = facts.len().saturating_sub(MAX_NAMED);
    facts.truncate(MAX_NAMED);
    for fact in &mut facts {
        fact.points = hundredths(fact.points);
    }
    let cut = cap.map_or(divided, |most| divided.min(most));
    StepResult {
        id: id.to_owned(),
        points: hundredths(sign * cut),
        capped: cap.is_some_and(|most| divided > most),
        unknown: None,
        ratio: exposure.map(|e| (hundredths(amount), hundredths(e))),
        facts,
        more: u32::try_from(more).unwrap_or(u32::MAX),
    }
}

/// What worse means for the score.
pub(super) const fn sign(better: Better, gain: bool) -> f64 {
    match (better, gain) {
        (Better::High, false) | (Better::Low, true) => -1.0,
        (Better::High, true) | (Better::Low, false) => 1.0,
    }
}
