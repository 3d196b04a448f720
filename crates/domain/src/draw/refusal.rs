//! Why a step of a draw is refused: one stable code each.

use thiserror::Error;

use super::state::State;

/// A refused step. The draw is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The step does not start from this state.
    #[error("not possible while the draw is {}", .0.as_str())]
    WrongState(State),
    /// A field of the plan does not hold.
    #[error("{pointer}: {code}")]
    Invalid {
        /// JSON pointer.
        pointer: &'static str,
        /// What is wrong.
        code: &'static str,
    },
    /// One person on both seats.
    #[error("the two parties must be two persons")]
    SameParty,
    /// The viewer holds no seat of this draw.
    #[error("only the two persons named in the plan may do this")]
    NotParty,
    /// The party has handed in its commitment; it binds.
    #[error("this party has committed already, and a commitment cannot be changed")]
    AlreadyCommitted,
    /// The same commitment as the other party's.
    #[error("this is the other party's commitment")]
    CopiedCommitment,
    /// The party has revealed already.
    #[error("this party has revealed already")]
    AlreadyRevealed,
    /// The secret is not the one committed to.
    #[error("the secret does not fit the commitment")]
    SecretMismatch,
    /// The time for this step is over.
    #[error("the time for this step is over: the draw must be started anew")]
    TooLate,
    /// The parties still have time.
    #[error("the parties still have time: the draw can be started anew only after its time-out")]
    NotOverdue,
    /// A reason is required.
    #[error("a reason is required")]
    ReasonRequired,
    /// A drawn result is published before anything else.
    #[error("the result must be published before it is drawn again")]
    PublishFirst,
    /// There is a successor already.
    #[error("this draw was repeated already")]
    AlreadyRepeated,
    /// The plan names a beacon and no value came.
    #[error("the plan names a public value: it is required")]
    BeaconRequired,
    /// A beacon value came and the plan names none.
    #[error("the plan names no public value")]
    BeaconUnplanned,
    /// Nothing to draw from.
    #[error("no subject is left in the pool")]
    NoSubjects,
    /// Fewer inspectors than one team needs.
    #[error("the pool holds fewer inspectors than one team needs")]
    NoInspectors,
    /// The roster has no canonical text.
    #[error("the pool cannot be written down: {0}")]
    Unwritable(String),
}

impl Refusal {
    /// Stable code; screens hold a text for each.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongState(_) => "wrong_state",
            Self::Invalid { code, .. } => code,
            Self::SameParty => "draw_same_party",
            Self::NotParty => "draw_not_party",
            Self::AlreadyCommitted => "draw_already_committed",
            Self::CopiedCommitment => "draw_copied_commitment",
            Self::AlreadyRevealed => "draw_already_revealed",
            Self::SecretMismatch => "draw_secret_mismatch",
            Self::TooLate => "draw_too_late",
            Self::NotOverdue => "draw_not_overdue",
            Self::ReasonRequired => "reason_required",
            Self::PublishFirst => "draw_publish_first",
            Self::AlreadyRepeated => "draw_already_repeated",
            Self::BeaconRequired => "draw_beacon_required",
            Self::BeaconUnplanned => "draw_beacon_unplanned",
            Self::NoSubjects => "draw_no_subjects",
            Self::NoInspectors => "draw_no_inspectors",
            Self::Unwritable(_) => "draw_unwritable",
        }
    }

    /// Whether the actor, not the input, is the reason.
    pub const fn about_actor(&self) -> bool {
        matches!(self, Self::NotParty)
    }

    /// JSON pointers of the fields the refusal is about.
    pub fn pointers(&self) -> Vec<&'static str> {
        match self {
            Self::Invalid { pointer, .. } => vec![pointer],
            Self::SameParty => vec!["/party_b"],
            Self::SecretMismatch => vec!["/secret"],
            Self::CopiedCommitment => vec!["/commitment"],
            Self::ReasonRequired => vec!["/reason"],
            Self::BeaconRequired | Self::BeaconUnplanned => vec!["/beacon"],
            _ => Vec::new(),
        }
    }
}
