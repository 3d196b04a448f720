//! Kinds of record and what each asks for: one form per kind, nothing asked twice. Which kind proves which duty stands
//! in the pack.

/// What the quantity of a kind counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 学时.
    Hours,
    /// Yuan.
    Yuan,
}

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Stable name, as packs write it.
    pub name: &'static str,
    /// What its quantity counts; without it none is asked for.
    pub unit: Option<Unit>,
    /// It is about named people, not the enterprise as a whole.
    pub people: bool,
    /// It asks how many took part.
    pub participants: bool,
    /// It asks for the last day and the sum of an insurance.
    pub insurance: bool,
}

const fn kind(name: &'static str) -> Kind {
    Kind { name, unit: None, people: false, participants: false, insurance: false }
}

/// Every kind, sorted by name.
pub const ALL: [Kind; 14] = [
    Kind { participants: true, ..kind("drill") },
    Kind { unit: Some(Unit::Yuan), ..kind("expense") },
    kind("inspection.fire"),
    kind("inspection.principal"),
    kind("inspection.self"),
    Kind { insurance: true, ..kind("insurance.liability") },
    kind("platform.joined"),
    Kind { people: true, ..kind("post.list") },
    kind("report.reward_scheme"),
    kind("risk.assessment"),
    kind("risk.major_list"),
    kind("standardization.self_assessment"),
    kind("statement.principal"),
    Kind { unit: Some(Unit::Hours), people: true, ..kind("training") },
];

/// The kind of that name.
pub fn find(name: &str) -> Option<Kind> {
    ALL.into_iter().find(|k| k.name == name)
}
