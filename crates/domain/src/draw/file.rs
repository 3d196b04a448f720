//! The published file: everything that is needed to recompute the draw, as canonical JSON.

use serde::{Deserialize, Serialize};

use super::{
    canonical::{NotCanonical, text_of},
    hash::{FORMAT, Hash},
    plan::Plan,
    roster::Roster,
    seed::committed,
    select::Pairs,
    state::Draw,
};
use crate::{hazard::Step, time::UtcMs};

/// One value for each seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both {
    /// Seat a.
    pub a: Hash,
    /// Seat b.
    pub b: Hash,
}

/// When things happened, RFC 3339 with +08:00. Not hashed: the ledger has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// Plan and roster were fixed.
    pub frozen: String,
    /// The result was computed.
    pub drawn: String,
    /// It was published; absent before that.
    pub published: Option<String>,
}

/// A published draw, version 1 of the format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Always `anlu-draw-1`.
    pub format: String,
    /// Plan.
    pub plan: Plan,
    /// Roster.
    pub roster: Roster,
    /// Hash of the plan.
    pub plan_sha256: Hash,
    /// Hash of the roster.
    pub roster_sha256: Hash,
    /// Hash of both: stands in the ledger under `draw_frozen`.
    pub frozen_sha256: Hash,
    /// Commitments.
    pub commitments: Both,
    /// Hash of what was frozen and the commitments.
    pub committed_sha256: Hash,
    /// Secrets.
    pub secrets: Both,
    /// Value of the beacon.
    pub beacon: Option<String>,
    /// The seed.
    pub seed: Hash,
    /// The result.
    pub pairs: Pairs,
    /// Hash of the result.
    pub result_sha256: Hash,
    /// Times.
    pub times: Times,
}

impl File {
    /// The file of a drawn or published draw; `None` before that.
    pub fn of(draw: &Draw) -> Option<Self> {
        let digests = draw.digests?;
        let outcome = draw.outcome.clone()?;
        let commitments = Both { a: draw.a.commitment?, b: draw.b.commitment? };
        let at = |step: &Option<Step>| step.as_ref().map(|s| s.at).map(UtcMs::rfc3339_cst);
        Some(Self {
            format: FORMAT.to_owned(),
            plan: draw.plan.clone(),
            roster: draw.roster.clone()?,
            plan_sha256: digests.plan,
            roster_sha256: digests.roster,
            frozen_sha256: digests.frozen,
            commitments,
            committed_sha256: committed(digests.frozen, commitments.a, commitments.b),
            secrets: Both { a: draw.a.secret?, b: draw.b.secret? },
            beacon: outcome.beacon,
            seed: outcome.seed,
            pairs: outcome.pairs,
            result_sha256: outcome.result_sha256,
            times: Times { frozen: at(&draw.frozen)?, drawn: at(&draw.drawn)?, published: at(&draw.published) },
        })
    }

    /// The canonical text.
    pub fn text(&self) -> Result<String, NotCanonical> {
        text_of(self)
    }
}
