//! What if these scoring models were in force? Who would move from which grade to which, and by which steps.

use std::collections::BTreeMap;

use anlu_domain::{grade::Grade, ids::EnterpriseId, time::CivilDay};
use anlu_rules::{
    grading::{Inputs, Rating, rate},
    pack::{GradingModel, Pack},
};
use anlu_store::{Db, StoreError, repo::names::EnterpriseName};

use crate::{grade::gather::gather, policy::Words};

/// Most moves that are named.
const MAX_NAMED: usize = 200;

/// An enterprise that would have another grade by a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// Its name.
    pub name: String,
    /// Model.
    pub model: String,
    /// Name of the model.
    pub title: Words,
    /// Grade by the version in force; none: not rated, or too little data.
    pub from: Option<Grade>,
    /// Grade by the other one.
    pub to: Option<Grade>,
    /// Scores by both.
    pub scores: (f64, f64),
    /// Steps that differ, with the difference in points, greatest first; caps that come or go have none.
    pub why: Vec<(Words, Option<f64>)>,
}

/// Moves by model: from, to, how many.
pub(super) type Moves = BTreeMap<(String, Option<Grade>, Option<Grade>), u64>;

/// What was seen so far.
#[derive(Default)]
pub(super) struct GradeSums {
    pub(super) moves: Moves,
    pub(super) named: Vec<Moved>,
}

fn find<'p>(pack: &'p Pack, id: &str, today: CivilDay) -> Option<&'p GradingModel> {
    pack.grading.iter().find(|m| m.file.id == id && m.valid_on(today))
}

/// Rates some enterprises by both versions. Models that compare enterprises with one another are left out.
pub(super) async fn add(
    sums: &mut GradeSums,
    db: Db<'_>,
    [old, new]: [&Pack; 2],
    ids: &[EnterpriseId],
    names: &BTreeMap<EnterpriseId, EnterpriseName>,
    today: CivilDay,
) -> Result<(), StoreError> {
    if old.grading == new.grading && old.duties == new.duties {
        return Ok(());
    }
    let alone = |m: &&GradingModel| m.valid_on(today) && m.file.sms.is_none();
    let mut models: Vec<&str> =
        old.grading.iter().chain(&new.grading).filter(alone).map(|m| m.file.id.as_str()).collect();
    models.sort_unstable();
    models.dedup();
    for one in gather(db, old, ids, today).await? {
        let id = one.source.enterprise;
        for model in &models {
            let by = |pack| {
                let model = find(pack, model, today).filter(|m| m.is_about(&one.inputs.facts))?;
                Some((model, rated(model, &one.inputs, today)))
            };
            let (was, would) = (by(old), by(new));
            let grade = |r: Option<&(&GradingModel, Rating)>| r.and_then(|(_, r)| r.grade);
            let (from, to) = (grade(was.as_ref()), grade(would.as_ref()));
            if from == to {
                continue;
            }
            *sums.moves.entry(((*model).to_owned(), from, to)).or_default() += 1;
            if sums.named.len() < MAX_NAMED {
                let name = names.get(&id).map(|n| n.name.clone()).unwrap_or_default();
                sums.named.push(moved((id, name), model, was.as_ref(), would.as_ref()));
            }
        }
    }
    Ok(())
}

fn rated(model: &GradingModel, inputs: &Inputs, today: CivilDay) -> Rating {
    rate(model, inputs, today, &[])
}

fn moved(
    (enterprise, name): (EnterpriseId, String),
    model: &str,
    was: Option<&(&GradingModel, Rating)>,
    would: Option<&(&GradingModel, Rating)>,
) -> Moved {
    let file = would.or(was).map(|(m, _)| &m.file);
    let words = |zh: &str, en: &str| Words { zh: zh.to_owned(), en: en.to_owned() };
    let title = file.map_or_else(|| words(model, model), |f| words(&f.title.zh, &f.title.en));
    let mut changes: BTreeMap<String, f64> = BTreeMap::new();
    let mut caps: BTreeMap<String, i8> = BTreeMap::new();
    for (rating, sign) in [(was, -1), (would, 1)] {
        for step in rating.iter().flat_map(|(_, r)| &r.steps) {
            *changes.entry(step.id.clone()).or_default() += f64::from(sign) * step.points;
        }
        for cap in rating.iter().flat_map(|(_, r)| &r.caps) {
            *caps.entry(cap.id.clone()).or_default() += sign;
        }
    }
    let called = |id: &str| {
        let of = |m: &GradingModel| {
            let step = m.file.steps.iter().find(|s| s.id == id).map(|s| &s.title);
            let title = step.or_else(|| m.file.caps.iter().find(|c| c.id == id).map(|c| &c.title))?;
            Some(words(&title.zh, &title.en))
        };
        let found = would.and_then(|(m, _)| of(m)).or_else(|| was.and_then(|(m, _)| of(m)));
        found.unwrap_or_else(|| words(id, id))
    };
    let mut why: Vec<(String, f64)> = changes.into_iter().filter(|(_, by)| by.abs() >= 0.005).collect();
    why.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(&b.0)));
    let steps = why.iter().map(|(id, by)| (called(id), Some((by * 100.0).round() / 100.0)));
    let caps = caps.iter().filter(|(_, n)| **n != 0).map(|(id, _)| (called(id), None));
    let score = |r: Option<&(&GradingModel, Rating)>| r.map_or(0.0, |(_, r)| r.score);
    let grade = |r: Option<&(&GradingModel, Rating)>| r.and_then(|(_, r)| r.grade);
    Moved {
        enterprise,
        name,
        model: model.to_owned(),
        title,
        from: grade(was),
        to: grade(would),
        scores: (score(was), score(would)),
        why: steps.chain(caps).collect(),
    }
}
