//! What templates of campaigns must fulfil beyond their shape.

use std::collections::BTreeSet;

use anlu_domain::time::CivilDay;

use super::{
    CampaignTemplate,
    load::{Draft, Reader},
    risk_load::{Frame, overlapping},
};
use crate::condition::Condition;

/// Longest campaign, days.
const MAX_DAYS: u16 = 1_100;
/// Most outcomes of a campaign.
const MAX_OUTCOMES: usize = 8;

impl<'s> Reader<'s> {
    /// Templates by id, then by validity.
    pub(crate) fn campaigns(&mut self, drafts: Vec<(Draft<'s>, Option<CivilDay>)>) -> Vec<CampaignTemplate> {
        let mut all = self.dated::<CampaignTemplate>(drafts, |t, to| t.valid_to = to(t.valid_to));
        all.sort_by(|a, b| (&a.value.id, a.value.valid_from).cmp(&(&b.value.id, b.value.valid_from)));
        let frames: Vec<Frame<'_>> = all.iter().map(|r| frame(&r.value)).collect();
        let overlaps = overlapping(&frames);
        self.tell_overlaps(&all, &overlaps);
        for read in &all {
            let t = &read.value;
            self.frame(read, &frame(t));
            if t.task.zh.trim().is_empty() || t.task.en.trim().is_empty() {
                let message = String::from("nobody is told what to do");
                self.tell(read.offset(&["task"]), "text_missing", message, "write task.zh and task.en");
            }
            let among = self.of_subject(read, &["among"], &t.among);
            if let Some(key) = among.iter().flat_map(Condition::facts).find(|k| k.def().name.starts_with("person.")) {
                let message = format!("`{}` is a fact of people; subjects are enterprises", key.def().name);
                self.tell(read.offset(&["among"]), "campaign_subject", message, "ask for facts of enterprises");
            }
            if !(1..=MAX_DAYS).contains(&t.days) {
                let message = format!("days = {} is out of range", t.days);
                let hint = format!("write a whole number from 1 to {MAX_DAYS}");
                self.tell(read.offset(&["days"]), "param_out_of_range", message, &hint);
            }
            let mut codes = BTreeSet::new();
            let named = |o: &super::TemplateOutcome| {
                [&o.code, &o.title.zh, &o.title.en].iter().all(|text| !text.trim().is_empty())
            };
            let sound = t.outcomes.iter().all(|o| named(o) && codes.insert(&o.code));
            if !sound || t.outcomes.is_empty() || t.outcomes.len() > MAX_OUTCOMES {
                let message = String::from("the outcomes are none, too many, without a name or there twice");
                let hint = format!("write one to {MAX_OUTCOMES} [[outcomes]] with code, title.zh and title.en");
                self.tell(read.offset(&["outcomes"]), "campaign_outcomes", message, &hint);
            }
        }
        all.into_iter().map(|r| r.value).collect()
    }
}

fn frame(t: &CampaignTemplate) -> Frame<'_> {
    Frame { id: &t.id, title: &t.title, basis: &t.basis, valid_from: t.valid_from, valid_to: t.valid_to }
}
