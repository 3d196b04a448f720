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
    /// Nobody grants his own extension.
    #[error("the person who asked for the extension may not decide it")]
    DeciderIsRequester,
}

impl Refusal {
    /// Stable code; screens hold a text for each.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongState { .. } => "wrong_state",
            Self::RoleMayNot { .. } => "role_may_not",
            Self::PlanIncomplete { .. } => "plan_incomplete",
            Self::DeadlinePast { .. } => "deadline_past",
            Self::PlanAfterDeadline { .. } => "plan_after_deadline",
            Self::EvidenceRequired { phase: EvidencePhase::Before } => "evidence_before_required",
            Self::EvidenceRequired { phase: EvidencePhase::After } => "evidence_after_required",
            Self::EvidenceRequired { phase: EvidencePhase::Verify } => "evidence_verify_required",
            Self::ReasonRequired { .. } => "reason_required",
            Self::VerifierIsSubmitter => "verifier_is_submitter",
            Self::NotNamedVerifier => "not_named_verifier",
            Self::AuthorityMustVerify { .. } => "authority_must_verify",
            Self::ExtensionPending => "extension_pending",
            Self::NoExtension => "no_extension",
            Self::ExtensionNotLater { .. } => "extension_not_later",
            Self::DeciderIsRequester => "decider_is_requester",
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
        )
    }

    /// JSON pointers of the fields the refusal is about; empty when it is about the whole record.
    pub fn pointers(&self) -> Vec<&'static str> {
        match self {
            Self::PlanIncomplete { missing } => missing.clone(),
            Self::DeadlinePast { .. } | Self::PlanAfterDeadline { .. } => vec!["/deadline"],
            Self::EvidenceRequired { .. } => vec!["/evidence"],
            Self::ReasonRequired { action: Action::RequestExtension } => vec!["/reason"],
            Self::ReasonRequired { .. } => vec!["/note"],
            Self::ExtensionNotLater { .. } => vec!["/new_deadline"],
            _ => Vec::new(),
        }
    }
}
