//! Who may do what to a risk as it stands: the one table behind buttons and refusals.

use serde::{Deserialize, Serialize};

use super::{major::Standing, point::Risk, refusal::Refusal};
use crate::access::{Role, Viewer};

/// A step on a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// 修改: name, grade, controls.
    Change,
    /// 登记: register a major risk, or correct its registration.
    Register,
    /// 监测记录.
    Note,
    /// 申请销号.
    AskCancel,
    /// 审批销号.
    DecideCancel,
    /// 停用: take it off the list.
    Retire,
}

impl Action {
    /// All steps, in the order screens show them.
    pub const ALL: [Self; 6] =
        [Self::Change, Self::Register, Self::Note, Self::AskCancel, Self::DecideCancel, Self::Retire];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Register => "register",
            Self::Note => "note",
            Self::AskCancel => "ask_cancel",
            Self::DecideCancel => "decide_cancel",
            Self::Retire => "retire",
        }
    }
}

/// Whether `role` may ever do `action`. The enterprise keeps its census; the authority decides what leaves its list.
const fn role_may(role: Role, action: Action) -> bool {
    match action {
        Action::DecideCancel => matches!(role, Role::BureauOfficer | Role::Leader),
        _ => matches!(role, Role::Principal | Role::SafetyOfficer),
    }
}

/// Whether `viewer` may do `action` now; the precise refusal when not. Input is judged by the step itself.
pub fn check(risk: &Risk, viewer: &Viewer, action: Action) -> Result<(), Refusal> {
    if !role_may(viewer.role, action) {
        return Err(Refusal::RoleMayNot { role: viewer.role, action });
    }
    let standing = risk.standing();
    let listed = matches!(standing, Some(Standing::Registered | Standing::CancelAsked));
    let fits = match action {
        Action::Register => matches!(standing, Some(Standing::Unregistered | Standing::Registered)),
        Action::Note => listed,
        Action::AskCancel => standing == Some(Standing::Registered),
        Action::DecideCancel => standing == Some(Standing::CancelAsked),
        Action::Retire if listed => return Err(Refusal::CancelFirst),
        Action::Change | Action::Retire => risk.retired.is_none(),
    };
    if fits { Ok(()) } else { Err(Refusal::WrongState { action }) }
}

/// Every step the viewer may do now, in screen order.
pub fn actions(risk: &Risk, viewer: &Viewer) -> Vec<Action> {
    Action::ALL.into_iter().filter(|&a| check(risk, viewer, a).is_ok()).collect()
}
