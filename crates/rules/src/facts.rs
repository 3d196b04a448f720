//! The fact schema: every name a condition may use, with its type and meaning. A fact has one owner and is asked once.
//!
//! A fact that nobody has told is *unknown*, which is neither false nor zero: conditions follow the logic of Kleene, and
//! the planner names the facts that keep it from deciding.

use std::sync::Arc;

use anlu_domain::{duty::Period, time::CivilDay};

/// Type of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactType {
    /// true or false.
    Bool,
    /// A whole number.
    Int,
    /// One word of a list.
    Word(&'static [&'static str]),
    /// Several words of a list.
    Words(&'static [&'static str]),
    /// A day (YYYY-MM-DD).
    Day,
}

impl FactType {
    /// How messages call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Word(_) => "word",
            Self::Words(_) => "list of words",
            Self::Day => "day",
        }
    }
}

/// A known fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// true or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// One word.
    Word(Arc<str>),
    /// Several words.
    Words(Arc<[Arc<str>]>),
    /// A day.
    Day(CivilDay),
}

/// A line of the schema.
#[derive(Clone, Copy, Debug)]
pub struct FactDef {
    /// Name in conditions.
    pub name: &'static str,
    /// Type.
    pub kind: FactType,
    /// Meaning, unit, and who tells it.
    pub doc: &'static str,
    /// It has a value for each calendar period, not one for all time; only `proof.facts` may ask for it.
    pub of_period: bool,
}

const SECTORS: &[&str] = &[
    "hazmat",
    "passenger",
    "tourist",
    "bus",
    "taxi",
    "freight",
    "heavy_freight",
    "repair",
    "rental",
    "driving_school",
    "e_bike",
    "port",
    "construction",
];
const GRADES: &[&str] = &["a", "b", "c", "d"];
const EMPLOYMENT: &[&str] = &["own", "dispatched", "outsourced", "flexible"];
const POSTS: &[&str] = &[
    "principal",
    "safety_officer",
    "driver",
    "escort",
    "monitor",
    "loader",
    "mechanic",
    "instructor",
    "special_operator",
    "other",
];

/// Things that a business scope may name and that some law asks about.
const SCOPE_NAMES: &[&str] = &["car_rental"];

const fn def(name: &'static str, kind: FactType, doc: &'static str) -> FactDef {
    FactDef { name, kind, doc, of_period: false }
}

const fn of_period(name: &'static str, kind: FactType, doc: &'static str) -> FactDef {
    FactDef { of_period: true, ..def(name, kind, doc) }
}

/// Every fact. A person's or vehicle's condition may also use the facts of its enterprise.
pub const SCHEMA: &[FactDef] = &[
    def("enterprise.sectors", FactType::Words(SECTORS), "lines of business; registry"),
    def("enterprise.grade", FactType::Word(GRADES), "safety grade, a best; grading"),
    def("enterprise.high_risk", FactType::Bool, "belongs to a high-risk field; authority"),
    def("enterprise.accident_prone", FactType::Bool, "named accident-prone; authority"),
    def("enterprise.key", FactType::Bool, "key enterprise that gives a statement; authority"),
    def("enterprise.above_scale", FactType::Bool, "above the statistical scale; authority"),
    def("enterprise.employees", FactType::Int, "people at work incl. dispatched, outsourced, flexible; registry"),
    def("enterprise.monitored_vehicles", FactType::Int, "vehicles under compulsory dynamic monitoring; registry"),
    def("enterprise.monitors", FactType::Int, "full-time monitoring staff; registry"),
    def(
        "enterprise.monitors_needed",
        FactType::Int,
        "staff that the vehicles ask for (1 per 100, at least 2); derived",
    ),
    of_period("enterprise.online_permille", FactType::Int, "vehicles on line in the period, per 1,000; live plane"),
    def("enterprise.revenue_last_year_yuan", FactType::Int, "revenue of last year in yuan; enterprise"),
    def("enterprise.liability_insured_until", FactType::Day, "last day of the safety liability insurance; enterprise"),
    def("enterprise.liability_sum_yuan", FactType::Int, "insured sum in yuan; enterprise"),
    def("enterprise.major_risks", FactType::Int, "risk points graded major; risk register"),
    def("enterprise.major_risks_unregistered", FactType::Int, "of them not registered; risk register"),
    def("enterprise.reward_scheme", FactType::Bool, "an internal reward scheme is published; enterprise"),
    def("enterprise.demonstration", FactType::Bool, "named a demonstration enterprise; authority"),
    def("enterprise.repair_class", FactType::Int, "class of a repair shop, 1 to 3 (GB/T 16739); authority"),
    def(
        "enterprise.standardization_class",
        FactType::Int,
        "class of work-safety standardization, 1 best to 3; authority",
    ),
    def("enterprise.scope_names", FactType::Words(SCOPE_NAMES), "what the business scope names; registry"),
    def("enterprise.rental_filed", FactType::Bool, "the rental of cars is filed; authority"),
    def("person.posts", FactType::Words(POSTS), "posts held; registry"),
    def("person.employment", FactType::Word(EMPLOYMENT), "kind of employment; registry"),
    def("person.employed_on", FactType::Day, "first day at work; registry"),
    def("person.took_office_on", FactType::Day, "first day as principal or safety officer; registry"),
    def(
        "person.assessed",
        FactType::Bool,
        "has passed the assessment of principals and safety officers 两类人员; authority",
    ),
    def("person.post_list_signed", FactType::Bool, "has signed the list of the post's duties; enterprise"),
    def("person.certificate_needed", FactType::Bool, "the post asks for a certificate; derived"),
    def("person.certified_until", FactType::Day, "last day of the certificate that ends first; registry"),
];

/// The place of a fact in [`SCHEMA`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactKey(usize);

impl FactKey {
    /// The fact of that name.
    pub fn find(name: &str) -> Option<Self> {
        SCHEMA.iter().position(|d| d.name == name).map(Self)
    }

    /// Its line in the schema.
    pub fn def(self) -> FactDef {
        SCHEMA.get(self.0).copied().unwrap_or(def("", FactType::Bool, ""))
    }

    /// The fact whose name is nearest, for a hint.
    pub fn nearest(name: &str) -> &'static str {
        let last = name.rsplit('.').next().unwrap_or(name);
        let distance = |d: &&FactDef| {
            let own = d.name.rsplit('.').next().unwrap_or(d.name);
            edits(last, own)
        };
        SCHEMA.iter().min_by_key(distance).map_or("", |d| d.name)
    }
}

/// Levenshtein distance in characters.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i.saturating_add(1)];
        for ((y, diagonal), above) in b.iter().zip(&row).zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or_default();
            let swap = diagonal.saturating_add(usize::from(x != *y));
            next.push(swap.min(above.saturating_add(1)).min(left.saturating_add(1)));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// What is known of one subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    lasting: Vec<Option<Fact>>,
    periods: Vec<(FactKey, Period, Fact)>,
}

/// Whether a value is of the type that the schema asks for.
fn fits(key: FactKey, fact: &Fact) -> bool {
    match (key.def().kind, fact) {
        (FactType::Bool, Fact::Bool(_)) | (FactType::Int, Fact::Int(_)) | (FactType::Day, Fact::Day(_)) => true,
        (FactType::Word(words), Fact::Word(w)) => words.contains(&w.as_ref()),
        (FactType::Words(words), Fact::Words(all)) => all.iter().all(|w| words.contains(&w.as_ref())),
        _ => false,
    }
}

impl Facts {
    /// Tells a fact. A value of another type than the schema's, or of a fact that has one for each period, is refused:
    /// it is given back.
    pub fn tell(&mut self, key: FactKey, fact: Fact) -> Result<(), Fact> {
        if key.def().of_period || !fits(key, &fact) {
            return Err(fact);
        }
        if self.lasting.len() <= key.0 {
            self.lasting.resize(key.0.saturating_add(1), None);
        }
        if let Some(slot) = self.lasting.get_mut(key.0) {
            *slot = Some(fact);
        }
        Ok(())
    }

    /// Tells the value that a fact has in a period; one that has none for each period, or of another type, is refused.
    pub fn tell_in(&mut self, key: FactKey, period: Period, fact: Fact) -> Result<(), Fact> {
        if !key.def().of_period || !fits(key, &fact) {
            return Err(fact);
        }
        self.periods.retain(|(k, p, _)| (*k, *p) != (key, period));
        self.periods.push((key, period, fact));
        Ok(())
    }

    /// The fact, when it is known.
    pub fn get(&self, key: FactKey) -> Option<&Fact> {
        self.lasting.get(key.0)?.as_ref()
    }

    /// The fact as it stands in a period, when it is known.
    pub fn get_in(&self, key: FactKey, period: Period) -> Option<&Fact> {
        if !key.def().of_period {
            return self.get(key);
        }
        self.periods.iter().find(|(k, p, _)| (*k, *p) == (key, period)).map(|(_, _, fact)| fact)
    }
}

#[cfg(test)]
mod tests {
    use anlu_domain::party::{
        person::{Employment, Post},
        sector::Sector,
    };

    use super::*;

    #[test]
    fn posts_and_kinds_of_employment_are_those_of_the_registry() {
        let posts: Vec<&str> = Post::ALL.iter().map(|(_, name, _)| *name).collect();
        assert_eq!(posts, POSTS);
        let kinds: Vec<&str> = Employment::ALL.iter().map(|(_, name, _)| *name).collect();
        assert_eq!(kinds, EMPLOYMENT);
    }

    #[test]
    fn the_sectors_of_the_schema_are_those_of_the_registry() {
        let names: Vec<_> = Sector::ALL.iter().map(|s| s.1).collect();
        assert_eq!(SECTORS, names);
    }

    #[test]
    fn names_are_single_and_documented() {
        for (index, line) in SCHEMA.iter().enumerate() {
            assert_eq!(FactKey::find(line.name), Some(FactKey(index)));
            assert!(line.doc.contains(';'), "{} says who tells it", line.name);
        }
        assert_eq!(FactKey::nearest("enterprise.sector"), "enterprise.sectors");
    }

    #[test]
    fn a_value_of_another_type_is_refused() {
        let mut facts = Facts::default();
        let grade = FactKey::find("enterprise.grade").unwrap();
        assert!(facts.tell(grade, Fact::Int(1)).is_err());
        assert!(facts.tell(grade, Fact::Word(Arc::from("z"))).is_err());
        assert!(facts.tell(grade, Fact::Word(Arc::from("a"))).is_ok());
        assert_eq!(facts.get(grade), Some(&Fact::Word(Arc::from("a"))));
    }

    #[test]
    fn a_fact_of_a_period_holds_in_that_period_only() {
        use anlu_domain::duty::Cadence;
        let month = |text| Cadence::Month.period_of(CivilDay::parse_iso(text).unwrap()).unwrap();
        let (october, november) = (month("2026-10-31"), month("2026-11-01"));
        let (rate, grade) =
            (FactKey::find("enterprise.online_permille").unwrap(), FactKey::find("enterprise.grade").unwrap());
        let mut facts = Facts::default();
        assert!(facts.tell(rate, Fact::Int(900)).is_err(), "it has no value for all time");
        assert!(facts.tell_in(grade, october, Fact::Word(Arc::from("a"))).is_err());
        assert!(facts.tell_in(rate, october, Fact::Bool(true)).is_err());
        assert!(facts.tell_in(rate, october, Fact::Int(900)).is_ok());
        assert!(facts.tell_in(rate, october, Fact::Int(960)).is_ok(), "days came late");
        assert_eq!((facts.get_in(rate, october), facts.get_in(rate, november)), (Some(&Fact::Int(960)), None));
        assert_eq!(facts.get(rate), None);
    }
}
