//! What lists of inspection items must fulfil beyond their shape.

use std::collections::BTreeSet;

use anlu_domain::{
    draw::plan::{MAX_TEAM, MAX_WEIGHT},
    time::CivilDay,
};

use super::{
    InspectionList,
    load::{Draft, Reader},
    risk_load::{Frame, overlapping},
};
use crate::{
    condition::Condition,
    facts::{FactKey, FactType},
};

/// Most items of a list.
const MAX_ITEMS: usize = 100;

impl<'s> Reader<'s> {
    /// Lists by id, then by validity.
    pub(crate) fn inspections(&mut self, drafts: Vec<(Draft<'s>, Option<CivilDay>)>) -> Vec<InspectionList> {
        let mut all = self.dated::<InspectionList>(drafts, |t, to| t.valid_to = to(t.valid_to));
        all.sort_by(|a, b| (&a.value.id, a.value.valid_from).cmp(&(&b.value.id, b.value.valid_from)));
        let frames: Vec<Frame<'_>> = all.iter().map(|r| frame(&r.value)).collect();
        let overlaps = overlapping(&frames);
        self.tell_overlaps(&all, &overlaps);
        for read in &all {
            let list = &read.value;
            self.frame(read, &frame(list));
            let among = self.of_subject(read, &["among"], &list.among);
            if let Some(key) = among.iter().flat_map(Condition::facts).find(|k| k.def().name.starts_with("person.")) {
                let message = format!("`{}` is a fact of people; subjects are enterprises", key.def().name);
                self.tell(read.offset(&["among"]), "campaign_subject", message, "ask for facts of enterprises");
            }
            if let Some((path, message, hint)) = fault(list) {
                self.tell(read.offset(&[path]), "inspection_list", message, hint);
            }
        }
        all.into_iter().map(|r| r.value).collect()
    }
}

/// The first thing that does not hold: member, what, and what to write.
fn fault(list: &InspectionList) -> Option<(&'static str, String, &'static str)> {
    let mut codes = BTreeSet::new();
    let filled = |text: &str| !text.trim().is_empty();
    let sound =
        |i: &super::InspectionItem| filled(&i.code) && filled(&i.title.zh) && filled(&i.title.en) && filled(&i.clause);
    if !list.items.iter().all(|i| sound(i) && codes.insert(&i.code)) || !(1..=MAX_ITEMS).contains(&list.items.len()) {
        let message = String::from("the items are none, too many, without words or there twice");
        return Some(("items", message, "write [[items]] with code, title.zh, title.en and clause"));
    }
    if list.departments.is_empty() || !list.departments.iter().all(|d| filled(d)) {
        return Some(("departments", String::from("no department inspects"), "name at least one department"));
    }
    let plan = &list.plan;
    let ascending = plan.months.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
    let months = ascending && !plan.months.is_empty() && plan.months.iter().all(|m| (1..=12).contains(m));
    let team = u32::from(plan.team) <= MAX_TEAM && plan.team > 0 && (list.departments.len() < 2 || plan.team > 1);
    if !months || !(1..=100).contains(&plan.percent) || !team || !(1..=366).contains(&plan.days) {
        let message = String::from("months, percent, team or days are out of range");
        return Some(("plan", message, "months 1 to 12 ascending, percent 1 to 100, team 1 to 5, days 1 to 366"));
    }
    let grades = FactKey::find("enterprise.grade").map(|k| k.def().kind);
    let known = |grade: &str| matches!(grades, Some(FactType::Word(words)) if words.contains(&grade));
    let mut told = BTreeSet::new();
    let mut frequency = list.frequency.iter();
    if !frequency.all(|f| known(&f.grade) && told.insert(&f.grade) && f.months > 0 && f.weight <= MAX_WEIGHT) {
        let message = String::from("a grade is unknown or there twice, or its months or weight are out of range");
        return Some(("frequency", message, "write [[frequency]] with grade, months from 1 and weight up to 1000"));
    }
    None
}

fn frame(t: &InspectionList) -> Frame<'_> {
    Frame { id: &t.id, title: &t.title, basis: &t.basis, valid_from: t.valid_from, valid_to: t.valid_to }
}
