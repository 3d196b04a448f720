//! From model files to compiled models; what a scoring model must fulfil beyond its shape.

use std::collections::BTreeSet;

use anlu_domain::time::CivilDay;

use super::{
    Better, GradingFile, GradingModel, GradingScenario, GradingStep, Times,
    load::{Draft, Read, Reader},
    risk_load::{Frame, overlapping},
};
use crate::{condition::Condition, facts::FactKey, grading::EventKind};

/// Longest look back, months.
const MAX_MONTHS: u16 = 120;
/// What a model gives must not be what it asks.
const RESULT: &str = "enterprise.grade";

impl<'s> Reader<'s> {
    /// Compiles the models, by id, then by validity. Every fault is told; a model with one is left out.
    pub(crate) fn grading(&mut self, drafts: Vec<(Draft<'s>, Option<CivilDay>)>) -> Vec<Read<'s, GradingModel>> {
        let mut all = self.dated::<GradingFile>(drafts, |m, to| m.valid_to = to(m.valid_to));
        all.sort_by(|a, b| (&a.value.id, a.value.valid_from).cmp(&(&b.value.id, b.value.valid_from)));
        let frames: Vec<Frame<'_>> = all.iter().map(|r| frame(&r.value)).collect();
        let overlaps = overlapping(&frames);
        self.tell_overlaps(&all, &overlaps);
        let mut models = Vec::new();
        for read in all {
            self.frame(&read, &frame(&read.value));
            self.check_frame_of_model(&read);
            self.check_steps(&read);
            self.check_caps(&read);
            self.check_bands(&read);
            self.check_methods(&read);
            let among = self.of_enterprise(&read, &["among"], &read.value.among);
            let mut conditions = Vec::new();
            let steps = read.value.steps.iter().filter_map(|s| Some(("steps", s.fact.as_ref()?.when.clone())));
            let caps = read.value.caps.iter().filter_map(|c| Some(("caps", c.when.clone()?)));
            let texts: Vec<(&'static str, String)> = steps.chain(caps).collect();
            let number = texts.len();
            for (path, text) in texts {
                conditions.extend(self.of_enterprise(&read, &[path], &text));
            }
            if let Some(among) = among.filter(|_| conditions.len() == number) {
                let value = GradingModel { file: read.value, among, conditions };
                models.push(Read { value, table: read.table, layer: read.layer, start: read.start });
            }
        }
        models
    }

    fn of_enterprise(&mut self, read: &Read<'_, GradingFile>, path: &[&str], text: &str) -> Option<Condition> {
        let condition = self.of_subject(read, path, text)?;
        let named =
            condition.facts().into_iter().map(|k| k.def().name).find(|n| n.starts_with("person.") || *n == RESULT);
        let Some(name) = named else { return Some(condition) };
        let message = format!("`{name}` is no fact that an enterprise is rated by");
        self.tell(read.offset(path), "grading_fact", message, "ask for facts of enterprises other than their grade");
        None
    }

    fn check_frame_of_model(&mut self, read: &Read<'_, GradingFile>) {
        let m = &read.value;
        if !(1..=MAX_MONTHS).contains(&m.months) {
            let message = format!("months = {} is out of range", m.months);
            let hint = format!("write a whole number from 1 to {MAX_MONTHS}");
            self.tell(read.offset(&["months"]), "param_out_of_range", message, &hint);
        }
        let methods = [!m.steps.is_empty(), m.eu.is_some(), m.sms.is_some()].into_iter().filter(|there| *there).count();
        if methods != 1 {
            let message = format!("a model has one method, this one has {methods}");
            self.tell(read.offset(&["id"]), "grading_method", message, "write [[steps]], or [eu], or [sms]");
        }
        if let Some(peers) = &m.peers
            && !ascending(peers.edges.iter().copied())
        {
            let message = String::from("the groups do not ascend");
            self.tell(read.offset(&["peers", "edges"]), "param_out_of_range", message, "e.g. edges = [10, 50, 200]");
        }
        if m.visits.values().any(|v| v.months == 0 || v.weight == 0) {
            let message = String::from("a grade is visited never, or has no weight");
            self.tell(read.offset(&["visits"]), "param_out_of_range", message, "write months and weight from 1");
        }
        let clocks = m.objection;
        if clocks.within_days == 0 || clocks.decide_working_days == 0 {
            let message = String::from("a clock of objections has no days");
            self.tell(read.offset(&["objection"]), "param_out_of_range", message, "write days from 1");
        }
    }

    fn check_bands(&mut self, read: &Read<'_, GradingFile>) {
        let m = &read.value;
        let limits: Vec<f64> = m.bands.iter().filter_map(|b| b.limit).collect();
        let turned: Vec<f64> = limits.iter().map(|l| if m.better == Better::High { -l } else { *l }).collect();
        let grades = m.bands.iter().zip(m.bands.iter().skip(1)).all(|(a, b)| a.grade < b.grade);
        let last = m.bands.last().is_some_and(|b| b.limit.is_none());
        if !grades || !last || limits.len().saturating_add(1) != m.bands.len() || !ascending(turned.into_iter()) {
            let message = String::from("the bands do not go from the best grade to the worst");
            let hint = "best grade first, each with a worse limit than the one before, the last without any";
            self.tell(read.offset(&["bands"]), "grading_bands", message, hint);
        }
    }

    fn check_steps(&mut self, read: &Read<'_, GradingFile>) {
        let mut ids = BTreeSet::new();
        for step in &read.value.steps {
            let at = read.offset(&["steps"]);
            if !ids.insert(&step.id) {
                let message = format!("there are two steps `{}`", step.id);
                self.tell(at, "grading_step_twice", message, "give this one another id");
            }
            self.check_words(at, &step.id, &[&step.title.zh, &step.title.en, &step.clause]);
            let kinds = [step.each.is_some(), step.share.is_some(), step.fact.is_some()];
            if kinds.into_iter().filter(|there| *there).count() != 1 {
                let message = format!("`{}` has none, or several, of each, share and fact", step.id);
                self.tell(at, "grading_step", message, "write exactly one of them");
            }
            self.check_numbers(at, step);
        }
    }

    fn check_numbers(&mut self, at: usize, step: &GradingStep) {
        let sane = |n: f64| n.is_finite() && n >= 0.0;
        let mut sound = step.cap.is_none_or(|c| sane(c) && c > 0.0);
        if let Some(each) = &step.each {
            self.check_classes(at, each.kind, each.classes.keys());
            let factors = [each.open, each.settled, each.late.unwrap_or(1.0)];
            sound &= !each.classes.is_empty() && each.classes.values().chain(&factors).all(|n| sane(*n));
            sound &= aged(&each.ages) && each.per.is_none_or(|p| sane(p.unit) && p.unit > 0.0 && sane(p.least));
        }
        sound &= step.share.is_none_or(|s| sane(s.points)) && step.fact.as_ref().is_none_or(|f| sane(f.points));
        if !sound {
            let message = format!("a number of `{}` is out of range", step.id);
            let hint = "points, factors and weights from 0, units above 0; ages from the youngest to the oldest";
            self.tell(at, "param_out_of_range", message, hint);
        }
    }

    fn check_classes<'c>(&mut self, at: usize, kind: EventKind, classes: impl Iterator<Item = &'c String>) {
        for class in classes.filter(|c| !kind.classes().contains(&c.as_str())) {
            let message = format!("a {} has no class `{class}`", kind.as_str());
            let hint = format!("classes: {}", kind.classes().join(", "));
            self.tell(at, "grading_class", message, &hint);
        }
    }

    fn check_caps(&mut self, read: &Read<'_, GradingFile>) {
        let mut ids = BTreeSet::new();
        for cap in &read.value.caps {
            let at = read.offset(&["caps"]);
            if !ids.insert(&cap.id) {
                let message = format!("there are two caps `{}`", cap.id);
                self.tell(at, "grading_step_twice", message, "give this one another id");
            }
            self.check_words(at, &cap.id, &[&cap.title.zh, &cap.title.en, &cap.clause]);
            if let Some(events) = &cap.events {
                self.check_classes(at, events.kind, events.classes.iter());
            }
            let empty = cap.events.as_ref().is_some_and(|e| e.at_least == 0 || e.months == 0);
            if cap.events.is_some() == cap.when.is_some() || empty {
                let message = format!("`{}` holds always, or never", cap.id);
                self.tell(at, "grading_step", message, "write events (months and at_least from 1), or when");
            }
        }
    }

    fn check_words(&mut self, at: usize, id: &str, words: &[&String]) {
        if id.trim().is_empty() || words.iter().any(|w| w.trim().is_empty()) {
            let message = format!("`{id}` has no id, title or clause");
            self.tell(at, "text_missing", message, "write id, title.zh, title.en and clause");
        }
    }

    fn check_methods(&mut self, read: &Read<'_, GradingFile>) {
        if let Some(eu) = &read.value.eu {
            let sane = eu.weights.values().all(|w| w.is_finite() && *w >= 0.0) && !eu.weights.is_empty();
            if !sane || !(0.0..=1.0).contains(&eu.smart_fleet_factor) {
                let message = String::from("a weight or the factor is out of range");
                self.tell(
                    read.offset(&["eu"]),
                    "param_out_of_range",
                    message,
                    "weights from 0, the factor from 0 to 1",
                );
            }
        }
        let Some(sms) = &read.value.sms else { return };
        let mut ids = BTreeSet::new();
        for category in &sms.categories {
            let alerts = [category.alert.general, category.alert.hazmat, category.alert.passenger];
            let groups = ascending(category.groups.iter().copied().map(f64::from)) && !category.groups.is_empty();
            let per = category.per.is_none_or(|p| p.unit > 0.0);
            if !groups || !per || !alerts.iter().all(|a| (0.0..=100.0).contains(a)) || !ids.insert(&category.id) {
                let message = format!("`{}` is there twice, or a number of it is out of range", category.id);
                let hint = "groups ascend, alerts lie from 0 to 100";
                self.tell(read.offset(&["sms", "categories"]), "param_out_of_range", message, hint);
            }
        }
        if sms.categories.is_empty() || sms.times.is_empty() || !aged(&sms.times) {
            let message = String::from("the method has no categories, or no time weights in order");
            self.tell(read.offset(&["sms"]), "param_out_of_range", message, "times from the youngest to the oldest");
        }
    }

    /// Scenarios name known models, and every model that the topmost pack writes is graded in one.
    pub(crate) fn check_grading_scenarios(
        &mut self,
        scenarios: &[Read<'_, GradingScenario>],
        models: &[Read<'_, GradingModel>],
        top: usize,
    ) {
        let (mut ids, mut shown) = (BTreeSet::new(), BTreeSet::new());
        for read in scenarios {
            let s = &read.value;
            if !ids.insert(s.id.as_str()) {
                let message = format!("there are two scenarios `{}`", s.id);
                self.tell(read.offset(&["id"]), "scenario_id_twice", message, "give this one another id");
            }
            if models.iter().all(|m| m.value.file.id != s.model) {
                let message = format!("there is no model `{}`", s.model);
                self.tell(read.offset(&["model"]), "grading_unknown", message, "check the spelling");
            }
            if s.cases.iter().any(|c| c.expect.as_ref().is_some_and(|e| e.grade.is_some())) {
                shown.insert(s.model.as_str());
            }
            for name in s.cases.iter().flat_map(|c| c.facts.keys()).filter(|n| FactKey::find(n).is_none()) {
                let hint = format!("did you mean `{}`?", FactKey::nearest(name));
                self.tell(read.offset(&["cases"]), "fact_unknown", format!("there is no fact `{name}`"), &hint);
            }
        }
        for model in models.iter().filter(|m| m.layer == top && !shown.contains(m.value.file.id.as_str())) {
            let message = format!("no scenario shows a grade of `{}`", model.value.file.id);
            let hint = "add grading-scenarios/<name>.toml with a case that expects a grade";
            self.tell(model.offset(&["id"]), "grading_without_scenario", message, hint);
        }
    }
}

fn ascending(values: impl Iterator<Item = f64>) -> bool {
    let all: Vec<f64> = values.collect();
    all.iter().all(|v| v.is_finite()) && all.iter().zip(all.iter().skip(1)).all(|(a, b)| a < b)
}

fn aged(times: &[Times]) -> bool {
    ascending(times.iter().map(|t| f64::from(t.months)))
        && times.iter().all(|t| t.weight.is_finite() && t.weight >= 0.0)
}

fn frame(m: &GradingFile) -> Frame<'_> {
    Frame { id: &m.id, title: &m.title, basis: &m.basis, valid_from: m.valid_from, valid_to: m.valid_to }
}
