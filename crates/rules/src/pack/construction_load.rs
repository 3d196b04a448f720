//! What kinds of work must fulfil beyond their shape.

use std::collections::BTreeSet;

use anlu_domain::time::CivilDay;

use super::{
    DutyTime, PartyDuty, RiskMethod, WorkKind,
    construction::Work,
    load::{Draft, Read, Reader},
    risk_load::{Frame, overlapping},
};
use crate::construction;

impl<'s> Reader<'s> {
    /// Kinds of work by id, then by validity.
    pub(crate) fn construction(
        &mut self,
        drafts: Vec<(Draft<'s>, Option<CivilDay>)>,
        methods: &[RiskMethod],
    ) -> Vec<WorkKind> {
        let mut all = self.dated::<WorkKind>(drafts, |k, to| k.valid_to = to(k.valid_to));
        all.sort_by(|a, b| (&a.value.id, a.value.valid_from).cmp(&(&b.value.id, b.value.valid_from)));
        let values: Vec<WorkKind> = all.iter().map(|r| r.value.clone()).collect();
        for read in &all {
            self.frame(read, &frame(&read.value));
            self.check_work(read, methods);
            self.check_work_examples(read, &values);
        }
        let frames: Vec<Frame<'_>> = values.iter().map(frame).collect();
        let overlaps = overlapping(&frames);
        self.tell_overlaps(&all, &overlaps);
        values
    }

    fn check_work(&mut self, read: &Read<'_, WorkKind>, methods: &[RiskMethod]) {
        let k = &read.value;
        if k.every != k.points.is_empty() {
            let message = String::from("a kind of work has points, what holds for every kind has none");
            self.tell(read.offset(&["points"]), "work_points", message, "add [[points]], or every = true");
        }
        let method = methods.iter().find(|m| m.id == k.method && m.valid_on(k.valid_from));
        match method {
            Some(method) => {
                for point in &k.points {
                    self.check_point(read, point, method);
                }
            }
            None if k.points.is_empty() => {}
            None => {
                let message = format!("there is no method `{}` on {}", k.method, k.valid_from);
                self.tell(read.offset(&["method"]), "risk_method_unknown", message, "see the files below risk/");
            }
        }
        let at = read.offset(&["duties"]);
        let mut keys = BTreeSet::new();
        let points = k.points.iter().map(|p| (&p.key, "points"));
        for (key, part) in k.duties.iter().map(|d| (&d.key, "duties")).chain(points) {
            if key.trim().is_empty() || !keys.insert((part, key)) {
                let message = format!("the key `{key}` is empty or stands twice in {part}");
                self.tell(at, "work_key", message, "give each its own key");
            }
        }
        for duty in &k.duties {
            self.check_party_duty(at, k, duty);
        }
    }

    fn check_party_duty(&mut self, at: usize, kind: &WorkKind, duty: &PartyDuty) {
        let texts = [&duty.title.zh, &duty.title.en, &duty.clause.zh, &duty.clause.en];
        if texts.iter().any(|t| t.trim().is_empty()) {
            let message = format!("`{}` lacks title or clause", duty.key);
            self.tell(at, "text_missing", message, "write zh and en; people read them on their screens");
        }
        if duty.time == DutyTime::EveryDays(0) {
            let message = format!("`{}` would be due again on the same day", duty.key);
            self.tell(at, "param_out_of_range", message, "every_days = 1 or more");
        }
        if duty.gate && matches!(duty.time, DutyTime::EveryDays(_)) {
            let message = format!("`{}` opens the work and comes again", duty.key);
            self.tell(at, "work_gate", message, "a gate is done once: time = { before_start = 0 }");
        }
        if duty.large && kind.large.is_none() {
            let message = format!("`{}` is only for large work, and the kind does not say what is large", duty.key);
            self.tell(at, "work_large", message, "write large = { zh = …, en = … }");
        }
        if duty.measures.is_empty() != duty.answered_by.is_none() {
            let message = format!("`{}` measures, or says who answers, and not both", duty.key);
            self.tell(at, "work_measures", message, "measures and answered_by go together");
        }
        let mut keys = BTreeSet::new();
        for m in &duty.measures {
            if !keys.insert(&m.key) || !m.limit.is_finite() || m.unit.trim().is_empty() || m.title.zh.trim().is_empty()
            {
                let message = format!("the measure `{}` stands twice, or lacks title, unit or limit", m.key);
                self.tell(at, "work_measures", message, "key, title, unit and limit for each");
            }
        }
    }

    fn check_work_examples(&mut self, read: &Read<'_, WorkKind>, all: &[WorkKind]) {
        let k = &read.value;
        // What holds for every kind is shown by the examples of the kinds.
        if k.every {
            return;
        }
        let at = read.offset(&["examples"]);
        if k.examples.is_empty() {
            let message = String::from("a kind of work needs an example");
            self.tell(at, "work_examples", message, "add [[examples]] with title, day, named and expect");
        }
        for example in &k.examples {
            let Some(work) = Work::of(all, &k.id, example.day) else {
                let message = format!("{} is not in force on {}", k.id, example.day);
                self.tell(at, "work_examples", message, "a day on which the kind is in force");
                continue;
            };
            if let Some(odd) = example.done.iter().find(|d| work.duty(&d.duty).is_none()) {
                let message = format!("there is no duty `{}`", odd.duty);
                self.tell(at, "work_examples", message, "kind and key, e.g. pit.deep/scheme");
            }
            let (mut found, mut wanted) = (construction::example(&work, example), example.expect.clone());
            found.sort();
            wanted.sort();
            if found != wanted {
                let message = format!("`{}` gives {found:?}", example.title.en);
                self.tell(at, "work_example_failed", message, "correct the duties, or what is expected");
            }
        }
    }
}

fn frame(k: &WorkKind) -> Frame<'_> {
    Frame { id: &k.id, title: &k.title, basis: &k.basis, valid_from: k.valid_from, valid_to: k.valid_to }
}
