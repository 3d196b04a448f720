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
    /// 签收告知书: the principal has read the notice of a major hazard.
    #[serde(rename = "notice_receipt")]
    ConfirmNotice,
    /// 审批治理方案 of a major hazard, by the principal.
    #[serde(rename = "plan_approval")]
    ApprovePlan,
    /// 报告治理进展.
    Progress,
    /// 专家验收.
    #[serde(rename = "acceptance")]
    Accept,
    /// 挂牌督办.
    #[serde(rename = "listing")]
    List,
    /// 摘牌.
    #[serde(rename = "listing_lift")]
    Lift,
    /// 公开, or no longer.
    #[serde(rename = "publication")]
    Publish,
}

impl Action {
    /// All steps, in the order screens show them.
    pub const ALL: [Self; 14] = [
        Self::Notify,
        Self::Plan,
        Self::Submit,
        Self::Verify,
        Self::Close,
        Self::RequestExtension,
        Self::DecideExtension,
        Self::ConfirmNotice,
        Self::ApprovePlan,
        Self::Progress,
        Self::Accept,
        Self::List,
        Self::Lift,
        Self::Publish,
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
            Self::ConfirmNotice => "notice_receipt",
            Self::ApprovePlan => "plan_approval",
            Self::Progress => "progress",
            Self::Accept => "acceptance",
            Self::List => "listing",
            Self::Lift => "listing_lift",
            Self::Publish => "publication",
        }
    }

    /// States the step may start from.
    pub const fn from_states(self) -> &'static [State] {
        match self {
            Self::Notify => &[State::Found],
            Self::Submit | Self::ApprovePlan | Self::Progress => &[State::Rectifying],
            Self::Verify => &[State::Submitted],
            // What became major after it was verified is accepted before it is closed.
            Self::Accept => &[State::Submitted, State::Verified],
            Self::Close | Self::Lift => &[State::Verified],
            Self::ConfirmNotice | Self::List | Self::Publish => {
                &[State::Notified, State::Rectifying, State::Submitted, State::Verified]
            }
            Self::Plan | Self::RequestExtension | Self::DecideExtension => &[State::Notified, State::Rectifying],
        }
    }

    /// Whether only a major hazard has this step.
    pub const fn major_only(self) -> bool {
        matches!(
            self,
            Self::ConfirmNotice
                | Self::ApprovePlan
                | Self::Progress
                | Self::Accept
                | Self::List
                | Self::Lift
                | Self::Publish
        )
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
        Action::Plan | Action::Submit | Action::RequestExtension | Action::Progress => firm,
        Action::ConfirmNotice | Action::ApprovePlan => role == Role::Principal,
        Action::Accept => matches!(role, Role::BureauOfficer | Role::Enforcement | Role::Principal),
        Action::List | Action::Lift | Action::Publish => matches!(role, Role::BureauOfficer | Role::Leader),
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
    if action.major_only() && hazard.level != Level::Major {
        return Err(Refusal::NotMajor { action });
    }
    if hazard.level == Level::Major {
        check_major(hazard, viewer, action)?;
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

/// What holds of a major hazard only.
fn check_major(hazard: &Hazard, viewer: &Viewer, action: Action) -> Result<(), Refusal> {
    let governance = &hazard.governance;
    let handed_in = hazard.submitted.as_ref().is_some_and(|s| s.by.id == viewer.user);
    let approved = hazard.plan.as_ref().and_then(|p| p.approved.as_ref());
    let refused = match action {
        Action::ConfirmNotice => match &governance.notice {
            None => Some(Refusal::NoNotice),
            Some(notice) => notice.receipt.is_some().then_some(Refusal::NoticeRead),
        },
        Action::ApprovePlan => approved.is_some().then_some(Refusal::PlanApproved),
        Action::Submit => approved.is_none().then_some(Refusal::PlanNotApproved),
        Action::Accept if handed_in => Some(Refusal::ActorMended { action }),
        Action::Accept => governance.accepted().then_some(Refusal::AcceptedAlready),
        Action::Close if handed_in || approved.is_some_and(|s| s.by.id == viewer.user) => {
            Some(Refusal::ActorMended { action })
        }
        Action::Close if !governance.accepted() => Some(Refusal::AcceptanceRequired),
        Action::Close => governance.listed().then_some(Refusal::StillListed),
        Action::List => governance.listed().then_some(Refusal::ListedAlready),
        Action::Lift => (!governance.listed()).then_some(Refusal::NotListed),
        _ => None,
    };
    refused.map_or(Ok(()), Err)
}

/// Every step the viewer may do on this hazard now, in screen order.
pub fn actions(hazard: &Hazard, viewer: &Viewer) -> Vec<Action> {
    Action::ALL.into_iter().filter(|&a| check(hazard, viewer, a).is_ok()).collect()
}
