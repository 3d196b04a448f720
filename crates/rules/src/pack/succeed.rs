//! One version of a pack follows another on a day: what was in force before stays in force for what lies before.
//!
//! Duties, criteria of major hazards and their intervals, periods of the penalty procedure, the discretion table and
//! kinds of work carry over. A duty that both versions hold in the same words goes on as if nothing had happened; one that
//! differs ends the day before, and the new one begins on the day; one that is gone ends. The planner picks the version
//! by the day it judges, so that a period that was over before is judged as it was.

use anlu_domain::time::CivilDay;

use super::{
    Criterion, DiscretionFile, EnforcementTerm, GovernanceRules, Pack, WorkKind,
    duty::{Duty, DutyFile},
};

/// `new` from the day `from` on, `old` before.
pub fn succeed(old: &Pack, new: &Pack, from: CivilDay) -> Pack {
    let mut duties: Vec<Duty> = Vec::new();
    for before in &old.duties {
        if new.duties.iter().any(|after| goes_on(&before.file, &after.file, from)) {
            duties.push(before.clone());
            continue;
        }
        let mut ended = before.clone();
        let last = from.plus_days(-1);
        ended.file.valid_to = Some(ended.file.valid_to.map_or(last, |to| to.min(last)));
        duties.extend(Some(ended).filter(|d| d.file.valid_to >= Some(d.file.valid_from)));
    }
    for after in &new.duties {
        if old.duties.iter().any(|before| goes_on(&before.file, &after.file, from)) {
            continue;
        }
        let mut begun = after.clone();
        begun.file.valid_from = begun.file.valid_from.max(from);
        duties.extend(Some(begun).filter(|d| d.file.valid_to.is_none_or(|to| to >= d.file.valid_from)));
    }
    duties.sort_by(|a, b| (&a.file.id, a.file.valid_from).cmp(&(&b.file.id, b.file.valid_from)));
    let criteria = carried(&old.criteria, &new.criteria, from);
    let governance = carried(&old.governance, &new.governance, from);
    let enforcement = carried(&old.enforcement, &new.enforcement, from);
    let discretion = carried(&old.discretion, &new.discretion, from);
    let construction = carried(&old.construction, &new.construction, from);
    Pack { duties, criteria, governance, enforcement, discretion, construction, ..new.clone() }
}

/// What is in force from a day to a day.
trait Dated: Clone + PartialEq {
    fn id(&self) -> &str;
    fn span(&mut self) -> (&mut CivilDay, &mut Option<CivilDay>);
}

impl Dated for Criterion {
    fn id(&self) -> &str {
        &self.id
    }

    fn span(&mut self) -> (&mut CivilDay, &mut Option<CivilDay>) {
        (&mut self.valid_from, &mut self.valid_to)
    }
}

impl Dated for GovernanceRules {
    fn id(&self) -> &str {
        &self.id
    }

    fn span(&mut self) -> (&mut CivilDay, &mut Option<CivilDay>) {
        (&mut self.valid_from, &mut self.valid_to)
    }
}

impl Dated for EnforcementTerm {
    fn id(&self) -> &str {
        &self.id
    }

    fn span(&mut self) -> (&mut CivilDay, &mut Option<CivilDay>) {
        (&mut self.valid_from, &mut self.valid_to)
    }
}

impl Dated for DiscretionFile {
    fn id(&self) -> &str {
        &self.id
    }

    fn span(&mut self) -> (&mut CivilDay, &mut Option<CivilDay>) {
        (&mut self.valid_from, &mut self.valid_to)
    }
}

impl Dated for WorkKind {
    fn id(&self) -> &str {
        &self.id
    }

    fn span(&mut self) -> (&mut CivilDay, &mut Option<CivilDay>) {
        (&mut self.valid_from, &mut self.valid_to)
    }
}

/// As with duties: what both hold goes on, what differs ends the day before and begins on the day.
fn carried<T: Dated>(old: &[T], new: &[T], from: CivilDay) -> Vec<T> {
    let same = |before: &T, after: &T| {
        let (mut before, mut after) = (before.clone(), after.clone());
        let begin = *after.span().0;
        let both_before = *before.span().0 <= from && begin <= from;
        let equal = *before.span().0 == begin;
        *before.span().0 = begin;
        before == after && (both_before || equal)
    };
    let mut all: Vec<T> = Vec::new();
    for before in old {
        if new.iter().any(|after| same(before, after)) {
            all.push(before.clone());
            continue;
        }
        let mut ended = before.clone();
        let (begin, to) = ended.span();
        let last = from.plus_days(-1);
        *to = Some(to.map_or(last, |to| to.min(last)));
        if *to >= Some(*begin) {
            all.push(ended);
        }
    }
    for after in new.iter().filter(|after| !old.iter().any(|before| same(before, after))) {
        let mut begun = after.clone();
        let (begin, to) = begun.span();
        *begin = (*begin).max(from);
        if to.is_none_or(|to| to >= *begin) {
            all.push(begun);
        }
    }
    all.sort_by(|a, b| {
        let (mut x, mut y) = (a.clone(), b.clone());
        (a.id(), *x.span().0).cmp(&(b.id(), *y.span().0))
    });
    all
}

/// Whether a duty is the same before and after the day. From when it was in force may differ when both were before it.
fn goes_on(before: &DutyFile, after: &DutyFile, from: CivilDay) -> bool {
    let both_before = before.valid_from <= from && after.valid_from <= from;
    let same = DutyFile { valid_from: after.valid_from, ..before.clone() };
    same == *after && (both_before || before.valid_from == after.valid_from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{Layer, load, tests::national};

    fn day(text: &str) -> CivilDay {
        CivilDay::parse_iso(text).unwrap()
    }

    fn over(files: &[(&str, &str)]) -> Pack {
        let manifest = "id = \"local\"\nversion = \"1\"\nextends = \"national\"\ntitle = { zh = \"地方\", en = \"Local\" }\nvalid_from = \"2026-11-01\"\n";
        let mut all = vec![(String::from("pack.toml"), manifest.to_owned())];
        all.extend(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
        super::super::load_draft(&[national(), Layer { folder: String::from("local"), files: all }]).unwrap()
    }

    fn versions(pack: &Pack, id: &str) -> Vec<(String, Option<String>)> {
        let all = pack.duties.iter().filter(|d| d.file.id == id);
        all.map(|d| (d.file.valid_from.to_string(), d.file.valid_to.map(|t| t.to_string()))).collect()
    }

    #[test]
    fn what_differs_ends_and_begins_on_the_day_and_the_way_back_is_a_third_version() {
        let old = load(&[national()]).unwrap();
        let new = over(&[("duties/drill.toml", "id = \"drill\"\nfrequency = { every = \"month\" }\n")]);
        let merged = succeed(&old, &new, day("2026-12-01"));
        let before = old.duties.iter().find(|d| d.file.id == "drill").unwrap().file.valid_from.to_string();
        let want = [(before.clone(), Some(String::from("2026-11-30"))), (String::from("2026-12-01"), None)];
        assert_eq!(versions(&merged, "drill"), want);
        assert_eq!(versions(&merged, "statement.principal"), versions(&old, "statement.principal"), "untouched");
        let back = succeed(&merged, &old, day("2027-01-01"));
        let want = [
            (before, Some(String::from("2026-11-30"))),
            (String::from("2026-12-01"), Some(String::from("2026-12-31"))),
            (String::from("2027-01-01"), None),
        ];
        assert_eq!(versions(&back, "drill"), want);
        assert_eq!(succeed(&merged, &new, day("2027-01-01")).duties, merged.duties, "the same again changes nothing");
    }
}
