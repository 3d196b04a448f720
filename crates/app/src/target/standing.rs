//! From the plan of an enterprise to how it stands with each target, as it is stored.

use std::collections::BTreeMap;

use anlu_domain::ids::EnterpriseId;
use anlu_rules::pack::{Goal, Stand, Target};
use anlu_store::repo::target::Standing;

use crate::duty::reconcile::Whole;

/// Whether those who fulfil the target are listed by name, not those who miss it: where a few of many are enough, who
/// misses it owes nothing.
pub(crate) fn lists_held(target: &Target) -> bool {
    matches!(target.file.goal, Goal::Count(_))
}

/// How an enterprise and its people stand with each target that is about one of them.
pub(crate) fn of(enterprise: EnterpriseId, whole: &Whole<'_>) -> Vec<Standing> {
    let mut all: BTreeMap<&str, Standing> = BTreeMap::new();
    for (target, person, stand) in &whole.stands {
        let id = target.file.id.as_str();
        let standing = all.entry(id).or_insert_with(|| Standing {
            target: id.to_owned(),
            enterprise,
            about: 0,
            held: 0,
            unknown: 0,
            names: Vec::new(),
        });
        let listed = match stand {
            Stand::Holds => lists_held(target),
            Stand::Misses => !lists_held(target),
            Stand::Unknown | Stand::NotAbout => false,
        };
        match stand {
            Stand::Holds => {
                standing.about += 1;
                standing.held += 1;
            }
            Stand::Misses => standing.about += 1,
            Stand::Unknown => standing.unknown += 1,
            Stand::NotAbout => {}
        }
        if listed {
            standing.names.push(*person);
        }
    }
    all.into_values().collect()
}
