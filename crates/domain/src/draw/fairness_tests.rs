//! Properties of the selection, on fixed seeds: nothing here depends on luck.

use std::collections::BTreeMap;

use super::{
    roster::Leave,
    sample::{drawn, frozen, inspectors, plan, secret, subjects},
    select::select,
    stream::Stream,
};
use crate::party::sector::Sector;

/// Pearson's statistic of observed counts against expected ones.
fn chi_square(observed: &[f64], expected: &[f64]) -> f64 {
    observed.iter().zip(expected).map(|(o, e)| (o - e).powi(2) / e).sum()
}

#[test]
fn numbers_are_uniform() {
    // 30 cells, 29 degrees of freedom: above 58.3 with probability 0.001.
    let mut cells = vec![0.0; 30];
    let mut stream = Stream::new(secret(1), "subjects");
    for _ in 0..60_000 {
        cells[usize::try_from(stream.below(30)).unwrap()] += 1.0;
    }
    let statistic = chi_square(&cells, &[2_000.0; 30]);
    assert!(statistic < 58.3, "{statistic}");
}

#[test]
fn the_first_subject_comes_with_its_weight_and_one_of_many_with_even_weights_alike() {
    let mut p = plan(1);
    p.team = 1;
    p.cross_department = false;
    let draw = frozen(p.clone(), subjects(12), inspectors(2));
    let roster = draw.roster.unwrap();
    let total: f64 = roster.subjects.iter().map(|s| f64::from(s.weight)).sum();
    let runs = 12_000_u32;
    let mut seen: BTreeMap<String, f64> = roster.subjects.iter().map(|s| (s.id.clone(), 0.0)).collect();
    for n in 0..runs {
        let pairs = select(&p, &roster, secret(u64::from(n)));
        *seen.get_mut(&pairs[0].subject).unwrap() += 1.0;
    }
    let observed: Vec<f64> = seen.values().copied().collect();
    let expected: Vec<f64> = roster.subjects.iter().map(|s| f64::from(runs) * f64::from(s.weight) / total).collect();
    // 11 degrees of freedom: above 31.3 with probability 0.001.
    let statistic = chi_square(&observed, &expected);
    assert!(statistic < 31.3, "{statistic}");

    // Even weights, 5 of 20: each subject in a quarter of all draws.
    p.count = 5;
    p.weighing = super::plan::Weighing::even();
    let roster = frozen(p.clone(), subjects(20), inspectors(2)).roster.unwrap();
    let mut counts: BTreeMap<String, f64> = BTreeMap::new();
    for n in 0..8_000 {
        for pair in select(&p, &roster, secret(n)) {
            *counts.entry(pair.subject).or_default() += 1.0;
        }
    }
    let observed: Vec<f64> = counts.values().copied().collect();
    // Without replacement the statistic is smaller than with it, so the bound for 19 degrees holds all the more.
    let statistic = chi_square(&observed, &[2_000.0; 20]);
    assert!(observed.len() == 20 && statistic < 43.8, "{statistic}");
}

/// With the other party's secret unknown, no secret of one's own makes a wished subject more likely.
#[test]
fn no_single_party_can_steer() {
    let mut p = plan(1);
    p.weighing = super::plan::Weighing::even();
    let draw = frozen(p, subjects(10), inspectors(6));
    let wished = draw.roster.as_ref().unwrap().subjects[3].id.clone();
    for own in 0..6 {
        // Over 1,000 secrets of the other party: expected 100 hits, six standard deviations are 57.
        let hits = (0..1_000_u64)
            .filter(|other| {
                let done = drawn(draw.clone(), own, 10_000 + other, None);
                done.outcome.unwrap().pairs[0].subject == wished
            })
            .count();
        assert!((43..=157).contains(&hits), "own secret {own}: {hits} of 1000");
    }
}

#[test]
fn the_order_in_which_rows_are_read_changes_nothing() {
    let usual = frozen(plan(8), subjects(40), inspectors(9));
    for turn in 1..20 {
        let (mut s, mut i) = (subjects(40), inspectors(9));
        s.rotate_left(turn);
        i.rotate_left(turn % 9);
        if turn % 2 == 0 {
            s.reverse();
            i.reverse();
        }
        // A row that comes twice counts once.
        s.push(s[0].clone());
        let other = frozen(plan(8), s, i);
        assert_eq!(other.roster, usual.roster);
        assert_eq!(other.digests, usual.digests);
    }
}

#[test]
fn leave_conflicts_skills_departments_and_load_are_respected() {
    let mut p = plan(30);
    p.match_skills = true;
    let mut pool = inspectors(12);
    let all = subjects(60);
    pool[0].leaves = vec![Leave { from: p.to, to: p.to.plus_days(3) }];
    pool[1].leaves = vec![Leave { from: p.from.plus_days(-9), to: p.from.plus_days(-1) }];
    for s in &all[..30] {
        pool[2].conflicts.push(s.id.clone());
    }
    let (away, back, biased) = (pool[0].id.clone(), pool[1].id.clone(), pool[2].id.clone());
    let draw = frozen(p, all.clone(), pool);
    let mut visits: BTreeMap<String, u32> = BTreeMap::new();
    for n in 0..40 {
        let done = drawn(draw.clone(), n, n + 1, None);
        let roster = done.roster.unwrap();
        let row = |id: &str| roster.inspectors.iter().find(|i| i.id == *id).unwrap();
        for pair in done.outcome.unwrap().pairs {
            let subject = roster.subjects.iter().find(|s| s.id == pair.subject).unwrap();
            let [first, second] = pair.inspectors.as_slice() else { panic!("no team for {}", pair.subject) };
            assert_ne!(row(first).department, row(second).department);
            for id in [first, second] {
                assert!(subject.needs.iter().all(|n| row(id).skills.contains(n)));
                assert!(*id != biased || !all[..30].iter().any(|s| s.id == pair.subject));
                *visits.entry(id.clone()).or_default() += 1;
            }
        }
    }
    assert!(!visits.contains_key(&away) && visits.contains_key(&back) && visits.contains_key(&biased));
}

#[test]
fn a_subject_nobody_may_visit_is_drawn_and_shown_without_a_team() {
    let mut p = plan(5);
    p.match_skills = true;
    let mut pool = inspectors(6);
    for i in &mut pool {
        i.skills = vec![Sector::Freight];
    }
    let done = drawn(frozen(p, subjects(5), pool), 1, 2, None);
    let pairs = done.outcome.unwrap().pairs;
    assert_eq!(pairs.len(), 5);
    assert!(pairs.iter().any(|p| p.inspectors.is_empty()) && pairs.iter().any(|p| p.inspectors.len() == 2));
}
