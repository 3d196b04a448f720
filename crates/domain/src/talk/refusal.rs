//! Why a step of an interview is refused. It is as it was.

use thiserror::Error;

use super::{ActKind, TalkState};
use crate::{access::Role, case, time::CivilDay};

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Words are missing or too long, or there are not two officers: as in a case.
    #[error(transparent)]
    Entry(#[from] case::Refusal),
    /// Not in this state.
    #[error("{} is no step of an interview that is {}", act.as_str(), state.as_str())]
    WrongState {
        /// Step.
        act: ActKind,
        /// State.
        state: TalkState,
    },
    /// The role may not.
    #[error("role {} may not {}", role.as_str(), act.as_str())]
    RoleMayNot {
        /// Role.
        role: Role,
        /// Step.
        act: ActKind,
    },
    /// The notice is too short and no urgency is given.
    #[error("the notice must be given earlier: not before {earliest} without a reason")]
    NoticeTooShort {
        /// First day that is far enough.
        earliest: CivilDay,
    },
    /// Its time has not come.
    #[error("the time of the appointment has not come")]
    NotYet,
    /// Neither the principal nor the controller came, nor anybody in their stead.
    #[error("nobody came who answers for the enterprise")]
    NobodyAnswers,
    /// Who leads does not write.
    #[error("host and recorder are two people")]
    SamePerson,
    /// Longer than the pack gives.
    #[error("the deadline must not be after {latest}")]
    DeadlineTooFar {
        /// Last day.
        latest: CivilDay,
    },
    /// The demand does not wait for this.
    #[error("the demand does not wait for this")]
    DemandState,
    /// What is said to be done needs a proof.
    #[error("a proof is needed")]
    NoProof,
}

impl Refusal {
    /// Stable code; screens hold a text for each.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Entry(r) => r.code(),
            Self::WrongState { .. } => "talk_wrong_state",
            Self::RoleMayNot { .. } => "role_may_not",
            Self::NoticeTooShort { .. } => "talk_notice_too_short",
            Self::NotYet => "talk_not_yet",
            Self::NobodyAnswers => "talk_nobody_answers",
            Self::SamePerson => "talk_same_person",
            Self::DeadlineTooFar { .. } => "talk_deadline_too_far",
            Self::DemandState => "talk_demand_state",
            Self::NoProof => "talk_no_proof",
        }
    }

    /// JSON pointer of the field it is about; empty when it is about the whole record.
    pub const fn pointer(&self) -> &'static str {
        match self {
            Self::Entry(r) => r.pointer(),
            Self::NoticeTooShort { .. } => "/at",
            Self::NobodyAnswers => "/attendees",
            Self::SamePerson => "/recorder",
            Self::DeadlineTooFar { .. } => "/deadline",
            Self::DemandState => "/index",
            Self::NoProof => "/files",
            Self::WrongState { .. } | Self::RoleMayNot { .. } | Self::NotYet => "",
        }
    }

    /// It is about who acts.
    pub const fn about_actor(&self) -> bool {
        matches!(self, Self::RoleMayNot { .. })
    }
}

/// A field that does not hold.
pub(super) const fn field(pointer: &'static str, code: &'static str) -> Refusal {
    Refusal::Entry(case::Refusal::Field { pointer, code })
}
