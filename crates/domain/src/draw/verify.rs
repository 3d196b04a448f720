//! Recomputes a published draw from its file alone. `ui/public/verify-draw.js` does the same, with the same codes.

use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

use super::{
    canonical::text,
    file::File,
    hash::{FORMAT, Hash},
    roster::{Excluded, InspectorRow, Pool, SubjectRow},
    seed::{Frozen, Seat, commitment, committed, seed},
    select::{result_hash, select},
};

/// A file that cannot be judged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// No JSON.
    #[error("not JSON: {0}")]
    Json(String),
    /// Another format, or another version of it.
    #[error("not a file of the format {FORMAT}")]
    Format,
    /// A member is missing or has another shape.
    #[error("{0}")]
    Shape(String),
}

impl Unreadable {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Json(_) => "draw_file_json",
            Self::Format => "draw_file_format",
            Self::Shape(_) => "draw_file_shape",
        }
    }
}

/// What does not hold, in the order in which it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The two parties are one person.
    SameParty,
    /// A row of the roster is out of order, comes twice, or has an id that is not plain.
    RosterOrder,
    /// A subject's weight is not the one the plan gives it.
    Weight,
    /// A row is both in a pool and taken out.
    Excluded,
    /// The hash of the plan differs.
    PlanHash,
    /// The hash of the roster differs.
    RosterHash,
    /// The hash of both differs.
    FrozenHash,
    /// The secret of seat a does not fit its commitment.
    CommitmentA,
    /// The secret of seat b does not fit its commitment.
    CommitmentB,
    /// The hash over the commitments differs.
    CommittedHash,
    /// The plan names a public value and the file has none, or the reverse.
    Beacon,
    /// The seed differs.
    Seed,
    /// Other subjects or teams follow from the seed.
    Pairs,
    /// The hash of the result differs.
    ResultHash,
}

/// What was recomputed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether everything holds.
    pub ok: bool,
    /// Number of the draw.
    pub no: String,
    /// Subjects in the roster.
    pub subjects: usize,
    /// Inspectors in the roster.
    pub inspectors: usize,
    /// Rows taken out.
    pub excluded: usize,
    /// Subjects drawn.
    pub drawn: usize,
    /// Drawn subjects without a team.
    pub without_team: usize,
    /// Number of the draw that this one repeats.
    pub repeats: Option<String>,
    /// Hash of plan and roster as recomputed: compare with the ledger.
    pub frozen_sha256: Hash,
    /// Seed as recomputed.
    pub seed: Hash,
    /// Hash of the result as recomputed.
    pub result_sha256: Hash,
    /// What does not hold.
    pub faults: Vec<Fault>,
}

/// Judges the text of a published file.
pub fn verify(file: &str) -> Result<Report, Unreadable> {
    let value: Value = serde_json::from_str(file).map_err(|e| Unreadable::Json(e.to_string()))?;
    if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(Unreadable::Format);
    }
    let shape = |e: &dyn core::fmt::Display| Unreadable::Shape(e.to_string());
    let member = |name: &str| value.get(name).ok_or_else(|| shape(&format!("{name} is missing")));
    // Hashed as they stand in the file, members that this version does not know included.
    let plan_text = text(member("plan")?).map_err(|e| shape(&e))?;
    let roster_text = text(member("roster")?).map_err(|e| shape(&e))?;
    let file: File = serde_json::from_value(value).map_err(|e| shape(&e))?;
    file.plan
        .check()
        .map_or_else(|refusal| if refusal == super::Refusal::SameParty { Ok(()) } else { Err(shape(&refusal)) }, Ok)?;
    judge(&file, &plan_text, &roster_text).map_err(|e| shape(&e))
}

fn judge(file: &File, plan: &str, roster: &str) -> Result<Report, super::canonical::NotCanonical> {
    let mut faults = Vec::new();
    let mut hold = |holds: bool, fault: Fault| {
        if !holds {
            faults.push(fault);
        }
    };
    let rows = &file.roster;
    hold(file.plan.parties.a.id != file.plan.parties.b.id, Fault::SameParty);
    let ascending = strictly(rows.subjects.iter().map(|s| &s.id)) && strictly(rows.inspectors.iter().map(|i| &i.id));
    hold(ascending, Fault::RosterOrder);
    let weighed =
        |s: &SubjectRow| s.weight > 0 && s.weight == file.plan.weighing.weight(s.grade.as_deref(), &s.sectors);
    hold(rows.subjects.iter().all(weighed), Fault::Weight);
    hold(!rows.excluded.iter().any(|e| in_pool(e, &rows.subjects, &rows.inspectors)), Fault::Excluded);
    let frozen = Frozen::of_texts(plan, roster);
    hold(frozen.plan == file.plan_sha256, Fault::PlanHash);
    hold(frozen.roster == file.roster_sha256, Fault::RosterHash);
    hold(frozen.frozen == file.frozen_sha256, Fault::FrozenHash);
    let (given, secrets) = (file.commitments, file.secrets);
    hold(given.a == commitment(frozen.frozen, Seat::A, secrets.a), Fault::CommitmentA);
    hold(given.b == commitment(frozen.frozen, Seat::B, secrets.b), Fault::CommitmentB);
    let both = committed(frozen.frozen, given.a, given.b);
    hold(both == file.committed_sha256, Fault::CommittedHash);
    hold(file.plan.beacon.is_some() == file.beacon.is_some(), Fault::Beacon);
    let seed = seed(both, secrets.a, secrets.b, file.beacon.as_deref().unwrap_or_default());
    hold(seed == file.seed, Fault::Seed);
    let pairs = select(&file.plan, rows, seed);
    hold(pairs == file.pairs, Fault::Pairs);
    let result_sha256 = result_hash(&pairs)?;
    hold(result_sha256 == file.result_sha256, Fault::ResultHash);
    Ok(Report {
        ok: faults.is_empty(),
        no: file.plan.no.clone(),
        subjects: rows.subjects.len(),
        inspectors: rows.inspectors.len(),
        excluded: rows.excluded.len(),
        drawn: pairs.len(),
        without_team: pairs.iter().filter(|p| p.inspectors.is_empty()).count(),
        repeats: file.plan.predecessor.as_ref().map(|p| p.no.clone()),
        frozen_sha256: frozen.frozen,
        seed,
        result_sha256,
        faults,
    })
}

/// Plain ids in strictly ascending order: the order of bytes is then the order in every language.
fn strictly<'a>(ids: impl Iterator<Item = &'a String>) -> bool {
    let mut before: Option<&String> = None;
    for id in ids {
        let plain = !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !plain || before.is_some_and(|b| b >= id) {
            return false;
        }
        before = Some(id);
    }
    true
}

fn in_pool(row: &Excluded, subjects: &[SubjectRow], inspectors: &[InspectorRow]) -> bool {
    match row.pool {
        Pool::Subject => subjects.iter().any(|s| s.id == row.id),
        Pool::Inspector => inspectors.iter().any(|i| i.id == row.id),
    }
}
