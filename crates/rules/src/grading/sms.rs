//! FMCSA Safety Measurement System: measures of each category, and places among carriers with like numbers of events.
//!
//! A measure is the sum of severity × time weight, divided by the time-weighted number of relevant checks, or by the
//! fleet. A place is 0 for the best and 100 for the worst of a group; the score is the number of categories in alert.

use std::collections::BTreeMap;

use anlu_domain::time::CivilDay;
use serde::{Deserialize, Serialize};

use super::{
    EventKind, Inputs, StepResult,
    inputs::within,
    points::{exposure, weight},
    rating::{FactOf, hundredths, step},
};
use crate::{
    facts::{Fact, FactKey},
    pack::{SmsCategory, SmsCounts, SmsMethod},
};

/// Severity of accidents by class: an injury or a fatal one counts double (SMS methodology, Crash Indicator).
const ACCIDENTS: [(&str, f64); 5] =
    [("minor", 1.0), ("general", 2.0), ("larger", 2.0), ("grave", 2.0), ("particularly_grave", 2.0)];

/// A carrier in one category.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Category.
    pub category: String,
    /// Measure; the worse the higher.
    pub value: f64,
    /// Events that make carriers alike.
    pub events: u32,
    /// A violation lies in the months that the method asks for.
    pub recent: bool,
    /// Checks or accidents with their part of the measure.
    pub facts: Vec<FactOf>,
}

/// The place of a carrier in one category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Category.
    pub category: String,
    /// Measure.
    pub measure: f64,
    /// 0 (best) to 100 (worst); none: too few events or nobody to compare with.
    pub percentile: Option<f64>,
    /// Facts behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactOf>,
}

/// Measures of one carrier.
pub fn measures(method: &SmsMethod, months: u16, inputs: &Inputs, today: CivilDay) -> Vec<Measure> {
    method.categories.iter().filter_map(|c| measure(method, months, c, inputs, today)).collect()
}

fn measure(
    method: &SmsMethod,
    months: u16,
    category: &SmsCategory,
    inputs: &Inputs,
    today: CivilDay,
) -> Option<Measure> {
    let (mut facts, mut weights) = (Vec::new(), 0.0);
    let (mut relevant, mut with, mut recent) = (0_u32, 0_u32, method.recent_months.is_none());
    let fresh = |day: CivilDay| method.recent_months.is_some_and(|m| within(day, today, m));
    if category.counts == SmsCounts::Accidents {
        let accidents = inputs.events.iter().filter(|e| e.kind == EventKind::Accident);
        for event in accidents.filter(|e| within(e.day, today, months)) {
            let severity = ACCIDENTS.iter().find(|(class, _)| *class == event.class).map_or(0.0, |(_, s)| *s);
            let points = severity * weight(&method.times, event.day, today) * f64::from(event.count);
            with = with.saturating_add(event.count);
            recent |= fresh(event.day);
            facts.push(FactOf { reference: event.reference.clone(), points });
        }
    } else {
        for check in inputs.checks.iter().filter(|c| within(c.day, today, months)) {
            let time = weight(&method.times, check.day, today);
            let found: Vec<_> = check.violations.iter().filter(|v| v.category == category.id).collect();
            let looked = category.part.as_ref().is_none_or(|part| check.parts.contains(part));
            if !looked && found.is_empty() {
                continue;
            }
            relevant = relevant.saturating_add(1);
            weights += time;
            // One type of violation counts once in a check, whatever its number.
            let severity: f64 = found
                .iter()
                .map(|v| match (method.simple_severity, v.out_of_service) {
                    (true, true) => 2.0,
                    (true, false) => 1.0,
                    (false, true) => v.severity + method.out_of_service,
                    (false, false) => v.severity,
                })
                .sum();
            if !found.is_empty() {
                with = with.saturating_add(1);
                recent |= fresh(check.day);
                let points = severity.min(method.check_cap) * time;
                facts.push(FactOf { reference: check.reference.clone(), points });
            }
        }
    }
    let divisor = match category.per {
        Some(per) => exposure(per, inputs)?,
        None if weights > 0.0 => weights,
        None => return None,
    };
    for fact in &mut facts {
        fact.points /= divisor;
    }
    let events = match category.counts {
        SmsCounts::Checks => relevant,
        SmsCounts::ChecksWithViolation | SmsCounts::Accidents => with,
    };
    let value = facts.iter().map(|f| f.points).sum();
    Some(Measure { category: category.id.clone(), value, events, recent, facts })
}

/// Places of all carriers, in their order.
pub fn places(method: &SmsMethod, carriers: &[Vec<Measure>]) -> Vec<Vec<Place>> {
    let mut out: Vec<Vec<Place>> = carriers.iter().map(|_| Vec::new()).collect();
    for category in &method.categories {
        let mut groups: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        let mut sizes: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        let of = |measures: &Vec<Measure>| measures.iter().find(|m| m.category == category.id).cloned();
        let group = |m: &Measure| {
            let place = category.groups.iter().take_while(|least| **least <= m.events).count();
            place.checked_sub(1).filter(|_| m.recent)
        };
        for m in carriers.iter().filter_map(of) {
            if let Some(place) = group(&m) {
                groups.entry(place).or_default().push(m.value);
                sizes.entry(place).or_default().push(f64::from(m.events));
            }
        }
        for values in groups.values_mut().chain(sizes.values_mut()) {
            values.sort_by(f64::total_cmp);
        }
        let middles: BTreeMap<usize, f64> = sizes.iter().filter_map(|(k, v)| Some((*k, median(v)?))).collect();
        for (carrier, places) in carriers.iter().zip(&mut out) {
            let Some(m) = of(carrier) else { continue };
            let percentile = group(&m).and_then(|own| {
                if method.proportionate {
                    proportionate(&groups, &middles, own, &m)
                } else {
                    percentile(groups.get(&own)?, m.value)
                }
            });
            let (category, measure) = (m.category, hundredths(m.value));
            places.push(Place { category, measure, percentile: percentile.map(hundredths), facts: m.facts });
        }
    }
    out
}

/// The share of the others that are better, per hundred; of those alike, half. `None`: nobody else.
fn percentile(sorted: &[f64], value: f64) -> Option<f64> {
    let below = sorted.partition_point(|v| *v < value);
    let alike = sorted.partition_point(|v| *v <= value).saturating_sub(below).saturating_sub(1);
    let others = sorted.len().checked_sub(1).filter(|n| *n > 0)?;
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    Some((number(below) + number(alike) / 2.0) / number(others) * 100.0)
}

fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    Some((sorted.get(middle.checked_sub(1)?)? + upper) / 2.0)
}

/// Between the groups whose middles lie around the number of events, in proportion to how near they are.
fn proportionate(
    groups: &BTreeMap<usize, Vec<f64>>,
    middles: &BTreeMap<usize, f64>,
    own: usize,
    m: &Measure,
) -> Option<f64> {
    let events = f64::from(m.events);
    let at = *middles.get(&own)?;
    let other =
        if events < at { middles.range(..own).next_back() } else { middles.range(own.saturating_add(1)..).next() };
    let mine = percentile(groups.get(&own)?, m.value);
    let Some((neighbour, middle)) = other.filter(|_| (events - at).abs() > f64::EPSILON) else { return mine };
    // A carrier is no member of the other group: everybody there is another one.
    let sorted = groups.get(neighbour)?;
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let below = number(sorted.partition_point(|v| *v < m.value));
    let alike = number(sorted.partition_point(|v| *v <= m.value)) - below;
    let theirs = (below + alike / 2.0) / number(sorted.len()) * 100.0;
    let part = ((events - at) / (middle - at)).clamp(0.0, 1.0);
    Some(mine.map_or(theirs, |mine| mine * (1.0 - part) + theirs * part))
}

/// One point for each category in alert.
pub(super) fn steps(method: &SmsMethod, inputs: &Inputs, places: &[Place]) -> Vec<StepResult> {
    let sectors = FactKey::find("enterprise.sectors").and_then(|key| inputs.facts.get(key));
    let carries = |names: &[&str]| matches!(sectors, Some(Fact::Words(words)) if words.iter().any(|w| names.contains(&w.as_ref())));
    let (hazmat, passenger) = (carries(&["hazmat"]), carries(&["passenger", "tourist", "bus"]));
    let of = |category: &SmsCategory| {
        let limit = match (passenger, hazmat) {
            (true, _) => category.alert.passenger,
            (false, true) => category.alert.hazmat,
            (false, false) => category.alert.general,
        };
        let place = places.iter().find(|p| p.category == category.id);
        let percentile = place.and_then(|p| p.percentile);
        let alert = percentile.is_some_and(|p| p >= limit);
        let facts = place.map(|p| p.facts.clone()).unwrap_or_default();
        let empty = step(&category.id, facts, None, None, 1.0);
        StepResult { points: if alert { 1.0 } else { 0.0 }, ratio: percentile.map(|p| (p, limit)), ..empty }
    };
    method.categories.iter().map(of).collect()
}
