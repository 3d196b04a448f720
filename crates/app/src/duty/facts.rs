//! The facts of an enterprise and its people: the one place where what the registers hold becomes what conditions ask.

use std::sync::Arc;

use anlu_domain::party::{person::Post, sector::Sector, vehicle::VehicleClass};
use anlu_rules::facts::{Fact, FactKey, Facts};
use anlu_store::repo::plan_source::{Source, SourcePerson};
use uuid::Uuid;

use super::told;
use crate::index;

/// From this many vehicles a freight firm monitors them itself; smaller ones are monitored by the public platform.
const OWN_MONITORING_FROM: i64 = 50;
/// Vehicles for each full-time monitor.
const VEHICLES_PER_MONITOR: i64 = 100;
/// Least full-time monitors.
const LEAST_MONITORS: i64 = 2;

/// How a business scope names the rental of cars (国民经济行业分类 7111 汽车租赁, and the wording of registrations).
const RENTAL_WORDS: [&str; 5] = ["汽车租赁", "小微型客车租赁", "小客车租赁", "客车租赁经营服务", "机动车租赁"];

fn tell(facts: &mut Facts, name: &str, fact: Fact) {
    let Some(key) = FactKey::find(name) else {
        debug_assert!(false, "{name} is no fact");
        return;
    };
    if let Err(refused) = facts.tell(key, fact) {
        debug_assert!(false, "{name} is not {refused:?}");
        tracing::error!(name, ?refused, "a fact does not fit the schema and is left unknown");
    }
}

fn words<'a>(all: impl Iterator<Item = &'a str>) -> Fact {
    Fact::Words(all.map(Arc::from).collect())
}

/// What is known of an enterprise.
pub(crate) fn of_enterprise(source: &Source) -> Facts {
    let mut facts = Facts::default();
    tell(&mut facts, "enterprise.sectors", words(source.sectors.iter().map(|s| s.as_str())));
    if let Some(scope) = &source.business_scope {
        let named = RENTAL_WORDS.iter().any(|words| scope.contains(words));
        tell(&mut facts, "enterprise.scope_names", words(named.then_some("car_rental").into_iter()));
    }
    let counted = i64::try_from(source.people.len()).unwrap_or(i64::MAX);
    let employees = source.headcount.map(i64::from).or((counted > 0).then_some(counted));
    if let Some(n) = employees {
        tell(&mut facts, "enterprise.employees", Fact::Int(n));
    }
    let monitored = monitored(source);
    tell(&mut facts, "enterprise.monitored_vehicles", Fact::Int(monitored));
    let monitors = source.people.iter().filter(|p| p.posts.contains(&Post::Monitor)).count();
    tell(&mut facts, "enterprise.monitors", Fact::Int(i64::try_from(monitors).unwrap_or(i64::MAX)));
    tell(&mut facts, "enterprise.monitors_needed", Fact::Int(monitors_needed(source, monitored)));
    // The newest policy counts, whatever its form says of earlier ones.
    let policies = || source.records.iter().rev().filter(|r| r.kind == "insurance.liability");
    if let Some(until) = policies().find_map(|r| r.details.insured_until) {
        tell(&mut facts, "enterprise.liability_insured_until", Fact::Day(until));
    }
    if let Some(sum) = policies().find_map(|r| r.details.insured_sum_yuan) {
        tell(&mut facts, "enterprise.liability_sum_yuan", Fact::Int(sum));
    }
    if let Some(key) = FactKey::find("enterprise.online_permille") {
        for (period, sums) in &source.online {
            if let Some(rate) = index::permille(sums) {
                let told = facts.tell_in(key, *period, Fact::Int(rate));
                debug_assert!(told.is_ok(), "the schema has the rate for each period");
            }
        }
    }
    told_of(&mut facts, source, source.enterprise.0);
    // Whoever has a census is not asked what it says.
    if let Some(census) = source.census {
        tell(&mut facts, told::MAJOR_RISKS, Fact::Int(i64::from(census.major)));
        tell(&mut facts, told::MAJOR_RISKS_UNREGISTERED, Fact::Int(i64::from(census.unregistered)));
    }
    facts
}

/// What is known of a person.
pub(crate) fn of_person(source: &Source, person: &SourcePerson) -> Facts {
    let mut facts = Facts::default();
    tell(&mut facts, "person.posts", words(person.posts.iter().map(|p| p.as_str())));
    tell(&mut facts, "person.employment", Fact::Word(Arc::from(person.employment.as_str())));
    let needed = person.posts.iter().any(|p| certified(*p));
    tell(&mut facts, "person.certificate_needed", Fact::Bool(needed));
    if let Some(day) = person.certificate_expiry {
        tell(&mut facts, "person.certified_until", Fact::Day(day));
    }
    told_of(&mut facts, source, person.id.0);
    facts
}

fn told_of(facts: &mut Facts, source: &Source, subject: Uuid) {
    for told in source.told.iter().filter(|t| t.subject == subject) {
        if let Some(fact) = told::fact(&told.name, &told.value) {
            tell(facts, &told.name, fact);
        }
    }
}

/// Vehicles under compulsory dynamic monitoring: passenger coaches, hazmat vehicles, trucks of 12 t and more, tractors
/// (道路运输车辆动态监督管理办法, 第二条).
fn monitored(source: &Source) -> i64 {
    let counts = source.vehicles.iter().filter(|(class, _)| {
        matches!(
            class,
            VehicleClass::Coach | VehicleClass::HazmatTruck | VehicleClass::HeavyTruck | VehicleClass::Tractor
        )
    });
    counts.map(|(_, n)| i64::from(*n)).sum()
}

/// Full-time monitors that the vehicles ask for: 1 per 100, at least 2, of firms that monitor themselves.
fn monitors_needed(source: &Source, monitored: i64) -> i64 {
    let always = source.sectors.iter().any(|s| matches!(s, Sector::Hazmat | Sector::Passenger | Sector::Tourist));
    if monitored == 0 || (!always && monitored < OWN_MONITORING_FROM) {
        return 0;
    }
    monitored.saturating_add(VEHICLES_PER_MONITOR - 1).div_euclid(VEHICLES_PER_MONITOR).max(LEAST_MONITORS)
}

/// Posts that ask for a certificate (从业资格证 or 特种作业操作证).
pub(crate) const fn certified(post: Post) -> bool {
    matches!(post, Post::Driver | Post::Escort | Post::Loader | Post::SpecialOperator)
}
