//! What periods of the penalty procedure and the discretion table must fulfil beyond their shape.

use anlu_domain::{
    case::{PartyKind, clock::TermKey},
    party::sector::Sector,
    time::CivilDay,
};

use super::{
    DiscretionFile, EnforcementTerm,
    enforcement::{circumstance, measure},
    load::{Draft, Read, Reader},
    risk_load::{Frame, overlapping},
};

impl<'s> Reader<'s> {
    /// Periods and amounts by id, then by validity.
    pub(crate) fn enforcement(&mut self, drafts: Vec<(Draft<'s>, Option<CivilDay>)>) -> Vec<EnforcementTerm> {
        let mut all = self.dated::<EnforcementTerm>(drafts, |t, to| t.valid_to = to(t.valid_to));
        all.sort_by(|a, b| (&a.value.id, a.value.valid_from).cmp(&(&b.value.id, b.value.valid_from)));
        for read in &all {
            let t = &read.value;
            self.frame(read, &of_term(t));
            if t.key().is_none() {
                let known: Vec<&str> = TermKey::ALL.iter().map(|k| k.1).collect();
                let message = format!("there is no period `{}`", t.id);
                self.tell(read.offset(&["id"]), "enforcement_unknown", message, &known.join(", "));
            }
            if t.of_unit().is_none() {
                let message = format!("there is no unit `{}`", t.unit);
                let hint = "calendar_days, working_days, months, yuan, permille_per_day";
                self.tell(read.offset(&["unit"]), "enforcement_unit", message, hint);
            }
            if t.amount == 0 || (t.extension == 0) != (t.extensions == 0) {
                let message = String::from("the amount is 0, or an extension is half said");
                let hint = "write extension and extensions, or neither";
                self.tell(read.offset(&["amount"]), "param_out_of_range", message, hint);
            }
        }
        let frames: Vec<Frame<'_>> = all.iter().map(|r| of_term(&r.value)).collect();
        let overlaps = overlapping(&frames);
        self.tell_overlaps(&all, &overlaps);
        all.into_iter().map(|r| r.value).collect()
    }

    /// Violations by id, then by validity.
    pub(crate) fn discretion(&mut self, drafts: Vec<(Draft<'s>, Option<CivilDay>)>) -> Vec<DiscretionFile> {
        let mut all = self.dated::<DiscretionFile>(drafts, |d, to| d.valid_to = to(d.valid_to));
        all.sort_by(|a, b| (&a.value.id, a.value.valid_from).cmp(&(&b.value.id, b.value.valid_from)));
        let persons: Vec<String> =
            all.iter().filter(|r| r.value.party == PartyKind::Person.as_str()).map(|r| r.value.id.clone()).collect();
        for read in &all {
            self.frame(read, &of_violation(&read.value));
            self.check_violation(read, &persons);
        }
        let frames: Vec<Frame<'_>> = all.iter().map(|r| of_violation(&r.value)).collect();
        let overlaps = overlapping(&frames);
        self.tell_overlaps(&all, &overlaps);
        all.into_iter().map(|r| r.value).collect()
    }

    fn check_violation(&mut self, read: &Read<'_, DiscretionFile>, persons: &[String]) {
        let d = &read.value;
        if PartyKind::ALL.iter().all(|p| p.1 != d.party) {
            let message = format!("there is no party `{}`", d.party);
            self.tell(read.offset(&["party"]), "discretion_party", message, "unit or person");
        }
        if d.person.as_ref().is_some_and(|id| !persons.contains(id)) {
            let message = String::from("there is no such violation of a person");
            self.tell(
                read.offset(&["person"]),
                "discretion_person",
                message,
                "the id of a file with party = \"person\"",
            );
        }
        for sector in d.sectors.iter().filter(|s| Sector::ALL.iter().all(|known| known.1 != **s)) {
            let message = format!("there is no sector `{sector}`");
            self.tell(read.offset(&["sectors"]), "sector_unknown", message, "e.g. repair, hazmat, freight");
        }
        let at = read.offset(&["tiers"]);
        if d.tiers.is_empty() {
            self.tell(at, "discretion_empty", String::from("there is no row"), "add [[tiers]]");
        }
        for tier in &d.tiers {
            if tier.min > tier.max || (tier.of_income && tier.max > 1_000) {
                let message = format!("{} to {}", tier.min, tier.max);
                self.tell(
                    at,
                    "param_out_of_range",
                    message,
                    "min not above max; shares of income up to 1000 per mille",
                );
            }
            for name in tier.when.iter().chain(&tier.unless).filter(|n| circumstance(n).is_none()) {
                let message = format!("there is no circumstance `{name}`");
                self.tell(
                    at,
                    "circumstance_unknown",
                    message,
                    "e.g. first, minor, mended, late, refused, repeat, harm",
                );
            }
            for name in tier.measures.iter().filter(|n| measure(n).is_none()) {
                let message = format!("there is no measure `{name}`");
                self.tell(at, "measure_unknown", message, "e.g. warning, rectify, suspension, closure");
            }
        }
        let at = read.offset(&["examples"]);
        if d.examples.is_empty() {
            let message = String::from("a violation needs an example");
            self.tell(at, "discretion_examples", message, "add [[examples]] with given, min and max");
        }
        for example in &d.examples {
            for name in example.given.iter().filter(|n| circumstance(n).is_none()) {
                let message = format!("there is no circumstance `{name}`");
                self.tell(
                    at,
                    "circumstance_unknown",
                    message,
                    "e.g. first, minor, mended, late, refused, repeat, harm",
                );
            }
            if !d.holds(example) {
                let message = format!("{:?} does not come out as {} to {}", example.given, example.min, example.max);
                self.tell(at, "discretion_example_failed", message, "correct the rows, or the example");
            }
        }
    }
}

fn of_term(t: &EnforcementTerm) -> Frame<'_> {
    Frame { id: &t.id, title: &t.title, basis: &t.basis, valid_from: t.valid_from, valid_to: t.valid_to }
}

fn of_violation(d: &DiscretionFile) -> Frame<'_> {
    Frame { id: &d.id, title: &d.title, basis: &d.basis, valid_from: d.valid_from, valid_to: d.valid_to }
}
