//! The record of a draw and what can be read from it.

use serde::{Deserialize, Serialize};

use super::{
    hash::Hash,
    plan::Plan,
    roster::{Excluded, Roster},
    seed::{Frozen, Seat},
    select::Pairs,
};
use crate::{
    hazard::{PersonRef, Step},
    ids::{DrawId, InspectorId, UserId},
    time::UtcMs,
};

/// Where the draw stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 已计划: pools may still change, each exclusion with its reason.
    Planned,
    /// 待承诺: plan and roster are fixed, their hash stands in the ledger; waits for two commitments.
    Frozen,
    /// 待揭示: both have committed; waits for two secrets.
    Committed,
    /// 待抽取: both secrets are known.
    Revealed,
    /// 已抽取: the result is computed.
    Drawn,
    /// 已公开.
    Published,
    /// 已作废: a party let its time run out; drawn anew by a successor.
    Expired,
}

impl State {
    /// All states in order.
    pub const ALL: [Self; 7] =
        [Self::Planned, Self::Frozen, Self::Committed, Self::Revealed, Self::Drawn, Self::Published, Self::Expired];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Frozen => "frozen",
            Self::Committed => "committed",
            Self::Revealed => "revealed",
            Self::Drawn => "drawn",
            Self::Published => "published",
            Self::Expired => "expired",
        }
    }

    /// The state of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.as_str() == name)
    }
}

/// A party and what it has handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Who.
    pub user: PersonRef,
    /// Commitment, when handed in.
    pub commitment: Option<Hash>,
    /// When.
    pub committed_at: Option<UtcMs>,
    /// Secret, when revealed.
    pub secret: Option<Hash>,
    /// When.
    pub revealed_at: Option<UtcMs>,
}

impl Party {
    /// A party that has handed in nothing.
    pub const fn new(user: PersonRef) -> Self {
        Self { user, commitment: None, committed_at: None, secret: None, revealed_at: None }
    }
}

/// What was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The beacon's value.
    pub beacon: Option<String>,
    /// The seed.
    pub seed: Hash,
    /// Subjects and teams in the order of the draw.
    pub pairs: Pairs,
    /// Hash of the pairs.
    pub result_sha256: Hash,
}

/// A draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// The plan.
    pub plan: Plan,
    /// The inspectors' pool.
    pub inspectors: Vec<InspectorId>,
    /// State.
    pub state: State,
    /// Who planned it.
    pub planned: Step,
    /// Rows taken out by name.
    pub named: Vec<Excluded>,
    /// The pools, once frozen.
    pub roster: Option<Roster>,
    /// Their hashes.
    pub digests: Option<Frozen>,
    /// Who froze them.
    pub frozen: Option<Step>,
    /// End of the time for the present step of the parties.
    pub due: Option<UtcMs>,
    /// Seat a.
    pub a: Party,
    /// Seat b.
    pub b: Party,
    /// What was drawn.
    pub outcome: Option<Outcome>,
    /// Who had it computed.
    pub drawn: Option<Step>,
    /// Who published it.
    pub published: Option<Step>,
    /// Who ended it after the time-out, and why.
    pub expired: Option<Step>,
    /// The draw that repeats this one.
    pub successor: Option<DrawId>,
}

impl Draw {
    /// The party of a seat.
    pub const fn party(&self, seat: Seat) -> &Party {
        match seat {
            Seat::A => &self.a,
            Seat::B => &self.b,
        }
    }

    /// The seat of an account.
    pub fn seat_of(&self, user: UserId) -> Option<Seat> {
        Seat::ALL.into_iter().find(|s| self.party(*s).user.id == user)
    }

    /// Whether a party let its time run out.
    pub fn overdue(&self, now: UtcMs) -> bool {
        matches!(self.state, State::Frozen | State::Committed) && self.due.is_some_and(|due| now > due)
    }

    /// The parties that have not done the present step.
    pub fn waiting_for(&self) -> Vec<Seat> {
        let missing = |seat: &Seat| match self.state {
            State::Frozen => self.party(*seat).commitment.is_none(),
            State::Committed => self.party(*seat).secret.is_none(),
            _ => false,
        };
        Seat::ALL.into_iter().filter(missing).collect()
    }
}
