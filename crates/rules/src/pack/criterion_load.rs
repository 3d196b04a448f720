//! What criteria of major hazards and their intervals must fulfil beyond their shape.

use anlu_domain::{party::sector::Sector, time::CivilDay};

use super::{
    Criterion, GovernanceRules,
    load::{Draft, Read, Reader},
    risk_load::{Frame, overlapping},
};

/// Longest interval, days and months.
const MOST: u16 = 366;

impl<'s> Reader<'s> {
    /// Criteria by id, then by validity.
    pub(crate) fn criteria(&mut self, drafts: Vec<(Draft<'s>, Option<CivilDay>)>) -> Vec<Criterion> {
        let mut all = self.dated::<Criterion>(drafts, |c, to| c.valid_to = to(c.valid_to));
        all.sort_by(|a, b| (&a.value.id, a.value.valid_from).cmp(&(&b.value.id, b.value.valid_from)));
        for read in &all {
            self.frame(read, &of_criterion(&read.value));
            self.check_criterion(read);
        }
        let frames: Vec<Frame<'_>> = all.iter().map(|r| of_criterion(&r.value)).collect();
        let overlaps = overlapping(&frames);
        self.tell_overlaps(&all, &overlaps);
        all.into_iter().map(|r| r.value).collect()
    }

    fn check_criterion(&mut self, read: &Read<'_, Criterion>) {
        let c = &read.value;
        if c.clause.zh.trim().is_empty() || c.clause.en.trim().is_empty() {
            let message = String::from("the clause is empty");
            self.tell(read.offset(&["clause"]), "text_missing", message, "write zh and en; hazards keep it");
        }
        for sector in c.sectors.iter().filter(|s| Sector::ALL.iter().all(|known| known.1 != **s)) {
            let message = format!("there is no sector `{sector}`");
            self.tell(read.offset(&["sectors"]), "sector_unknown", message, "e.g. repair, hazmat, freight");
        }
        if c.words.iter().any(|group| group.is_empty() || group.iter().any(|w| w.trim().is_empty())) {
            let message = String::from("a group of words is empty");
            self.tell(read.offset(&["words"]), "criterion_words", message, "leave it out, or write its words");
        }
        let at = read.offset(&["examples"]);
        let both = [true, false].map(|m| c.examples.iter().any(|e| e.major == m));
        // What has no words is never proposed: its examples can only say so.
        if !both[1] || (!both[0] && !c.words.is_empty()) {
            let message = String::from("a criterion needs an example that meets it and one that does not");
            self.tell(at, "criterion_examples", message, "add [[examples]] with major = true and with major = false");
        }
        for example in &c.examples {
            if c.proposed(&example.text, &example.sectors) != example.major {
                let message = format!("`{}` comes out as major = {}", example.text, !example.major);
                self.tell(at, "criterion_example_failed", message, "correct the words, or the example");
            }
        }
    }

    /// Intervals by id, then by validity.
    pub(crate) fn governance(&mut self, drafts: Vec<(Draft<'s>, Option<CivilDay>)>) -> Vec<GovernanceRules> {
        let mut all = self.dated::<GovernanceRules>(drafts, |g, to| g.valid_to = to(g.valid_to));
        all.sort_by(|a, b| (&a.value.id, a.value.valid_from).cmp(&(&b.value.id, b.value.valid_from)));
        for read in &all {
            let g = &read.value;
            self.frame(read, &of_governance(g));
            if g.id != "major" {
                let message = format!("there are no intervals `{}`", g.id);
                self.tell(read.offset(&["id"]), "governance_unknown", message, "id = \"major\"");
            }
            for (key, value) in [
                ("progress_days", g.progress_days),
                ("refusal_days", g.refusal_days),
                ("repeat_months", g.repeat_months),
            ] {
                if value == 0 || value > MOST {
                    let message = format!("{key} = {value}");
                    self.tell(read.offset(&[key]), "param_out_of_range", message, "1 to 366");
                }
            }
        }
        let frames: Vec<Frame<'_>> = all.iter().map(|r| of_governance(&r.value)).collect();
        let overlaps = overlapping(&frames);
        self.tell_overlaps(&all, &overlaps);
        all.into_iter().map(|r| r.value).collect()
    }
}

fn of_criterion(c: &Criterion) -> Frame<'_> {
    Frame { id: &c.id, title: &c.title, basis: &c.basis, valid_from: c.valid_from, valid_to: c.valid_to }
}

fn of_governance(g: &GovernanceRules) -> Frame<'_> {
    Frame { id: &g.id, title: &g.title, basis: &g.basis, valid_from: g.valid_from, valid_to: g.valid_to }
}
