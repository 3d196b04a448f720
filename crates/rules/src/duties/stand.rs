//! How a subject stands with the targets of a pack.

use anlu_domain::duty::TaskState;

use super::{Planned, Subject, Task};
use crate::{
    facts::FactKey,
    pack::{Stand, Target},
};

/// How a subject, planned as `planned`, stands with the targets; those that are not about it are left out.
pub fn stand<'t>(
    targets: impl IntoIterator<Item = &'t Target>,
    subject: &Subject<'_>,
    planned: &Planned<'_>,
) -> Vec<(&'t Target, Stand)> {
    let fact = |key: FactKey| subject.facts.get(key).or_else(|| subject.employer?.get(key));
    let mut all = Vec::new();
    for target in targets.into_iter().filter(|t| t.file.subject == subject.kind) {
        let stand = match target.is_about(&fact) {
            Some(false) => continue,
            None => Stand::Unknown,
            Some(true) => {
                let held = &target.file.held;
                let settled = held.settled.as_deref().is_none_or(|id| {
                    let newest = of(planned, id).max_by_key(|t| t.period.start);
                    newest.is_some_and(|t| t.state.settled())
                });
                let kept = held.kept.as_deref().is_none_or(|id| of(planned, id).all(|t| t.state != TaskState::Late));
                if settled && kept && target.facts_hold(&fact) { Stand::Holds } else { Stand::Misses }
            }
        };
        all.push((target, stand));
    }
    all
}

/// The tasks of a duty.
fn of<'a, 'p>(planned: &'a Planned<'p>, duty: &'a str) -> impl Iterator<Item = &'a Task<'p>> {
    planned.tasks.iter().filter(move |t| t.duty == duty)
}
