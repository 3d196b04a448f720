//! The selection: subjects by weight without replacement, then a team of inspectors for each (docs/DRAW.md).

use serde::{Deserialize, Serialize};

use super::{
    canonical::{NotCanonical, text_of},
    hash::{Hash, Purpose},
    plan::Plan,
    roster::{InspectorRow, Roster, SubjectRow},
    stream::Stream,
};

/// A drawn subject and who visits it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// Id of the subject.
    pub subject: String,
    /// Ids of the inspectors, the first leads; empty when no full team could be found.
    pub inspectors: Vec<String>,
}

/// The result, in the order of the draw. Its canonical text is hashed.
pub type Pairs = Vec<Pair>;

/// Hash of a result.
pub fn result_hash(pairs: &Pairs) -> Result<Hash, NotCanonical> {
    Ok(Hash::of(Purpose::Result, &[text_of(pairs)?.as_bytes()]))
}

/// Draws. A pure function of plan, roster and seed.
pub fn select(plan: &Plan, roster: &Roster, seed: Hash) -> Pairs {
    let mut numbers = Stream::new(seed, "inspectors");
    let mut load = vec![0_u32; roster.inspectors.len()];
    subjects(&roster.subjects, plan.count, seed)
        .into_iter()
        .map(|subject| {
            let team = team(plan, subject, &roster.inspectors, &load, &mut numbers);
            for index in &team {
                if let Some(n) = load.get_mut(*index) {
                    *n = n.saturating_add(1);
                }
            }
            let id = |i: usize| roster.inspectors.get(i).map(|r| r.id.clone());
            Pair { subject: subject.id.clone(), inspectors: team.into_iter().filter_map(id).collect() }
        })
        .collect()
}

/// `count` subjects by weight without replacement: a number below the weight that is left names the row in which the
/// running sum passes it.
fn subjects(rows: &[SubjectRow], count: u32, seed: Hash) -> Vec<&SubjectRow> {
    let mut numbers = Stream::new(seed, "subjects");
    let mut left = Weights::new(rows);
    let mut drawn = Vec::new();
    for _ in 0..count {
        if left.total == 0 {
            break;
        }
        let number = numbers.below(left.total);
        let Some(row) = left.take(number).and_then(|i| rows.get(i)) else { break };
        drawn.push(row);
    }
    drawn
}

/// Sums of weights in a binary indexed tree, so that drawing n of n rows costs n log n.
struct Weights {
    /// `tree[i]` holds the sum of the block that ends at row `i`, 1-based.
    tree: Vec<u64>,
    left: Vec<u64>,
    total: u64,
}

impl Weights {
    fn new(rows: &[SubjectRow]) -> Self {
        let weights: Vec<u64> = rows.iter().map(|r| u64::from(r.weight)).collect();
        let mut all = Self { tree: vec![0; weights.len().saturating_add(1)], left: Vec::new(), total: 0 };
        for (i, weight) in weights.iter().enumerate() {
            all.total = all.total.saturating_add(*weight);
            all.walk(i, |sum| *sum = sum.saturating_add(*weight));
        }
        all.left = weights;
        all
    }

    fn walk(&mut self, row: usize, change: impl Fn(&mut u64)) {
        let mut at = row.saturating_add(1);
        while let Some(sum) = self.tree.get_mut(at) {
            change(sum);
            at = at.saturating_add(at & at.wrapping_neg());
        }
    }

    /// Takes out the first row whose running sum is above `number`.
    fn take(&mut self, number: u64) -> Option<usize> {
        let mut at = 0_usize;
        let mut rest = number;
        let mut step = self.tree.len().checked_next_power_of_two()?;
        while step > 0 {
            let next = at.saturating_add(step);
            if let Some(sum) = self.tree.get(next)
                && *sum <= rest
            {
                rest = rest.saturating_sub(*sum);
                at = next;
            }
            step >>= 1;
        }
        let weight = core::mem::take(self.left.get_mut(at)?);
        self.total = self.total.saturating_sub(weight);
        self.walk(at, |sum| *sum = sum.saturating_sub(weight));
        Some(at)
    }
}

/// A full team of inspectors, or none. Every place goes to one of the least loaded who may take it.
fn team(
    plan: &Plan,
    subject: &SubjectRow,
    inspectors: &[InspectorRow],
    load: &[u32],
    numbers: &mut Stream,
) -> Vec<usize> {
    let mut team: Vec<usize> = Vec::new();
    for place in 0..plan.team {
        let first = team.first().and_then(|i| inspectors.get(*i));
        let may = |i: usize, row: &InspectorRow| {
            !team.contains(&i)
                && !row.conflicts.contains(&subject.id)
                && (!plan.match_skills || subject.needs.iter().all(|n| row.skills.contains(n)))
                && (!plan.cross_department || place != 1 || first.is_none_or(|f| f.department != row.department))
        };
        let able = inspectors.iter().zip(load).enumerate().filter(|(i, (row, _))| may(*i, row));
        let able: Vec<(usize, u32)> = able.map(|(i, (_, n))| (i, *n)).collect();
        let Some(least) = able.iter().map(|(_, n)| *n).min() else { return Vec::new() };
        let least: Vec<usize> = able.into_iter().filter(|(_, n)| *n == least).map(|(i, _)| i).collect();
        let number = numbers.below(u64::try_from(least.len()).unwrap_or(0));
        let Some(chosen) = usize::try_from(number).ok().and_then(|n| least.get(n)) else { return Vec::new() };
        team.push(*chosen);
    }
    team
}
