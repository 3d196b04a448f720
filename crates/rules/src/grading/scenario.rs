//! Runs the grading scenarios of a pack: facts in, scores and grades compared.

use super::{
    Inputs, Rating, rate,
    rating::hundredths,
    sms::{self, Place},
    ways::ways,
};
use crate::{
    facts::{FactKey, Facts},
    pack::{ExpectedRating, GradingCase, GradingModel, GradingScenario, Pack},
};

/// How a scenario came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Scenario id.
    pub id: String,
    /// Enterprises in it.
    pub cases: usize,
    /// What differs; empty: passed.
    pub differences: Vec<String>,
}

/// Runs every grading scenario of `pack`, in their order.
pub fn run_all(pack: &Pack) -> Vec<Outcome> {
    pack.grading_scenarios.iter().map(|s| run(pack, s)).collect()
}

fn run(pack: &Pack, scenario: &GradingScenario) -> Outcome {
    let mut differences = Vec::new();
    let outcome = |differences| Outcome { id: scenario.id.clone(), cases: scenario.cases.len(), differences };
    let found = pack.grading.iter().find(|m| m.file.id == scenario.model && m.valid_on(scenario.today));
    let Some(model) = found else {
        return outcome(vec![format!("`{}` is not in force on {}", scenario.model, scenario.today)]);
    };
    let inputs: Vec<Inputs> =
        (1..).zip(&scenario.cases).map(|(number, case)| inputs(case, number, &mut differences)).collect();
    let places = match &model.file.sms {
        Some(method) => {
            let measured: Vec<_> =
                inputs.iter().map(|i| sms::measures(method, model.file.months, i, scenario.today)).collect();
            sms::places(method, &measured)
        }
        None => inputs.iter().map(|_| Vec::new()).collect(),
    };
    for (number, ((case, inputs), places)) in (1..).zip(scenario.cases.iter().zip(&inputs).zip(&places)) {
        let Some(wanted) = &case.expect else { continue };
        if !model.is_about(&inputs.facts) {
            differences.push(format!("case {number}: the model is not about it"));
        }
        let got = rate(model, inputs, scenario.today, places);
        let told = compare(&got, wanted, places).into_iter().chain(mending(model, inputs, scenario, wanted));
        differences.extend(told.map(|d| format!("case {number}: {d}")));
    }
    outcome(differences)
}

fn inputs(case: &GradingCase, number: i32, differences: &mut Vec<String>) -> Inputs {
    let mut facts = Facts::default();
    for (name, value) in &case.facts {
        if FactKey::find(name).and_then(|key| facts.tell(key, value.fact(key)?).ok()).is_none() {
            differences.push(format!("case {number}: the fact {name} cannot be told"));
        }
    }
    Inputs {
        since: Some(case.since),
        facts,
        events: case.events.clone(),
        checks: case.checks.clone(),
        figures: case.figures.clone(),
    }
}

fn compare(got: &Rating, wanted: &ExpectedRating, places: &[Place]) -> Vec<String> {
    let mut all = Vec::new();
    let mut differ = |what: &str, got: String, expected: String| {
        if got != expected {
            all.push(format!("{what} is {got}, expected {expected}"));
        }
    };
    let shown = |value: Option<f64>| value.map_or_else(|| String::from("none"), |v| format!("{:.2}", hundredths(v)));
    if wanted.score.is_some() {
        differ("score", shown(Some(got.score)), shown(wanted.score));
    }
    differ("grade", format!("{:?}", got.grade), format!("{:?}", wanted.grade));
    for (id, points) in &wanted.steps {
        let step = got.steps.iter().find(|s| s.id == *id).map(|s| s.points);
        differ(id, shown(step), shown(Some(*points)));
    }
    let caps: Vec<&String> = got.caps.iter().map(|c| &c.id).collect();
    differ("caps", format!("{caps:?}"), format!("{:?}", wanted.caps));
    let place = |category: &String| places.iter().find(|p| p.category == *category);
    for (category, value) in &wanted.measures {
        differ(category, shown(place(category).map(|p| p.measure)), shown(Some(*value)));
    }
    for (category, value) in &wanted.percentiles {
        differ(category, shown(place(category).and_then(|p| p.percentile)), shown(Some(*value)));
    }
    all
}

fn mending(model: &GradingModel, inputs: &Inputs, s: &GradingScenario, wanted: &ExpectedRating) -> Option<String> {
    let wanted = wanted.mend?;
    let found = ways(model, inputs, s.today);
    let got = found.first().map_or(0, |w| u32::try_from(w.mend.len()).unwrap_or(u32::MAX));
    (got != wanted).then(|| format!("{got} to be mended for the next grade, expected {wanted}"))
}
