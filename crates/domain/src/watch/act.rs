//! Who may do what to a watch in which state.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::state::{DeliveryState, State, Watch};
use crate::access::{Role, Viewer};

/// A step of an officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// 确认布控.
    Confirm,
    /// 撤回.
    Withdraw,
    /// 重新送达: what was given up is tried again.
    Resend,
    /// 办结.
    Close,
}

impl Action {
    /// All steps, in the order screens show them.
    pub const ALL: [Self; 4] = [Self::Confirm, Self::Withdraw, Self::Resend, Self::Close];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Withdraw => "withdraw",
            Self::Resend => "resend",
            Self::Close => "close",
        }
    }

    /// States the step may start from.
    pub const fn from_states(self) -> &'static [State] {
        match self {
            Self::Confirm => &[State::Proposed],
            Self::Withdraw => &[State::Proposed, State::Confirmed, State::HandedOver, State::Answered],
            Self::Resend | Self::Close => &[State::Confirmed, State::HandedOver, State::Answered],
        }
    }
}

/// A refused step. The watch is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The step does not start from this state.
    #[error("this cannot be done while the watch is {}", state.as_str())]
    WrongState {
        /// The state found.
        state: State,
    },
    /// The role may not do this step.
    #[error("role {} may not {} a watch", role.as_str(), action.as_str())]
    RoleMayNot {
        /// The actor's role.
        role: Role,
        /// The step.
        action: Action,
    },
    /// Whoever proposed a watch cannot confirm it.
    #[error("a second officer must confirm the watch")]
    ConfirmerIsProposer,
    /// A reason is required and was empty.
    #[error("a reason is needed")]
    ReasonRequired,
    /// The last instant is past, or too far away.
    #[error("the watch must end after now and within {max_days} days")]
    ExpiryOutOfRange {
        /// Most days.
        max_days: i64,
    },
    /// The registry does not know the vehicle: partners would not know what to stop.
    #[error("the vehicle is not in the registry")]
    VehicleUnknown,
    /// Every partner has it, or will be tried again by itself.
    #[error("nothing was given up")]
    NothingToResend,
    /// A partner that the configuration does not name.
    #[error("there is no such partner")]
    UnknownPartner,
    /// An answer's id was used for another answer.
    #[error("the id of the answer was used for another answer")]
    AnswerIdReused,
    /// An answer from the future.
    #[error("the answer tells of a time that has not come")]
    AnswerInFuture,
    /// More answers than one watch takes.
    #[error("the watch takes no more answers")]
    TooManyAnswers,
}

impl Refusal {
    /// Stable code; screens hold a text for each.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongState { .. } => "wrong_state",
            Self::RoleMayNot { .. } => "role_may_not",
            Self::ConfirmerIsProposer => "confirmer_is_proposer",
            Self::ReasonRequired => "reason_required",
            Self::ExpiryOutOfRange { .. } => "watch_expiry_out_of_range",
            Self::VehicleUnknown => "vehicle_unknown",
            Self::NothingToResend => "nothing_to_resend",
            Self::UnknownPartner => "unknown_partner",
            Self::AnswerIdReused => "answer_id_reused",
            Self::AnswerInFuture => "answer_in_future",
            Self::TooManyAnswers => "too_many_answers",
        }
    }

    /// JSON pointers of the fields the refusal is about.
    pub fn pointers(&self) -> Vec<&'static str> {
        match self {
            Self::ReasonRequired => vec!["/note"],
            Self::ExpiryOutOfRange { .. } => vec!["/expires_at"],
            Self::UnknownPartner => vec!["/partners"],
            Self::AnswerIdReused => vec!["/id"],
            Self::AnswerInFuture => vec!["/at"],
            _ => Vec::new(),
        }
    }

    /// Whether who asks is the reason.
    pub const fn about_actor(&self) -> bool {
        matches!(self, Self::RoleMayNot { .. } | Self::ConfirmerIsProposer)
    }
}

/// Whether `role` may ever do `action`.
const fn role_may(role: Role, action: Action) -> bool {
    match action {
        Action::Confirm => matches!(role, Role::BureauOfficer | Role::Enforcement | Role::Leader),
        Action::Withdraw | Action::Resend | Action::Close => matches!(role, Role::BureauOfficer | Role::Enforcement),
    }
}

/// Whether `viewer` may do `action` now (input aside); the precise refusal when not.
pub fn check(watch: &Watch, viewer: &Viewer, action: Action) -> Result<(), Refusal> {
    if !action.from_states().contains(&watch.state) {
        return Err(Refusal::WrongState { state: watch.state });
    }
    if !role_may(viewer.role, action) {
        return Err(Refusal::RoleMayNot { role: viewer.role, action });
    }
    if action == Action::Confirm {
        if watch.proposed.by.id == viewer.user {
            return Err(Refusal::ConfirmerIsProposer);
        }
        if watch.vehicle.is_none() {
            return Err(Refusal::VehicleUnknown);
        }
    }
    if action == Action::Resend && !watch.deliveries.iter().any(|d| d.state == DeliveryState::Failed) {
        return Err(Refusal::NothingToResend);
    }
    Ok(())
}

/// Every step the viewer may do on this watch now, in screen order.
pub fn actions(watch: &Watch, viewer: &Viewer) -> Vec<Action> {
    Action::ALL.into_iter().filter(|&a| check(watch, viewer, a).is_ok()).collect()
}
