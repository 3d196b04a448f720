//! From duty files to compiled duties, with the origin of every key; what a duty must fulfil beyond its shape.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    duty::{Duty, DutyFile, Frequency, Origin, Quantity, Schedule},
    duty_scenario::DutyScenario,
    load::{Draft, Read, Reader},
};
use crate::{
    condition::{Condition, Fault},
    facts::{FactKey, FactType},
};

impl<'s> Reader<'s> {
    /// Compiles the duties. Every fault is told; a duty with one is left out.
    pub(crate) fn duties(
        &mut self,
        drafts: Vec<(Draft<'s>, Option<anlu_domain::time::CivilDay>)>,
    ) -> Vec<Read<'s, Duty>> {
        let mut duties = Vec::new();
        for (draft, cut) in drafts {
            let Some(mut read) = self.read::<DutyFile>(draft) else { continue };
            read.value.valid_to = match (read.value.valid_to, cut) {
                (Some(to), Some(cut)) => Some(to.min(cut)),
                (to, cut) => to.or(cut),
            };
            self.check_duty(&read);
            if let Some(duty) = self.compile(&read) {
                duties.push(Read { value: duty, table: read.table, layer: read.layer, start: read.start });
            }
        }
        duties.sort_by(|a, b| {
            (&a.value.file.id, a.value.file.valid_from).cmp(&(&b.value.file.id, b.value.file.valid_from))
        });
        for pair in duties.windows(2) {
            let [a, b] = pair else { continue };
            let (first, second) = (&a.value.file, &b.value.file);
            if first.id == second.id && first.valid_to.is_none_or(|to| to >= second.valid_from) {
                let message =
                    format!("two versions of `{}` are in force at once (from {})", first.id, second.valid_from);
                let hint = "end the older one with valid_to, or give this one another id";
                self.tell(b.offset(&["valid_from"]), "validity_overlap", message, hint);
            }
        }
        duties
    }

    fn check_duty(&mut self, read: &Read<'_, DutyFile>) {
        let d = &read.value;
        for (path, text) in [
            (&["title", "zh"][..], &d.title.zh),
            (&["title", "en"], &d.title.en),
            (&["post"], &d.post),
            (&["basis", "law"], &d.basis.law),
            (&["basis", "article"], &d.basis.article),
        ] {
            if text.trim().is_empty() {
                let message = format!("{} is empty", path.join("."));
                self.tell(read.offset(path), "text_missing", message, "write it; people read it on their screens");
            }
        }
        if d.valid_to.is_some_and(|to| to < d.valid_from) {
            let message = String::from("the duty ends before it begins");
            self.tell(read.offset(&["valid_to"]), "validity_reversed", message, "valid_to is the last day in force");
        }
        // A duty that hangs on the end of a date is settled when the date moves on.
        let renewed = matches!(d.frequency, Frequency::Before(_));
        if d.proof.records.is_empty() && d.proof.facts.is_none() && !renewed {
            let message = String::from("nothing can prove this duty");
            self.tell(read.offset(&["proof"]), "proof_missing", message, "name records = [\"…\"] or facts = \"…\"");
        }
        let l = &d.ladder;
        if !(l.grid_chief <= l.bureau && l.bureau <= l.interview && l.case_proposal.is_none_or(|c| l.interview <= c)) {
            let message = String::from("the steps of the ladder are out of order");
            let hint = "grid_chief, bureau, interview, case_proposal must not come earlier than the one before";
            self.tell(read.offset(&["ladder"]), "ladder_order", message, hint);
        }
    }

    fn compile(&mut self, read: &Read<'_, DutyFile>) -> Option<Duty> {
        let d = &read.value;
        let when = self.condition(read, &["when"], &d.when);
        if when.as_ref().is_some_and(Condition::impossible) {
            let message = String::from("nobody can ever owe this duty: its condition is never true");
            self.tell(read.offset(&["when"]), "duty_unreachable", message, "correct the condition or delete the duty");
        }
        let frequency = self.schedule(read, &["frequency"], &d.frequency);
        let variants: Option<Vec<_>> = d
            .variants
            .iter()
            .map(|v| {
                let when = self.condition(read, &["variants"], &v.when);
                let frequency = self.schedule(read, &["variants"], &v.frequency);
                Some((when?, frequency?))
            })
            .collect();
        let facts = match &d.proof.facts {
            Some(text) => Some(self.condition(read, &["proof", "facts"], text)?),
            None => None,
        };
        self.check_periods_of_facts(read, when.as_ref(), variants.as_deref(), facts.as_ref());
        let share = match &d.proof.quantity {
            Some(Quantity::Share(s)) => {
                Some((self.fact_of(read, &["proof", "quantity"], &s.fact, FactType::Int)?, s.permille))
            }
            _ => None,
        };
        Some(Duty {
            origins: self.origins(read),
            file: d.clone(),
            when: when?,
            frequency: frequency?,
            variants: variants?,
            facts,
            share,
        })
    }

    /// A fact that has a value for each period proves duties of calendar periods, and decides nothing else.
    fn check_periods_of_facts(
        &mut self,
        read: &Read<'_, DutyFile>,
        when: Option<&Condition>,
        variants: Option<&[(Condition, Schedule)]>,
        proof: Option<&Condition>,
    ) {
        let asks = |c: &Condition| c.facts().into_iter().find(|k| k.def().of_period);
        let chosen = when.and_then(asks).map(|k| ("when", k));
        let varied = variants.into_iter().flatten().find_map(|(c, _)| asks(c)).map(|k| ("variants", k));
        for (place, key) in chosen.into_iter().chain(varied) {
            let message = format!("`{}` has a value for each period and cannot decide who owes a duty", key.def().name);
            self.tell(read.offset(&[place]), "fact_of_period", message, "ask for it in proof.facts only");
        }
        let calendar = |f: &Frequency| matches!(f, Frequency::Every(_));
        let d = &read.value;
        let everywhere = calendar(&d.frequency) && d.variants.iter().all(|v| calendar(&v.frequency));
        if let Some(key) = proof.and_then(asks).filter(|_| !everywhere) {
            let message = format!("`{}` has a value for each calendar period, and this duty has none", key.def().name);
            self.tell(
                read.offset(&["proof", "facts"]),
                "fact_of_period",
                message,
                "write frequency = { every = \"…\" }",
            );
        }
    }

    fn condition(&mut self, read: &Read<'_, DutyFile>, path: &[&str], text: &str) -> Option<Condition> {
        match Condition::compile(text) {
            Ok(condition) => Some(condition),
            Err(Fault { at, code, message, hint }) => {
                // The text begins one quote after its value; inside lists only the list has a place.
                let inner = if path.contains(&"variants") { 0 } else { at.saturating_add(1) };
                let message = format!("{message} (in `{text}`)");
                self.tell(read.offset(path).saturating_add(inner), code, message, &hint);
                None
            }
        }
    }

    fn fact_of(&mut self, read: &Read<'_, DutyFile>, path: &[&str], name: &str, kind: FactType) -> Option<FactKey> {
        let Some(key) = FactKey::find(name) else {
            let hint = format!("did you mean `{}`?", FactKey::nearest(name));
            self.tell(read.offset(path), "fact_unknown", format!("there is no fact `{name}`"), &hint);
            return None;
        };
        if key.def().kind != kind {
            let message = format!("`{name}` is a {}, a {} is needed", key.def().kind.name(), kind.name());
            self.tell(read.offset(path), "condition_type", message, "see the fact schema in docs/DUTIES.md");
            return None;
        }
        Some(key)
    }

    fn schedule(&mut self, read: &Read<'_, DutyFile>, path: &[&str], frequency: &Frequency) -> Option<Schedule> {
        Some(match frequency {
            Frequency::Every(every) => Schedule::Every(every.cadence()),
            Frequency::Before(b) => Schedule::Before(self.fact_of(read, path, &b.fact, FactType::Day)?, b.open_days),
            Frequency::After(a) => Schedule::After(self.fact_of(read, path, &a.fact, FactType::Day)?, a.days),
            Frequency::Always(a) => Schedule::Always(a.days),
        })
    }

    fn origins(&self, read: &Read<'_, DutyFile>) -> BTreeMap<String, Origin> {
        let keys = read.table.get_ref().iter();
        keys.map(|(key, value)| {
            let place = self.sources.problem(value.span().start, "", String::new(), String::new());
            (key.get_ref().to_string(), Origin { file: place.file, line: place.line })
        })
        .collect()
    }

    /// Scenarios name known duties and facts, and every duty that the topmost pack writes is expected in one.
    pub(crate) fn check_duty_scenarios(
        &mut self,
        scenarios: &[Read<'_, DutyScenario>],
        duties: &[Read<'_, Duty>],
        top: usize,
    ) {
        let mut ids = BTreeSet::new();
        let mut expected = BTreeSet::new();
        for read in scenarios {
            let s = &read.value;
            if !ids.insert(s.id.as_str()) {
                let message = format!("there are two scenarios `{}`", s.id);
                self.tell(read.offset(&["id"]), "scenario_id_twice", message, "give this one another id");
            }
            if !duties.iter().any(|d| d.value.file.id == s.duty) {
                let message = format!("there is no duty `{}`", s.duty);
                self.tell(read.offset(&["duty"]), "duty_unknown", message, "check the spelling");
            }
            if !s.expect.is_empty() {
                expected.insert(s.duty.as_str());
            }
            let lasting = s.facts.iter().map(|fact| (fact, false));
            let periods = s.periods.iter().flat_map(|p| &p.facts).map(|fact| (fact, true));
            for ((name, value), of_period) in lasting.chain(periods) {
                let at = if of_period { read.offset(&["periods"]) } else { read.offset(&["facts", name]) };
                match FactKey::find(name) {
                    None => {
                        let hint = format!("did you mean `{}`?", FactKey::nearest(name));
                        self.tell(at, "fact_unknown", format!("there is no fact `{name}`"), &hint);
                    }
                    Some(key) if value.fact(key).is_none() => {
                        let message = format!("`{name}` takes a {}", key.def().kind.name());
                        self.tell(at, "condition_type", message, key.def().doc);
                    }
                    Some(key) if key.def().of_period != of_period => {
                        let (message, hint) = if of_period {
                            (format!("`{name}` has one value for all time"), "write it below [facts]")
                        } else {
                            (format!("`{name}` has a value for each period"), "write it below [[periods]]")
                        };
                        self.tell(at, "fact_of_period", message, hint);
                    }
                    Some(_) => {}
                }
            }
        }
        for duty in duties.iter().filter(|d| d.layer == top && !expected.contains(d.value.file.id.as_str())) {
            let message = format!("no scenario expects a task of `{}`", duty.value.file.id);
            let hint = "add duty-scenarios/<name>.toml with at least one [[expect]]";
            self.tell(duty.offset(&["id"]), "duty_without_scenario", message, hint);
        }
    }
}
