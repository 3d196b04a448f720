//! What late data changes: findings before and after, held against each other.

use std::collections::BTreeMap;

use anlu_domain::{
    finding::{Finding, Phase},
    ids::FindingId,
};

/// A lift of revision numbers that is above every revision in `told`; `lift` when nothing was told.
pub(super) fn above(told: &[Finding], lift: u32) -> u32 {
    let many = u32::try_from(told.len()).unwrap_or(u32::MAX);
    if many == 0 { lift } else { lift.saturating_add(many).saturating_add(1) }
}

/// Adds to `out` what has to be told anew: findings that changed, findings that are new, findings that are taken back.
pub(super) fn differing(before: Vec<Finding>, after: Vec<Finding>, out: &mut Vec<Finding>) {
    let mut told: BTreeMap<FindingId, Finding> = before.into_iter().map(|f| (f.id, f)).collect();
    let mut last: BTreeMap<FindingId, usize> = BTreeMap::new();
    for (place, finding) in after.iter().enumerate() {
        last.insert(finding.id, place);
    }
    for (place, finding) in after.into_iter().enumerate() {
        if last.get(&finding.id) != Some(&place) {
            continue;
        }
        let known = told.remove(&finding.id);
        if known.is_none_or(|known| Finding { revision: finding.revision, ..known } != finding) {
            out.push(Finding { late: true, ..finding });
        }
    }
    for (_, gone) in told {
        let revision = gone.revision.saturating_add(1);
        out.push(Finding { late: true, phase: Phase::Withdrawn, revision, ..gone });
    }
}
