//! Who may do what to a hazard in which state: the one table behind buttons, refusals and Today.

use serde::{Deserialize, Serialize};

use super::{
    refusal::Refusal,
    state::{Hazard, Level, Source, State},
};
use crate::access::{Role, Viewer};

/// A step of the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// 通知整改: set the deadline.
    Notify,
    /// 制定整改方案: 五落实 (also to correct it while mending).
    Plan,
    /// 提交整改: hand in with evidence.
    Submit,
    /// 复查: passed or sent back.
    Verify,
    /// 销号.
    Close,
    /// 申请延期.
    #[serde(rename = "extension")]
    RequestExtension,
    /// 审批延期.
    #[serde(rename = "extension_decision")]
    DecideExtension,
}

impl Action {
    /// All steps, in the order screens show them.
    pub const ALL: [Self; 7] = [
        Self::Notify,
        Self::Plan,
        Self::Submit,
        Self::Verify,
        Self::Close,
        Self::RequestExtension,
        Self::DecideExtension,
    ];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notify => "notify",
            Self::Plan => "plan",
            Self::Submit => "submit",
            Self::Verify => "verify",
            Self::Close => "close",
            Self::RequestExtension => "extension",
            Self::DecideExtension => "extension_decision",
        }
    }

    /// States the step may start from.
    pub const fn from_states(self) -> &'static [State] {
        match self {
            Self::Notify => &[State::Found],
            Self::Submit => &[State::Rectifying],
            Self::Verify => &[State::Submitted],
            Self::Close => &[State::Verified],
            Self::Plan | Self::RequestExtension | Self::DecideExtension => &[State::Notified, State::Rectifying],
        }
    }
}

/// Whether the enterprise runs the whole loop itself: a general hazard of its own search. Everything else is led by
/// the authority.
fn own_loop(hazard: &Hazard) -> bool {
    hazard.level == Level::General && matches!(hazard.source, Source::SelfCheck | Source::RiskControl)
}

/// Whether `role` may ever do `action` on this hazard (its state aside).
fn role_may(hazard: &Hazard, role: Role, action: Action) -> bool {
    let officer = matches!(role, Role::BureauOfficer | Role::Enforcement | Role::GridChief);
    let firm = matches!(role, Role::Principal | Role::SafetyOfficer);
    match action {
        Action::Notify | Action::Verify => officer || (firm && own_loop(hazard)),
        Action::Plan | Action::Submit | Action::RequestExtension => firm,
        Action::Close => {
            matches!(role, Role::BureauOfficer | Role::Enforcement | Role::Leader)
                || (role == Role::GridChief && hazard.level == Level::General)
                || (role == Role::Principal && own_loop(hazard))
        }
        Action::DecideExtension => {
            role == Role::Leader || (role == Role::BureauOfficer && hazard.level == Level::General)
        }
    }
}

/// Whether `viewer` may do `action` now; the precise refusal when not. Input (deadline, evidence …) is judged by the
/// transition itself.
pub fn check(hazard: &Hazard, viewer: &Viewer, action: Action) -> Result<(), Refusal> {
    if !action.from_states().contains(&hazard.state) {
        return Err(Refusal::WrongState { action, state: hazard.state });
    }
    if !role_may(hazard, viewer.role, action) {
        if action == Action::Verify && !viewer.role.is_authority() && hazard.level == Level::Major {
            return Err(Refusal::AuthorityMustVerify { level: hazard.level });
        }
        return Err(Refusal::RoleMayNot { role: viewer.role, action });
    }
    match action {
        Action::Verify => {
            if hazard.submitted.as_ref().is_some_and(|s| s.by.id == viewer.user) {
                return Err(Refusal::VerifierIsSubmitter);
            }
            if hazard.verifier.as_ref().is_some_and(|v| v.id != viewer.user) {
                return Err(Refusal::NotNamedVerifier);
            }
        }
        Action::RequestExtension if hazard.extension_pending() => return Err(Refusal::ExtensionPending),
        Action::DecideExtension => match hazard.extension.as_ref() {
            Some(e) if e.approved.is_none() => {
                if e.requested.by.id == viewer.user {
                    return Err(Refusal::DeciderIsRequester);
                }
            }
            _ => return Err(Refusal::NoExtension),
        },
        _ => {}
    }
    Ok(())
}

/// Every step the viewer may do on this hazard now, in screen order.
pub fn actions(hazard: &Hazard, viewer: &Viewer) -> Vec<Action> {
    Action::ALL.into_iter().filter(|&a| check(hazard, viewer, a).is_ok()).collect()
}
