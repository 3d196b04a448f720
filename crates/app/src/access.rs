//! Who may do what: one table of role × action. Scope (which rows) is applied in `store`; whether a particular hazard
//! or signal allows a step now is decided in `domain`. Every use case asks [`require`] first.

use anlu_domain::access::{Role, Viewer};
use thiserror::Error;

use crate::ctx::Ctx;

/// Something a use case does. One per permission, not one per operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Own session: who am I, change my password, log out.
    OwnSession,
    /// Today's list.
    TodayRead,
    /// Search over what the viewer may see.
    Search,
    /// Reference lists (sectors, roles, reasons).
    ReferenceRead,
    /// Enterprise files.
    EnterpriseRead,
    /// Change an enterprise file.
    EnterpriseEdit,
    /// People, masked.
    PersonRead,
    /// One person's record, masked; a driver's scope leaves him his own.
    PersonOpen,
    /// Unmask a person's number and phone, with a reason, on record.
    PersonReveal,
    /// Vehicles.
    VehicleRead,
    /// Give orders to a vehicle's terminal: text, picture.
    VehicleCommand,
    /// Set parameters of a vehicle's terminal.
    VehicleConfigure,
    /// The grid tree.
    GridRead,
    /// Import a workbook.
    ImportRun,
    /// Workbook exports.
    Export,
    /// Signals.
    SignalRead,
    /// Remind, hand over, make a hazard, propose a watch, call it a false alarm.
    SignalTriage,
    /// Acknowledge a reminder.
    SignalAcknowledge,
    /// Answer for the enterprise.
    SignalAnswer,
    /// Close a signal.
    SignalClose,
    /// Name the officer who follows a signal.
    SignalAssign,
    /// Demand of a platform below that what a signal tells be dealt with (督办).
    SignalSupervise,
    /// What platforms below are asked (查岗).
    CheckRead,
    /// Ask it, close what nobody answered.
    CheckAsk,
    /// Watches (布控).
    WatchRead,
    /// Confirm a watch that somebody else proposed.
    WatchConfirm,
    /// Withdraw or close a watch.
    WatchEnd,
    /// What upper platforms want of us: 查岗, 督办, pre-warnings.
    RequestRead,
    /// Answer an upper platform.
    RequestAnswer,
    /// Hazards.
    HazardRead,
    /// Record a hazard.
    HazardReport,
    /// Give notice with a deadline.
    HazardNotify,
    /// Make the plan (五落实).
    HazardPlan,
    /// Hand in the mended work.
    HazardSubmit,
    /// Verify or send back.
    HazardVerify,
    /// 销号.
    HazardClose,
    /// Ask for a later deadline.
    HazardExtend,
    /// Decide a later deadline.
    HazardExtensionDecide,
    /// Confirm the notice of a major hazard, approve its plan.
    HazardConfirm,
    /// Enter what experts found of a major hazard.
    HazardAccept,
    /// Supervise-list a major hazard, lift that, make it public.
    HazardSupervise,
    /// Decide what changed criteria mean for open hazards.
    HazardJudge,
    /// Proposals to handle something as an accident investigation.
    InquiryRead,
    /// Make such a proposal.
    InquiryPropose,
    /// Decide one.
    InquiryDecide,
    /// What enterprises owe, and their records.
    DutyRead,
    /// Hand in a record, or take it back.
    RecordAdd,
    /// Ask that a task be excused.
    WaiverAsk,
    /// Decide a waiver.
    WaiverDecide,
    /// Tell a fact that no register holds.
    FactTell,
    /// Risks of enterprises, checklists and inspections.
    RiskRead,
    /// Write the census, register major risks.
    RiskEdit,
    /// Decide whether a major risk is struck off.
    RiskCancel,
    /// Targets, and who is missing.
    TargetRead,
    /// Remind all who miss a target, or take it back.
    TargetRemind,
    /// Draws, their pools and results; the pool of inspectors.
    DrawRead,
    /// Plan a draw, take rows out, freeze, publish, draw again.
    DrawPlan,
    /// Hold a secret of a draw; have the result computed.
    DrawParty,
    /// The pool of inspectors.
    InspectorEdit,
    /// Inspections by the authority.
    FieldRead,
    /// Inspect on the spot.
    FieldInspect,
    /// Campaigns, their lists and reports.
    CampaignRead,
    /// Start a campaign, add to its list, close it.
    CampaignRun,
    /// Record the outcome of an enterprise.
    CampaignRecord,
    /// Documents (文书) and their files.
    DocumentRead,
    /// Withdraw a document.
    DocumentWithdraw,
    /// Erase what a document says.
    DocumentErase,
    /// Grades, and what they rest on.
    GradeRead,
    /// Have an enterprise rated again.
    GradeRate,
    /// Enter accidents, penalties and checks that ratings count.
    GradeEnter,
    /// Confirm the notice of a grade, object to it.
    GradeAnswer,
    /// Decide an objection.
    GradeDecide,
    /// Enforcement cases; an enterprise sees what was put before it.
    CaseRead,
    /// Open a case.
    CaseOpen,
    /// Investigate, give notice, serve, execute.
    CaseWork,
    /// File, review, approve, decide, close.
    CaseDecide,
    /// Receive, state, ask for a hearing: the party.
    CaseAnswer,
    /// Warning interviews; an enterprise sees those it was told of.
    TalkRead,
    /// Plan an interview, give notice, hold it, follow it up.
    TalkWork,
    /// Confirm the notice, report what was mended: the enterprise.
    TalkAnswer,
    /// Construction projects; an enterprise sees those in which it is a party.
    ProjectRead,
    /// Enter a project, name its parties.
    ProjectEdit,
    /// Enter and move work items.
    ProjectWork,
    /// Links to parties of cases (远程).
    RemoteRead,
    /// Upload evidence.
    EvidencePut,
    /// Read evidence of what the viewer may see.
    EvidenceRead,
    /// Latest positions and tracks.
    LiveRead,
    /// The ledger of a record.
    LedgerRead,
    /// Compare policy packs over stored history.
    PackBacktest,
    /// Versions of the policy pack, and the decisions about them.
    PackRead,
    /// Import a version of the policy pack.
    PackDraft,
    /// Put a version of the policy pack in force.
    PackActivate,
    /// Import and change zones.
    ZoneEdit,
    /// Names of accounts that can verify or follow.
    UserList,
    /// Create, disable and reset accounts.
    UserManage,
}

impl Action {
    /// All actions in table order.
    pub const ALL: &[Self] = &[
        Self::OwnSession,
        Self::TodayRead,
        Self::Search,
        Self::ReferenceRead,
        Self::EnterpriseRead,
        Self::EnterpriseEdit,
        Self::PersonRead,
        Self::PersonOpen,
        Self::PersonReveal,
        Self::VehicleRead,
        Self::VehicleCommand,
        Self::VehicleConfigure,
        Self::GridRead,
        Self::ImportRun,
        Self::Export,
        Self::SignalRead,
        Self::SignalTriage,
        Self::SignalAcknowledge,
        Self::SignalAnswer,
        Self::SignalClose,
        Self::SignalAssign,
        Self::SignalSupervise,
        Self::CheckRead,
        Self::CheckAsk,
        Self::WatchRead,
        Self::WatchConfirm,
        Self::WatchEnd,
        Self::RequestRead,
        Self::RequestAnswer,
        Self::HazardRead,
        Self::HazardReport,
        Self::HazardNotify,
        Self::HazardPlan,
        Self::HazardSubmit,
        Self::HazardVerify,
        Self::HazardClose,
        Self::HazardExtend,
        Self::HazardExtensionDecide,
        Self::HazardConfirm,
        Self::HazardAccept,
        Self::HazardSupervise,
        Self::HazardJudge,
        Self::InquiryRead,
        Self::InquiryPropose,
        Self::InquiryDecide,
        Self::DutyRead,
        Self::RecordAdd,
        Self::WaiverAsk,
        Self::WaiverDecide,
        Self::FactTell,
        Self::RiskRead,
        Self::RiskEdit,
        Self::RiskCancel,
        Self::TargetRead,
        Self::TargetRemind,
        Self::DrawRead,
        Self::DrawPlan,
        Self::DrawParty,
        Self::InspectorEdit,
        Self::FieldRead,
        Self::FieldInspect,
        Self::CampaignRead,
        Self::CampaignRun,
        Self::CampaignRecord,
        Self::DocumentRead,
        Self::DocumentWithdraw,
        Self::DocumentErase,
        Self::GradeRead,
        Self::GradeRate,
        Self::GradeEnter,
        Self::GradeAnswer,
        Self::GradeDecide,
        Self::CaseRead,
        Self::CaseOpen,
        Self::CaseWork,
        Self::CaseDecide,
        Self::CaseAnswer,
        Self::TalkRead,
        Self::TalkWork,
        Self::TalkAnswer,
        Self::ProjectRead,
        Self::ProjectEdit,
        Self::ProjectWork,
        Self::RemoteRead,
        Self::EvidencePut,
        Self::EvidenceRead,
        Self::LiveRead,
        Self::LedgerRead,
        Self::PackBacktest,
        Self::PackRead,
        Self::PackDraft,
        Self::PackActivate,
        Self::ZoneEdit,
        Self::UserList,
        Self::UserManage,
    ];

    /// Stable code, as screens know it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OwnSession => "session.own",
            Self::TodayRead => "today.read",
            Self::Search => "search",
            Self::ReferenceRead => "reference.read",
            Self::EnterpriseRead => "enterprise.read",
            Self::EnterpriseEdit => "enterprise.edit",
            Self::PersonRead => "person.read",
            Self::PersonOpen => "person.open",
            Self::PersonReveal => "person.reveal",
            Self::VehicleRead => "vehicle.read",
            Self::VehicleCommand => "vehicle.command",
            Self::VehicleConfigure => "vehicle.configure",
            Self::GridRead => "grid.read",
            Self::ImportRun => "import.run",
            Self::Export => "export",
            Self::SignalRead => "signal.read",
            Self::SignalTriage => "signal.triage",
            Self::SignalAcknowledge => "signal.acknowledge",
            Self::SignalAnswer => "signal.answer",
            Self::SignalClose => "signal.close",
            Self::SignalAssign => "signal.assign",
            Self::SignalSupervise => "signal.supervise",
            Self::CheckRead => "duty_check.read",
            Self::CheckAsk => "duty_check.ask",
            Self::WatchRead => "watch.read",
            Self::WatchConfirm => "watch.confirm",
            Self::WatchEnd => "watch.end",
            Self::RequestRead => "request.read",
            Self::RequestAnswer => "request.answer",
            Self::HazardRead => "hazard.read",
            Self::HazardReport => "hazard.report",
            Self::HazardNotify => "hazard.notify",
            Self::HazardPlan => "hazard.plan",
            Self::HazardSubmit => "hazard.submit",
            Self::HazardVerify => "hazard.verify",
            Self::HazardClose => "hazard.close",
            Self::HazardExtend => "hazard.extension",
            Self::HazardExtensionDecide => "hazard.extension_decision",
            Self::HazardConfirm => "hazard.confirm",
            Self::HazardAccept => "hazard.accept",
            Self::HazardSupervise => "hazard.supervise",
            Self::HazardJudge => "hazard.judge",
            Self::InquiryRead => "inquiry.read",
            Self::InquiryPropose => "inquiry.propose",
            Self::InquiryDecide => "inquiry.decide",
            Self::DutyRead => "duty.read",
            Self::RecordAdd => "record.add",
            Self::WaiverAsk => "waiver.ask",
            Self::WaiverDecide => "waiver.decide",
            Self::FactTell => "fact.tell",
            Self::RiskRead => "risk.read",
            Self::RiskEdit => "risk.edit",
            Self::RiskCancel => "risk.cancel",
            Self::TargetRead => "target.read",
            Self::TargetRemind => "target.remind",
            Self::DocumentRead => "document.read",
            Self::DocumentWithdraw => "document.withdraw",
            Self::DocumentErase => "document.erase",
            Self::DrawRead => "draw.read",
            Self::DrawPlan => "draw.plan",
            Self::DrawParty => "draw.party",
            Self::InspectorEdit => "inspector.edit",
            Self::FieldRead => "field.read",
            Self::FieldInspect => "field.inspect",
            Self::CampaignRead => "campaign.read",
            Self::CampaignRun => "campaign.run",
            Self::CampaignRecord => "campaign.record",
            Self::GradeRead => "grade.read",
            Self::GradeRate => "grade.rate",
            Self::GradeEnter => "grade.enter",
            Self::GradeAnswer => "grade.answer",
            Self::GradeDecide => "grade.decide",
            Self::CaseRead => "case.read",
            Self::CaseOpen => "case.open",
            Self::CaseWork => "case.work",
            Self::CaseDecide => "case.decide",
            Self::CaseAnswer => "case.answer",
            Self::TalkRead => "talk.read",
            Self::TalkWork => "talk.work",
            Self::TalkAnswer => "talk.answer",
            Self::ProjectRead => "project.read",
            Self::ProjectEdit => "project.edit",
            Self::ProjectWork => "project.work",
            Self::RemoteRead => "remote.read",
            Self::EvidencePut => "evidence.put",
            Self::EvidenceRead => "evidence.read",
            Self::LiveRead => "live.read",
            Self::LedgerRead => "ledger.read",
            Self::PackBacktest => "pack.backtest",
            Self::PackRead => "pack.read",
            Self::PackDraft => "pack.draft",
            Self::PackActivate => "pack.activate",
            Self::ZoneEdit => "zone.edit",
            Self::UserList => "user.list",
            Self::UserManage => "user.manage",
        }
    }
}

/// The action is not for this role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("role {} may not do {action:?}", role.as_str())]
pub struct Denied {
    /// The viewer's role.
    pub role: Role,
    /// What was asked for.
    pub action: Action,
}

impl Denied {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        "forbidden"
    }
}

/// The table. Columns: bureau officer, enforcement, grid chief, leader | principal, safety officer, driver.
#[expect(clippy::match_same_arms, reason = "a table: one row per action, grouped by area")]
const fn row(action: Action) -> [bool; 7] {
    const Y: bool = true;
    const N: bool = false;
    match action {
        Action::OwnSession | Action::TodayRead | Action::ReferenceRead | Action::PersonOpen => [Y, Y, Y, Y, Y, Y, Y],
        Action::Search => [Y, Y, Y, Y, Y, Y, N],
        Action::EnterpriseRead | Action::PersonRead | Action::VehicleRead => [Y, Y, Y, Y, Y, Y, N],
        Action::EnterpriseEdit => [Y, N, N, N, Y, Y, N],
        Action::PersonReveal => [Y, Y, N, N, Y, Y, N],
        Action::VehicleCommand => [Y, Y, N, N, Y, Y, N],
        Action::VehicleConfigure => [Y, Y, N, N, N, N, N],
        Action::GridRead => [Y, Y, Y, Y, Y, Y, N],
        Action::ImportRun => [Y, N, N, N, N, N, N],
        Action::Export => [Y, Y, Y, Y, Y, Y, N],
        Action::SignalRead => [Y, Y, Y, Y, Y, Y, Y],
        Action::SignalTriage => [Y, Y, Y, N, N, N, N],
        Action::SignalAcknowledge => [N, N, N, N, Y, Y, Y],
        Action::SignalAnswer => [N, N, N, N, Y, Y, N],
        Action::SignalClose => [Y, Y, N, Y, N, N, N],
        Action::SignalAssign => [Y, N, N, Y, N, N, N],
        Action::SignalSupervise | Action::CheckAsk => [Y, Y, N, N, N, N, N],
        Action::CheckRead => [Y, Y, Y, Y, N, N, N],
        Action::WatchRead => [Y, Y, Y, Y, N, N, N],
        Action::WatchConfirm => [Y, Y, N, Y, N, N, N],
        Action::WatchEnd => [Y, Y, N, N, N, N, N],
        Action::RequestRead => [Y, Y, Y, Y, N, N, N],
        Action::RequestAnswer => [Y, Y, N, N, N, N, N],
        Action::HazardRead => [Y, Y, Y, Y, Y, Y, N],
        Action::HazardReport => [Y, Y, Y, N, Y, Y, Y],
        Action::HazardNotify | Action::HazardVerify => [Y, Y, Y, N, Y, Y, N],
        Action::HazardPlan | Action::HazardSubmit | Action::HazardExtend => [N, N, N, N, Y, Y, N],
        Action::HazardClose => [Y, Y, Y, Y, Y, N, N],
        Action::HazardExtensionDecide => [Y, N, N, Y, N, N, N],
        Action::HazardConfirm => [N, N, N, N, Y, N, N],
        Action::HazardAccept => [Y, Y, N, N, Y, N, N],
        Action::HazardSupervise | Action::HazardJudge => [Y, N, N, Y, N, N, N],
        Action::InquiryRead => [Y, Y, Y, Y, N, N, N],
        Action::InquiryPropose => [Y, Y, Y, N, N, N, N],
        Action::InquiryDecide => [Y, N, N, Y, N, N, N],
        Action::DutyRead => [Y, Y, Y, Y, Y, Y, N],
        Action::RecordAdd | Action::WaiverAsk => [N, N, N, N, Y, Y, N],
        Action::WaiverDecide => [Y, N, N, Y, N, N, N],
        Action::FactTell => [Y, N, N, N, Y, Y, N],
        Action::RiskRead => [Y, Y, Y, Y, Y, Y, N],
        Action::RiskEdit => [N, N, N, N, Y, Y, N],
        Action::RiskCancel => [Y, N, N, Y, N, N, N],
        Action::TargetRead | Action::CampaignRead => [Y, Y, Y, Y, N, N, N],
        Action::DrawRead => [Y, Y, Y, Y, N, N, N],
        Action::DrawPlan | Action::InspectorEdit => [Y, N, N, N, N, N, N],
        Action::FieldRead => [Y, Y, Y, Y, Y, Y, N],
        Action::FieldInspect => [Y, Y, Y, N, N, N, N],
        Action::DrawParty => [Y, Y, N, Y, N, N, N],
        Action::TargetRemind => [Y, N, Y, N, N, N, N],
        Action::CampaignRun => [Y, N, N, N, N, N, N],
        Action::CampaignRecord => [Y, Y, Y, N, N, N, N],
        Action::DocumentRead => [Y, Y, Y, Y, Y, Y, N],
        Action::DocumentWithdraw => [Y, Y, N, Y, N, N, N],
        Action::DocumentErase => [N, N, N, Y, N, N, N],
        Action::GradeRead => [Y, Y, Y, Y, Y, Y, N],
        Action::GradeRate => [Y, N, N, Y, N, N, N],
        Action::GradeEnter => [Y, Y, N, N, N, N, N],
        Action::GradeAnswer => [N, N, N, N, Y, Y, N],
        Action::GradeDecide => [Y, N, N, Y, N, N, N],
        Action::CaseRead => [Y, Y, N, Y, Y, Y, N],
        Action::CaseOpen | Action::CaseWork => [Y, Y, N, N, N, N, N],
        Action::CaseDecide => [Y, N, N, Y, N, N, N],
        Action::CaseAnswer => [N, N, N, N, Y, Y, N],
        Action::TalkRead => [Y, Y, Y, Y, Y, Y, N],
        Action::TalkWork => [Y, Y, N, Y, N, N, N],
        Action::TalkAnswer => [N, N, N, N, Y, Y, N],
        Action::ProjectRead => [Y, Y, Y, Y, Y, Y, N],
        Action::ProjectEdit => [Y, N, N, N, N, N, N],
        Action::ProjectWork => [Y, N, N, N, Y, Y, N],
        Action::RemoteRead => [Y, Y, N, Y, N, N, N],
        Action::EvidencePut | Action::EvidenceRead => [Y, Y, Y, Y, Y, Y, Y],
        Action::LiveRead => [Y, Y, Y, Y, Y, Y, N],
        Action::LedgerRead => [Y, Y, Y, Y, Y, Y, N],
        Action::PackBacktest | Action::PackRead | Action::PackActivate => [Y, N, N, Y, N, N, N],
        Action::PackDraft => [Y, N, N, N, N, N, N],
        Action::ZoneEdit => [Y, N, N, N, N, N, N],
        Action::UserList => [Y, Y, Y, Y, Y, Y, N],
        Action::UserManage => [Y, N, N, N, N, N, N],
    }
}

/// Whether `role` may do `action`.
pub fn may(role: Role, action: Action) -> bool {
    Role::ALL.into_iter().zip(row(action)).any(|(r, yes)| r == role && yes)
}

/// Refuses what the viewer's role may not do.
pub fn check(viewer: &Viewer, action: Action) -> Result<(), Denied> {
    if may(viewer.role, action) { Ok(()) } else { Err(Denied { role: viewer.role, action }) }
}

/// [`check`] for the viewer of `ctx`. The first line of every use case.
pub fn require(ctx: &Ctx, action: Action) -> Result<(), Denied> {
    check(&ctx.viewer, action)
}

/// The table as text: one line per action, one column per role.
pub fn matrix() -> String {
    let line = |action: Action| {
        let allowed: Vec<&str> = Role::ALL.into_iter().filter(|&r| may(r, action)).map(Role::as_str).collect();
        format!("{action:?}: {}\n", allowed.join(" "))
    };
    Action::ALL.iter().copied().map(line).collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_listed_once_each() {
        let mut seen = Action::ALL.to_vec();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), Action::ALL.len());
    }

    #[test]
    fn nobody_of_an_enterprise_leads_and_nobody_of_the_authority_mends() {
        for role in Role::ALL {
            for action in [Action::SignalTriage, Action::SignalAssign, Action::ImportRun, Action::UserManage] {
                assert!(role.is_authority() || !may(role, action), "{role:?} {action:?}");
            }
            for action in [Action::HazardPlan, Action::HazardSubmit, Action::SignalAnswer, Action::HazardExtend] {
                assert!(!role.is_authority() || !may(role, action), "{role:?} {action:?}");
            }
        }
    }

    /// Where the domain lets a role do a step, the matrix must let it in; else a button would lead to a refusal.
    #[test]
    fn the_table_never_refuses_what_a_button_offers() {
        use anlu_domain::hazard::Action as H;
        let pairs = [
            (H::Notify, Action::HazardNotify),
            (H::Plan, Action::HazardPlan),
            (H::Submit, Action::HazardSubmit),
            (H::Verify, Action::HazardVerify),
            (H::Close, Action::HazardClose),
            (H::RequestExtension, Action::HazardExtend),
            (H::DecideExtension, Action::HazardExtensionDecide),
            (H::ConfirmNotice, Action::HazardConfirm),
            (H::ApprovePlan, Action::HazardConfirm),
            (H::Progress, Action::HazardSubmit),
            (H::Accept, Action::HazardAccept),
            (H::List, Action::HazardSupervise),
            (H::Lift, Action::HazardSupervise),
            (H::Publish, Action::HazardSupervise),
        ];
        assert_eq!(pairs.len(), H::ALL.len());
        for (step, action) in pairs {
            let some = Role::ALL.into_iter().any(|role| may(role, action));
            assert!(some, "{step:?} must be possible for somebody");
        }
    }
}
