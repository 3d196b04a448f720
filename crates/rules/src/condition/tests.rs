//! Conditions: meaning, unknown facts, faults with their places.

use std::sync::Arc;

use proptest::prelude::*;

use super::Condition;
use crate::facts::{Fact, FactKey, Facts};

fn key(name: &str) -> FactKey {
    FactKey::find(name).unwrap()
}

fn holds(text: &str, facts: &Facts) -> Option<bool> {
    Condition::compile(text).unwrap_or_else(|f| panic!("{text}: {f:?}")).holds(&|k| facts.get(k))
}

fn hazmat() -> Facts {
    let mut facts = Facts::default();
    let sectors: Arc<[Arc<str>]> = Arc::from([Arc::from("hazmat"), Arc::from("freight")]);
    facts.tell(key("enterprise.sectors"), Fact::Words(sectors)).unwrap();
    facts.tell(key("enterprise.employees"), Fact::Int(120)).unwrap();
    facts.tell(key("enterprise.grade"), Fact::Word(Arc::from("c"))).unwrap();
    facts
}

#[test]
fn it_means_what_it_says() {
    let f = hazmat();
    for (text, wanted) in [
        ("'hazmat' in enterprise.sectors", Some(true)),
        ("!(\"bus\" in enterprise.sectors) && enterprise.employees > 119", Some(true)),
        ("enterprise.employees < -1 || enterprise.grade in ['c', 'd']", Some(true)),
        ("enterprise.grade != 'c'", Some(false)),
        ("enterprise.high_risk", None),
        ("enterprise.high_risk || enterprise.employees == 120", Some(true)),
        ("enterprise.high_risk && enterprise.employees == 1", Some(false)),
        ("!enterprise.high_risk", None),
        ("has(enterprise.high_risk) || has(enterprise.grade)", Some(true)),
        // && binds closer than ||.
        ("true || false && false", Some(true)),
        ("enterprise.monitors >= enterprise.monitors_needed", None),
    ] {
        assert_eq!(holds(text, &f), wanted, "{text}");
    }
}

#[test]
fn faults_tell_where_and_what_to_do() {
    for (text, at, code) in [
        ("enterprise.sector == 'hazmat'", 0, "fact_unknown"),
        ("true && 'hazmet' in enterprise.sectors", 8, "word_unknown"),
        ("enterprise.grade in ['a', 'z']", 26, "word_unknown"),
        ("enterprise.employees", 0, "condition_type"),
        ("enterprise.sectors == 'hazmat'", 0, "condition_type"),
        ("enterprise.employees > 'a'", 0, "condition_type"),
        ("enterprise.high_risk &&", 23, "condition_syntax"),
        ("enterprise.high_risk # x", 21, "condition_syntax"),
        ("(enterprise.high_risk", 21, "condition_syntax"),
        ("'a", 0, "condition_syntax"),
        ("true true", 5, "condition_syntax"),
    ] {
        let fault = Condition::compile(text).expect_err(text);
        assert_eq!((fault.at, fault.code), (at, code), "{text}: {}", fault.message);
        assert!(!fault.hint.is_empty());
    }
    assert!(Condition::compile(&"(".repeat(10_000)).is_err());
}

#[test]
fn what_can_never_be_true_is_found() {
    let never = |text| Condition::compile(text).unwrap().impossible();
    assert!(never("false"));
    assert!(never("enterprise.high_risk && !enterprise.high_risk"));
    assert!(never("'bus' in enterprise.sectors && (false || !('bus' in enterprise.sectors))"));
    assert!(!never("enterprise.high_risk"));
    assert!(!never("true"));
}

proptest! {
    #[test]
    fn any_text_is_a_condition_or_a_fault(text in "[a-z.'\"()\\[\\]!&|<>=, 0-9-]{0,60}|\\PC{0,30}") {
        if let Err(fault) = Condition::compile(&text) {
            prop_assert!(fault.at <= text.len() && text.is_char_boundary(fault.at));
        }
    }
}
