//! Facts that no register holds yet: who tells each, and how it is written.

use anlu_domain::{access::Role, time::CivilDay};
use anlu_rules::{
    facts::{Fact, FactKey, FactType},
    pack::SubjectKind,
};
use serde::Serialize;
use serde_json::Value;

/// Whose fact it is. A fact has one owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The authority.
    Authority,
    /// The enterprise.
    Enterprise,
    /// This program: nobody tells it.
    Derived,
}

/// Major risks of an enterprise; a risk census knows them.
pub const MAJOR_RISKS: &str = "enterprise.major_risks";
/// Those that are not registered; a risk census knows them.
pub const MAJOR_RISKS_UNREGISTERED: &str = "enterprise.major_risks_unregistered";

/// Whether a risk census answers the fact, so that nobody tells it.
pub fn of_census(name: &str) -> bool {
    [MAJOR_RISKS, MAJOR_RISKS_UNREGISTERED].contains(&name)
}

/// Facts that are told, by whom.
const TOLD: [(&str, Owner); 16] = [
    ("enterprise.grade", Owner::Authority),
    ("enterprise.high_risk", Owner::Authority),
    ("enterprise.accident_prone", Owner::Authority),
    ("enterprise.key", Owner::Authority),
    ("enterprise.above_scale", Owner::Authority),
    ("enterprise.demonstration", Owner::Authority),
    ("enterprise.repair_class", Owner::Authority),
    ("enterprise.rental_filed", Owner::Authority),
    ("enterprise.standardization_class", Owner::Authority),
    ("enterprise.revenue_last_year_yuan", Owner::Enterprise),
    (MAJOR_RISKS, Owner::Enterprise),
    (MAJOR_RISKS_UNREGISTERED, Owner::Enterprise),
    ("person.employed_on", Owner::Enterprise),
    ("person.took_office_on", Owner::Enterprise),
    ("person.assessed", Owner::Authority),
    // Out of the daily indices.
    ("enterprise.online_permille", Owner::Derived),
];

/// Most of a whole number.
const MAX_INT: i64 = 1_000_000_000_000;

/// Who tells the fact `name`.
pub fn owner(name: &str) -> Owner {
    TOLD.iter().find(|(n, _)| *n == name).map_or(Owner::Derived, |(_, owner)| *owner)
}

/// Facts that a person tells about a subject of this kind.
pub fn tellable(kind: SubjectKind) -> impl Iterator<Item = (&'static str, Owner)> {
    let prefix = match kind {
        SubjectKind::Enterprise => "enterprise.",
        SubjectKind::Person => "person.",
    };
    TOLD.into_iter().filter(move |(name, owner)| name.starts_with(prefix) && *owner != Owner::Derived)
}

/// Whether `role` tells the facts of `owner`. The authority may tell what an enterprise has told on paper.
pub const fn may_tell(role: Role, owner: Owner) -> bool {
    match owner {
        Owner::Authority => role.is_authority(),
        Owner::Enterprise => true,
        Owner::Derived => false,
    }
}

/// The value as the schema has it; `None` when it does not fit.
pub fn fact(name: &str, value: &Value) -> Option<Fact> {
    let key = FactKey::find(name)?;
    match key.def().kind {
        FactType::Bool => value.as_bool().map(Fact::Bool),
        FactType::Int => value.as_i64().filter(|n| (0..=MAX_INT).contains(n)).map(Fact::Int),
        FactType::Day => value.as_str().and_then(CivilDay::parse_iso).map(Fact::Day),
        FactType::Word(words) => value.as_str().filter(|w| words.contains(w)).map(|w| Fact::Word(w.into())),
        FactType::Words(_) => None,
    }
}

/// How the value of a fact is asked for: `bool`, `int`, `day`, `word`.
pub fn kind_of(name: &str) -> &'static str {
    FactKey::find(name).map_or("word", |k| k.def().kind.name())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_told_fact_is_in_the_schema_and_fits_or_is_refused() {
        for (name, _) in TOLD {
            assert!(FactKey::find(name).is_some(), "{name}");
        }
        assert_eq!(fact("enterprise.key", &json!(true)), Some(Fact::Bool(true)));
        assert_eq!(fact("enterprise.key", &json!(1)), None);
        assert_eq!(fact("enterprise.grade", &json!("e")), None);
        assert_eq!(fact("enterprise.revenue_last_year_yuan", &json!(-1)), None);
        assert_eq!(fact("person.employed_on", &json!("2026-02-30")), None);
        assert_eq!(owner("enterprise.sectors"), Owner::Derived, "what a register holds is never told");
    }
}
