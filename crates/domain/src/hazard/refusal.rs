//! Why a step is refused: one stable code each, and the fields it is about.

use thiserror::Error;

use super::{
    act::Action,
    state::{Level, State},
};
use crate::{access::Role, evidence::EvidencePhase, time::CivilDay};

/// A refused step. The hazard is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The step does not start from this state.
    #[error("{} cannot be done while the hazard is {}", action.as_str(), state.as_str())]
    WrongState {
        /// The step.
        action: Action,
        /// The state found.
        state: State,
    },
    /// The role may not do this step on this hazard.
    #[error("role {} may not {} this hazard", role.as_str(), action.as_str())]
    RoleMayNot {
        /// The actor's role.
        role: Role,
        /// The step.
        action: Action,
    },
    /// 五落实 is not complete.
    #[error("the plan lacks {missing:?}")]
    PlanIncomplete {
        /// JSON pointers of the missing parts.
        missing: Vec<&'static str>,
    },
    /// A deadline lies before today.
    #[error("the deadline {deadline} lies in the past")]
    DeadlinePast {
        /// The deadline given.
        deadline: CivilDay,
    },
    /// The plan ends after the deadline of the notice.
    #[error("the plan ends {planned}, after the deadline {deadline}")]
    PlanAfterDeadline {
        /// The plan's day.
        planned: CivilDay,
        /// The notice's day.
        deadline: CivilDay,
    },
    /// Evidence of this phase is required.
    #[error("evidence of phase {} is required", phase.as_str())]
    EvidenceRequired {
        /// The phase that is missing.
        phase: EvidencePhase,
    },
    /// A reason is required and was empty.
    #[error("{} needs a reason", action.as_str())]
    ReasonRequired {
        /// The step.
        action: Action,
    },
    /// Nobody verifies his own work.
    #[error("the person who handed the work in may not verify it")]
    VerifierIsSubmitter,
    /// Somebody else was named to verify.
    #[error("another person was named to verify this hazard")]
    NotNamedVerifier,
    /// The level asks for a verifier of the authority.
    #[error("a {} hazard is verified by the authority", level.as_str())]
    AuthorityMustVerify {
        /// The level.
        level: Level,
    },
    /// An earlier extension still waits for a decision.
    #[error("an extension is already waiting for a decision")]
    ExtensionPending,
    /// There is no extension to decide.
    #[error("no extension waits for a decision")]
    NoExtension,
    /// The new deadline is not later than the present one.
    #[error("{asked} is not later than the deadline {deadline}")]
    ExtensionNotLater {
        /// The day asked for.
        asked: CivilDay,
        /// The present deadline.
        deadline: CivilDay,
    },
    /// Only a major hazard has this step.
    #[error("{} is for major hazards", action.as_str())]
    NotMajor {
        /// The step.
        action: Action,
    },
    /// No notice was issued to the principal.
    #[error("no notice was issued")]
    NoNotice,
    /// The notice was confirmed already.
    #[error("the notice was confirmed already")]
    NoticeRead,
    /// The principal has not approved the plan.
    #[error("the plan is not approved by the principal")]
    PlanNotApproved,
    /// The plan is approved already.
    #[error("the plan is approved already")]
    PlanApproved,
    /// A listing stands already.
    #[error("it is listed already")]
    ListedAlready,
    /// No listing stands.
    #[error("it is not listed")]
    NotListed,
    /// A listing must be lifted first.
    #[error("the listing must be lifted first")]
    StillListed,
    /// Experts have not accepted the mending.
    #[error("experts have not accepted the mending")]
    AcceptanceRequired,
    /// Experts have accepted the mending already.
    #[error("experts have accepted the mending already")]
    AcceptedAlready,
    /// Whoever mended it may not accept or close it.
    #[error("the person who mended it may not {}", action.as_str())]
    ActorMended {
        /// The step.
        action: Action,
    },
    /// It is public already, or not public.
    #[error("publication: it is {public} already")]
    PublishedAlready {
        /// What was asked for.
        public: bool,
    },
    /// The role may not decide what changed criteria mean.
    #[error("role {} may not judge", role.as_str())]
    MayNotJudge {
        /// The actor's role.
        role: Role,
    },
    /// It is closed.
    #[error("the hazard is closed")]
    ClosedAlready,
    /// The criteria say what they said before.
    #[error("the criteria say what they said before")]
    JudgedAlready,
    /// A field does not hold.
    #[error("{pointer}: {code}")]
    Field {
        /// JSON pointer.
        pointer: &'static str,
        /// Stable code.
        code: &'static str,
    },
    /// Nobody grants his own extension.
    #[error("the person who asked for the extension may not decide it")]
    DeciderIsRequester,
}

impl Refusal {
    /// Stable code; screens hold a text for each.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongState { .. } => "wrong_state",
            Self::RoleMayNot { .. } | Self::MayNotJudge { .. } => "role_may_not",
            Self::PlanIncomplete { .. } => "plan_incomplete",
            Self::DeadlinePast { .. } => "deadline_past",
            Self::PlanAfterDeadline { .. } => "plan_after_deadline",
            Self::EvidenceRequired { phase: EvidencePhase::Before } => "evidence_before_required",
            Self::EvidenceRequired { phase: EvidencePhase::After } => "evidence_after_required",
            Self::EvidenceRequired { phase: EvidencePhase::Verify } => "evidence_verify_required",
            Self::EvidenceRequired { phase: EvidencePhase::Acceptance } => "evidence_acceptance_required",
            Self::ReasonRequired { .. } => "reason_required",
            Self::VerifierIsSubmitter => "verifier_is_submitter",
            Self::NotNamedVerifier => "not_named_verifier",
            Self::AuthorityMustVerify { .. } => "authority_must_verify",
            Self::ExtensionPending => "extension_pending",
            Self::NoExtension => "no_extension",
            Self::ExtensionNotLater { .. } => "extension_not_later",
            Self::DeciderIsRequester => "decider_is_requester",
            Self::NotMajor { .. } => "not_major",
            Self::NoNotice => "no_notice",
            Self::NoticeRead => "notice_read",
            Self::PlanNotApproved => "plan_not_approved",
            Self::PlanApproved => "plan_approved",
            Self::ListedAlready => "listed_already",
            Self::NotListed => "not_listed",
            Self::StillListed => "still_listed",
            Self::AcceptanceRequired => "acceptance_required",
            Self::AcceptedAlready => "accepted_already",
            Self::ActorMended { .. } => "actor_mended",
            Self::PublishedAlready { .. } => "published_already",
            Self::ClosedAlready => "closed_already",
            Self::JudgedAlready => "judged_already",
            Self::Field { code, .. } => code,
        }
    }

    /// Whether the actor, not the input, is the reason.
    pub const fn about_actor(&self) -> bool {
        matches!(
            self,
            Self::RoleMayNot { .. }
                | Self::VerifierIsSubmitter
                | Self::NotNamedVerifier
                | Self::AuthorityMustVerify { .. }
                | Self::DeciderIsRequester
                | Self::ActorMended { .. }
                | Self::MayNotJudge { .. }
        )
    }

    /// JSON pointers of the fields the refusal is about; empty when it is about the whole record.
    pub fn pointers(&self) -> Vec<&'static str> {
        match self {
            Self::PlanIncomplete { missing } => missing.clone(),
            Self::Field { pointer, .. } => vec![pointer],
            Self::DeadlinePast { .. } | Self::PlanAfterDeadline { .. } => vec!["/deadline"],
            Self::EvidenceRequired { .. } => vec!["/evidence"],
            Self::ReasonRequired { action: Action::RequestExtension } => vec!["/reason"],
            Self::ReasonRequired { .. } => vec!["/note"],
            Self::ExtensionNotLater { .. } => vec!["/new_deadline"],
            _ => Vec::new(),
        }
    }
}
