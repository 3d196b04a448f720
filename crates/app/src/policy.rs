//! What findings rest on: the clauses and settings of the packs they were judged by, kept when a pack is put to use so that an old
//! finding is explained by the pack of its time and not by today's.

use anlu_domain::{finding::Finding, time::UtcMs};
use anlu_rules::pack::{Basis, Confidence, Pack, Rule};
use anlu_store::{
    Db, Store, StoreError, Tx,
    repo::rule_basis::{self as repo, StoredBasis},
};

use serde_json::Value;

pub use anlu_store::repo::rule_basis::{RuleBasis, Setting, Words};

use crate::index::compute::BASES;

/// Keeps the clauses of `pack`. Called before its detectors run.
pub async fn keep(store: &Store, pack: &Pack) -> Result<(), StoreError> {
    let mut bases: Vec<StoredBasis> = pack.rules.iter().map(|rule| stored(pack, rule)).collect();
    bases.extend(of_indices(pack));
    store.tx(async |tx: Tx| repo::keep(&tx, &bases).await).await
}

/// The clauses of the daily indices, under the names of [`BASES`].
fn of_indices(pack: &Pack) -> impl Iterator<Item = StoredBasis> {
    let i = &pack.indices;
    let clauses = [
        (&i.online.basis, i.online.confidence, "车辆上线率", "On-line rate"),
        (&i.quality.basis, i.quality.confidence, "数据合格率", "Data quality"),
        (&i.track.basis, i.track.confidence, "轨迹完整率", "Track integrity"),
        (&i.drift.basis, i.drift.confidence, "漂移车辆率", "Drift"),
    ];
    BASES.into_iter().zip(clauses).map(|(name, (basis, confidence, zh, en))| StoredBasis {
        pack: pack.reference(),
        rule: String::from(name),
        valid_from: pack.manifest.valid_from,
        valid_to: None,
        basis: clause(basis, confidence, zh, en),
    })
}

fn stored(pack: &Pack, rule: &Rule) -> StoredBasis {
    StoredBasis {
        pack: pack.reference(),
        rule: rule.id.clone(),
        valid_from: rule.valid_from,
        valid_to: rule.valid_to,
        basis: RuleBasis {
            settings: settings(rule),
            ..clause(&rule.basis, rule.confidence, &rule.title.zh, &rule.title.en)
        },
    }
}

/// The parameters of a rule, and from when what it finds is how serious.
fn settings(rule: &Rule) -> Vec<Setting> {
    let mut found = Vec::new();
    written("", &serde_json::to_value(&rule.params).unwrap_or_default(), &mut found);
    let limits = &rule.severity;
    for (name, minutes) in
        [("warning_above_minutes", limits.warning_above_minutes), ("severe_above_minutes", limits.severe_above_minutes)]
    {
        found.push(Setting { name: String::from(name), value: minutes.to_string() });
    }
    found
}

fn written(name: &str, value: &Value, found: &mut Vec<Setting>) {
    let text = match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                let path = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                written(&path, inner, found);
            }
            return;
        }
        Value::Null => return,
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
            items.iter().map(text).collect::<Vec<_>>().join(",")
        }
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    };
    // A list of nothing sets nothing.
    if !text.is_empty() {
        found.push(Setting { name: name.to_owned(), value: text });
    }
}

fn clause(basis: &Basis, confidence: Confidence, zh: &str, en: &str) -> RuleBasis {
    // Laws are written in Chinese: where nobody has translated a clause the original stands.
    let (law, article) = basis.en.as_ref().map_or((&basis.law, &basis.article), |en| (&en.law, &en.article));
    RuleBasis {
        title: Words { zh: zh.to_owned(), en: en.to_owned() },
        law: Words { zh: basis.law.clone(), en: law.clone() },
        article: Words { zh: basis.article.clone(), en: article.clone() },
        edition: basis.date,
        confidence: String::from(match confidence {
            Confidence::Verified => "verified",
            Confidence::Secondary => "secondary",
            Confidence::Unverified => "unverified",
        }),
        settings: Vec::new(),
    }
}

/// The clause of each finding, by the pack and the day it was judged by; `None` when that pack was never in use here.
pub(crate) async fn of_findings(db: Db<'_>, findings: &[&Finding]) -> Result<Vec<Option<RuleBasis>>, StoreError> {
    let mut rules: Vec<String> = findings.iter().map(|f| f.rule.clone()).collect();
    rules.sort();
    rules.dedup();
    let known = repo::of_rules(db, rules).await?;
    let of = |f: &&Finding| {
        // The rule in force in the last instant of the range, as the engine chooses it.
        let day = UtcMs(f.end.0.saturating_sub(1)).day();
        known.iter().find(|k| k.covers(&f.pack, &f.rule, day)).map(|k| k.basis.clone())
    };
    Ok(findings.iter().map(of).collect())
}
