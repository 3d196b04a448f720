//! From target files to compiled targets; what a target must fulfil beyond its shape.

use std::collections::BTreeSet;

use anlu_domain::time::CivilDay;

use super::{
    Stand,
    duty::Duty,
    load::{Draft, Read, Reader},
    risk_load::{Frame, overlapping},
    target::{Goal, Target, TargetFile},
    target_scenario::TargetScenario,
};
use crate::{
    condition::{Condition, Fault},
    facts::FactKey,
};

impl<'s> Reader<'s> {
    /// Compiles the targets, by id, then by validity. Every fault is told; a target with one is left out.
    pub(crate) fn targets(
        &mut self,
        drafts: Vec<(Draft<'s>, Option<CivilDay>)>,
        duties: &[Read<'_, Duty>],
    ) -> Vec<Read<'s, Target>> {
        let mut all = self.dated::<TargetFile>(drafts, |t, to| t.valid_to = to(t.valid_to));
        all.sort_by(|a, b| (&a.value.id, a.value.valid_from).cmp(&(&b.value.id, b.value.valid_from)));
        let frames: Vec<Frame<'_>> = all.iter().map(|r| frame(&r.value)).collect();
        let overlaps = overlapping(&frames);
        self.tell_overlaps(&all, &overlaps);
        let mut targets = Vec::new();
        for read in all {
            self.frame(&read, &frame(&read.value));
            self.check_target(&read, duties);
            let among = self.of_subject(&read, &["among"], &read.value.among);
            if among.as_ref().is_some_and(Condition::impossible) {
                let message = String::from("it can never be about anybody: its condition is never true");
                self.tell(read.offset(&["among"]), "target_unreachable", message, "correct the condition");
            }
            let held = match &read.value.held.facts {
                Some(text) => self.of_subject(&read, &["held", "facts"], text).map(Some),
                None => Some(None),
            };
            if let (Some(among), Some(held)) = (among, held) {
                let value = Target::new(read.value, among, held);
                targets.push(Read { value, table: read.table, layer: read.layer, start: read.start });
            }
        }
        targets
    }

    fn check_target(&mut self, read: &Read<'_, TargetFile>, duties: &[Read<'_, Duty>]) {
        let t = &read.value;
        let named = [("settled", &t.held.settled), ("kept", &t.held.kept)];
        if t.held.facts.is_none() && named.iter().all(|(_, id)| id.is_none()) {
            let message = String::from("nothing fulfils this target");
            let hint = "name facts = \"…\", or settled or kept with the id of a duty";
            self.tell(read.offset(&["held"]), "target_held", message, hint);
        }
        for (path, id) in named.into_iter().filter_map(|(path, id)| Some((path, id.as_ref()?))) {
            let mut of = duties.iter().filter(|d| d.value.file.id == *id).peekable();
            if of.peek().is_none() {
                let message = format!("there is no duty `{id}`");
                self.tell(read.offset(&["held", path]), "duty_unknown", message, "check the spelling");
            } else if of.any(|d| d.value.file.subject != t.subject) {
                let message = format!("`{id}` is a duty of others than those that are counted");
                self.tell(read.offset(&["held", path]), "target_subject", message, "count those whose duty it is");
            }
        }
        let sane = match t.goal {
            Goal::Permille(n) => (1..=1000).contains(&n),
            Goal::Count(n) => n > 0,
        };
        if !sane {
            let message = String::from("the goal is out of range");
            let hint = "permille from 1 to 1000, or a count above 0";
            self.tell(read.offset(&["goal"]), "param_out_of_range", message, hint);
        }
    }

    /// A condition over lasting facts.
    pub(super) fn of_subject<T>(&mut self, read: &Read<'_, T>, path: &[&str], text: &str) -> Option<Condition> {
        match Condition::compile(text) {
            Ok(condition) if condition.facts().iter().any(|k| k.def().of_period) => {
                let message = format!("a fact of periods cannot be asked for here (in `{text}`)");
                self.tell(read.offset(path), "fact_of_period", message, "name the duty that it proves");
                None
            }
            Ok(condition) => Some(condition),
            Err(Fault { at, code, message, hint }) => {
                // The text begins one quote after its value.
                let offset = read.offset(path).saturating_add(at).saturating_add(1);
                self.tell(offset, code, format!("{message} (in `{text}`)"), &hint);
                None
            }
        }
    }

    /// Scenarios name known targets and facts, and every target that the topmost pack writes is held and missed in one.
    pub(crate) fn check_target_scenarios(
        &mut self,
        scenarios: &[Read<'_, TargetScenario>],
        targets: &[Read<'_, Target>],
        top: usize,
    ) {
        let (mut ids, mut shown) = (BTreeSet::new(), BTreeSet::new());
        for read in scenarios {
            let s = &read.value;
            if !ids.insert(s.id.as_str()) {
                let message = format!("there are two scenarios `{}`", s.id);
                self.tell(read.offset(&["id"]), "scenario_id_twice", message, "give this one another id");
            }
            if targets.iter().all(|t| t.value.file.id != s.target) {
                let message = format!("there is no target `{}`", s.target);
                self.tell(read.offset(&["target"]), "target_unknown", message, "check the spelling");
            }
            for case in &s.cases {
                shown.insert((s.target.as_str(), case.expect));
                for (name, value) in &case.facts {
                    let at = read.offset(&["cases"]);
                    match FactKey::find(name) {
                        None => {
                            let hint = format!("did you mean `{}`?", FactKey::nearest(name));
                            self.tell(at, "fact_unknown", format!("there is no fact `{name}`"), &hint);
                        }
                        Some(key) if value.fact(key).is_none() => {
                            let message = format!("`{name}` takes a {}", key.def().kind.name());
                            self.tell(at, "condition_type", message, key.def().doc);
                        }
                        Some(_) => {}
                    }
                }
            }
        }
        for target in targets.iter().filter(|t| t.layer == top) {
            let id = target.value.file.id.as_str();
            if [Stand::Holds, Stand::Misses].iter().any(|stand| !shown.contains(&(id, *stand))) {
                let message = format!("no scenario shows who fulfils `{id}` and who does not");
                let hint = "add target-scenarios/<name>.toml with cases that expect holds and misses";
                self.tell(target.offset(&["id"]), "target_without_scenario", message, hint);
            }
        }
    }
}

fn frame(t: &TargetFile) -> Frame<'_> {
    Frame { id: &t.id, title: &t.title, basis: &t.basis, valid_from: t.valid_from, valid_to: t.valid_to }
}
