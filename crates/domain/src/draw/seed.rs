//! Commit–reveal of two parties (docs/DRAW.md, "Seed").

use serde::{Deserialize, Serialize};

use super::{
    canonical::{NotCanonical, text_of},
    hash::{Hash, Purpose},
    plan::Plan,
    roster::Roster,
};

/// A party's seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seat {
    /// The first.
    A,
    /// The second.
    B,
}

impl Seat {
    /// Both.
    pub const ALL: [Self; 2] = [Self::A, Self::B];

    /// Stable name: also the byte that goes into the commitment.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }

    /// The seat of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == name)
    }
}

/// The hashes of plan and roster, and of both: what the ledger keeps before anybody commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// Hash of the plan.
    pub plan: Hash,
    /// Hash of the roster.
    pub roster: Hash,
    /// Hash of the two.
    pub frozen: Hash,
}

impl Frozen {
    /// From the canonical texts of plan and roster.
    pub fn of_texts(plan: &str, roster: &str) -> Self {
        let plan = Hash::of(Purpose::Plan, &[plan.as_bytes()]);
        let roster = Hash::of(Purpose::Roster, &[roster.as_bytes()]);
        Self { plan, roster, frozen: Hash::of(Purpose::Frozen, &[&plan.0, &roster.0]) }
    }

    /// Of a plan and a roster.
    pub fn of(plan: &Plan, roster: &Roster) -> Result<Self, NotCanonical> {
        Ok(Self::of_texts(&text_of(plan)?, &text_of(roster)?))
    }
}

/// What a party hands in before anybody's secret is known. It binds the secret to plan, roster and seat: the other
/// party cannot hand in a copy, and nothing can be moved to another draw.
pub fn commitment(frozen: Hash, seat: Seat, secret: Hash) -> Hash {
    Hash::of(Purpose::Commitment, &[&frozen.0, seat.as_str().as_bytes(), &secret.0])
}

/// The hash of both commitments over what was frozen.
pub fn committed(frozen: Hash, a: Hash, b: Hash) -> Hash {
    Hash::of(Purpose::Committed, &[&frozen.0, &a.0, &b.0])
}

/// The seed: both secrets and the beacon's value (empty when the plan names none), over the commitments.
pub fn seed(committed: Hash, a: Hash, b: Hash, beacon: &str) -> Hash {
    Hash::of(Purpose::Seed, &[&committed.0, &a.0, &b.0, beacon.as_bytes()])
}
