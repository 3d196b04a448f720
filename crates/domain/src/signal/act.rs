//! Who may do what to a signal in which state.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::state::{Owner, Signal, State, WATCH_KIND};
use crate::access::{Role, Viewer};

/// A step on a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// 提醒.
    Remind,
    /// 转企业.
    HandOver,
    /// 转隐患.
    MakeHazard,
    /// 建议布控.
    ProposeWatch,
    /// 误报.
    FalseAlarm,
    /// 确认收到.
    Acknowledge,
    /// 答复.
    Answer,
    /// 办结.
    Close,
    /// 指派.
    Assign,
}

impl Action {
    /// All steps, in the order screens show them.
    pub const ALL: [Self; 9] = [
        Self::Remind,
        Self::HandOver,
        Self::MakeHazard,
        Self::ProposeWatch,
        Self::FalseAlarm,
        Self::Acknowledge,
        Self::Answer,
        Self::Close,
        Self::Assign,
    ];

    /// The five answers of triage.
    pub const TRIAGE: [Self; 5] =
        [Self::Remind, Self::HandOver, Self::MakeHazard, Self::ProposeWatch, Self::FalseAlarm];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Remind => "remind",
            Self::HandOver => "hand_over",
            Self::MakeHazard => "make_hazard",
            Self::ProposeWatch => "propose_watch",
            Self::FalseAlarm => "false_alarm",
            Self::Acknowledge => "acknowledge",
            Self::Answer => "answer",
            Self::Close => "close",
            Self::Assign => "assign",
        }
    }

    /// States the step may start from. Triage may be stepped up (提醒 → 转企业 → 隐患) but not down; an answer may be
    /// handed over again.
    pub const fn from_states(self) -> &'static [State] {
        use State as S;
        match self {
            Self::Remind => &[S::Open],
            Self::HandOver => &[S::Open, S::Reminded, S::Acknowledged, S::Answered],
            Self::MakeHazard | Self::FalseAlarm => {
                &[S::Open, S::Reminded, S::HandedOver, S::WatchProposed, S::Acknowledged, S::Answered]
            }
            Self::ProposeWatch => &[S::Open, S::Reminded, S::HandedOver, S::Acknowledged, S::Answered],
            Self::Acknowledge => &[S::Reminded],
            Self::Answer => &[S::HandedOver],
            Self::Close => &[S::Acknowledged, S::Answered, S::WatchProposed],
            Self::Assign => &[S::Open, S::Reminded, S::HandedOver, S::WatchProposed, S::Acknowledged, S::Answered],
        }
    }
}

/// A refused step. The signal is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The step does not start from this state.
    #[error("{} cannot be done while the signal is {}", action.as_str(), state.as_str())]
    WrongState {
        /// The step.
        action: Action,
        /// The state found.
        state: State,
    },
    /// The role may not do this step.
    #[error("role {} may not {} a signal", role.as_str(), action.as_str())]
    RoleMayNot {
        /// The actor's role.
        role: Role,
        /// The step.
        action: Action,
    },
    /// A reason is required and was empty.
    #[error("{} needs a reason", action.as_str())]
    ReasonRequired {
        /// The step.
        action: Action,
    },
    /// The registry does not know the vehicle, so there is no enterprise to turn to.
    #[error("{} needs an enterprise, and the vehicle is not in the registry", action.as_str())]
    EnterpriseUnknown {
        /// The step.
        action: Action,
    },
}

impl Refusal {
    /// Stable code; screens hold a text for each.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongState { .. } => "wrong_state",
            Self::RoleMayNot { .. } => "role_may_not",
            Self::ReasonRequired { .. } => "reason_required",
            Self::EnterpriseUnknown { .. } => "enterprise_unknown",
        }
    }

    /// JSON pointers of the fields the refusal is about.
    pub fn pointers(&self) -> Vec<&'static str> {
        match self {
            Self::ReasonRequired { action: Action::FalseAlarm } => vec!["/reason"],
            Self::ReasonRequired { .. } => vec!["/note"],
            _ => Vec::new(),
        }
    }
}

/// Whether `role` may ever do `action`.
const fn role_may(role: Role, action: Action) -> bool {
    let officer = matches!(role, Role::BureauOfficer | Role::Enforcement);
    let firm = matches!(role, Role::Principal | Role::SafetyOfficer);
    match action {
        Action::Remind | Action::HandOver => officer || matches!(role, Role::GridChief),
        Action::MakeHazard | Action::ProposeWatch | Action::FalseAlarm => officer,
        Action::Close => officer || matches!(role, Role::Leader),
        Action::Assign => matches!(role, Role::BureauOfficer | Role::Leader),
        Action::Acknowledge => firm || matches!(role, Role::Driver),
        Action::Answer => firm,
    }
}

/// Whether `viewer` may do `action` now (input aside); the precise refusal when not.
pub fn check(signal: &Signal, viewer: &Viewer, action: Action) -> Result<(), Refusal> {
    // A sighting is news for the authority: nobody is reminded, and reading it may be all there is to do.
    let fits = if signal.kind == WATCH_KIND {
        !signal.state.settled() && matches!(action, Action::Close | Action::FalseAlarm | Action::Assign)
    } else {
        action.from_states().contains(&signal.state)
    };
    if !fits {
        return Err(Refusal::WrongState { action, state: signal.state });
    }
    if !role_may(viewer.role, action) {
        return Err(Refusal::RoleMayNot { role: viewer.role, action });
    }
    if matches!(action, Action::Remind | Action::HandOver | Action::MakeHazard) && signal.enterprise.is_none() {
        return Err(Refusal::EnterpriseUnknown { action });
    }
    Ok(())
}

/// Every step the viewer may do on this signal now, in screen order.
pub fn actions(signal: &Signal, viewer: &Viewer) -> Vec<Action> {
    Action::ALL.into_iter().filter(|&a| check(signal, viewer, a).is_ok()).collect()
}

/// Whether the owner of the next step is somebody like `viewer`.
pub fn owned_by(signal: &Signal, viewer: &Viewer) -> bool {
    match signal.owner() {
        Some(Owner::Authority) => {
            signal.assignee.as_ref().map_or_else(|| viewer.role.is_authority(), |a| a.id == viewer.user)
        }
        Some(Owner::Enterprise) => matches!(viewer.role, Role::Principal | Role::SafetyOfficer),
        Some(Owner::Driver) => matches!(viewer.role, Role::Driver | Role::SafetyOfficer),
        None => false,
    }
}
