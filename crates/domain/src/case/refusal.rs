//! Why a step of a case is refused. The case is as it was.

use thiserror::Error;

use super::{ActKind, CaseState};
use crate::access::Role;

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A field does not hold.
    #[error("{pointer}: {code}")]
    Field {
        /// JSON pointer.
        pointer: &'static str,
        /// Stable code.
        code: &'static str,
    },
    /// Not in this state.
    #[error("{} is no step of a case that is {}", act.as_str(), state.as_str())]
    WrongState {
        /// Step.
        act: ActKind,
        /// State.
        state: CaseState,
    },
    /// The role may not.
    #[error("role {} may not {}", role.as_str(), act.as_str())]
    RoleMayNot {
        /// Role.
        role: Role,
        /// Step.
        act: ActKind,
    },
    /// Only the officers of the case.
    #[error("only an officer of the case")]
    NotHandling,
    /// Not one of those who handle it: who investigates does not review, preside or decide.
    #[error("who handles the case does not review or decide it")]
    Handling,
    /// Two officers with cards.
    #[error("two officers with cards are needed")]
    TwoOfficers,
    /// No evidence yet.
    #[error("there is no evidence")]
    NoEvidence,
    /// The party was not asked.
    #[error("nobody was interviewed")]
    NoInterview,
    /// Things registered wait for what becomes of them.
    #[error("things registered wait for a disposal")]
    Registered,
    /// A wish waits for an approver.
    #[error("a wish waits for approval")]
    AskWaits,
    /// Nothing of this kind waits.
    #[error("nothing waits")]
    NothingWaits,
    /// No further extension is allowed.
    #[error("no further extension")]
    NoMoreExtensions,
    /// Clocks stand still, or do not.
    #[error("clocks stand still already, or do not")]
    Halted,
    /// The notice was not received.
    #[error("the notice was not received")]
    NotReceived,
    /// The party may still speak.
    #[error("the party may still make a statement or ask for a hearing")]
    StillTime,
    /// A hearing was asked for and not held.
    #[error("the hearing was asked for and is not held")]
    HearingOpen,
    /// There is no right to a hearing, or its time is over.
    #[error("no right to a hearing")]
    NoHearingRight,
    /// The hearing is told too late.
    #[error("the hearing must be told so many days before")]
    HearingTooSoon,
    /// The law allows no such fine.
    #[error("the law allows no such fine")]
    AboveLaw,
    /// The fine leaves the range and no reason is given.
    #[error("the fine leaves the range, a reason is needed")]
    DeviationReason,
    /// A higher penalty than was noticed: notice must be given anew (行政处罚法第四十五条).
    #[error("more than was noticed")]
    MoreThanNoticed,
    /// The conditions for sparing are not met.
    #[error("the facts do not bear sparing")]
    NoSparing,
    /// Heavy cases are decided together.
    #[error("a heavy case is decided together by at least three")]
    Collective,
    /// The transfer checklist is not complete.
    #[error("the transfer checklist is not complete")]
    Checklist,
    /// Beyond the simple procedure.
    #[error("beyond the simple procedure")]
    NotSimple,
    /// Measures or the fine are not executed.
    #[error("something is not executed")]
    NotExecuted,
    /// A fine that is not late is not asked for once more.
    #[error("the fine is not late")]
    NotLate,
    /// The law's limit of time has passed (追责时效).
    #[error("the act is time-barred")]
    TimeBarred,
    /// The pack does not know it.
    #[error("the pack has no such violation")]
    UnknownViolation,
}

impl Refusal {
    /// Stable code; screens hold a text for each.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Field { code, .. } => code,
            Self::WrongState { .. } => "case_wrong_state",
            Self::RoleMayNot { .. } => "role_may_not",
            Self::NotHandling => "case_not_handling",
            Self::Handling => "case_handling",
            Self::TwoOfficers => "case_two_officers",
            Self::NoEvidence => "case_no_evidence",
            Self::NoInterview => "case_no_interview",
            Self::Registered => "case_registered",
            Self::AskWaits => "case_ask_waits",
            Self::NothingWaits => "case_nothing_waits",
            Self::NoMoreExtensions => "case_no_more_extensions",
            Self::Halted => "case_halted",
            Self::NotReceived => "case_not_received",
            Self::StillTime => "case_still_time",
            Self::HearingOpen => "case_hearing_open",
            Self::NoHearingRight => "case_no_hearing_right",
            Self::HearingTooSoon => "case_hearing_too_soon",
            Self::AboveLaw => "case_above_law",
            Self::DeviationReason => "case_deviation_reason",
            Self::MoreThanNoticed => "case_more_than_noticed",
            Self::NoSparing => "case_no_sparing",
            Self::Collective => "case_collective",
            Self::Checklist => "case_checklist",
            Self::NotSimple => "case_not_simple",
            Self::NotExecuted => "case_not_executed",
            Self::NotLate => "case_not_late",
            Self::TimeBarred => "case_time_barred",
            Self::UnknownViolation => "case_unknown_violation",
        }
    }

    /// JSON pointer of the field it is about; empty when it is about the whole record.
    pub const fn pointer(&self) -> &'static str {
        match self {
            Self::Field { pointer, .. } => pointer,
            Self::TwoOfficers => "/officers",
            Self::AboveLaw | Self::NotSimple | Self::MoreThanNoticed => "/fine_yuan",
            Self::DeviationReason => "/deviation",
            Self::Collective => "/collective",
            Self::Checklist => "/checklist",
            Self::HearingTooSoon => "/at",
            Self::UnknownViolation => "/violation",
            _ => "",
        }
    }

    /// It is about who acts, not about the case.
    pub const fn about_actor(&self) -> bool {
        matches!(self, Self::RoleMayNot { .. } | Self::NotHandling | Self::Handling)
    }
}
