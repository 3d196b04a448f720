//! The hazard record and what can be read from it without asking anybody.

use serde::{Deserialize, Serialize};

use super::{governance::Governance, judgement::Judgement, plan::Plan};
use crate::{
    access::Viewer,
    evidence::EvidencePhase,
    geo::Point,
    ids::{ControlId, EnterpriseId, HazardId, InspectionId, RiskId, SignalId, UserId},
    time::{CivilDay, UtcMs},
};

/// How dangerous the hazard is (DOMAIN §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 一般隐患: mended at once or soon.
    General,
    /// 重大隐患: matches a criterion clause; the authority verifies it.
    Major,
}

impl Level {
    /// All levels.
    pub const ALL: [Self; 2] = [Self::General, Self::Major];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Major => "major",
        }
    }

    /// The level of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.as_str() == name)
    }
}

/// How the hazard came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// 企业自查: the enterprise found it itself.
    SelfCheck,
    /// 监督检查: an officer found it.
    Inspection,
    /// 网格巡查.
    Patrol,
    /// 运行预警: made from a signal.
    Signal,
    /// 举报.
    Report,
    /// 风险管控失效: a control of a risk point was found not kept.
    RiskControl,
    /// 导入: from a list of another system.
    Import,
}

impl Source {
    /// All sources.
    pub const ALL: [Self; 7] =
        [Self::SelfCheck, Self::Inspection, Self::Patrol, Self::Signal, Self::Report, Self::RiskControl, Self::Import];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SelfCheck => "self_check",
            Self::Inspection => "inspection",
            Self::Patrol => "patrol",
            Self::Signal => "signal",
            Self::Report => "report",
            Self::RiskControl => "risk_control",
            Self::Import => "import",
        }
    }

    /// The source of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.as_str() == name)
    }
}

/// The control whose failure became a hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedControl {
    /// Risk point.
    pub risk: RiskId,
    /// The control.
    pub control: ControlId,
    /// The self-inspection that found it.
    pub inspection: InspectionId,
}

/// Where in the loop the hazard stands. Overdue is derived, see [`Hazard::overdue`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 发现: recorded, the enterprise has no deadline yet.
    Found,
    /// 已通知: deadline set, waits for the plan.
    Notified,
    /// 整改中: the plan is complete, work goes on.
    Rectifying,
    /// 待复查: evidence handed in.
    Submitted,
    /// 复查合格: waits for 销号.
    Verified,
    /// 已销号.
    Closed,
}

impl State {
    /// All states in loop order.
    pub const ALL: [Self; 6] =
        [Self::Found, Self::Notified, Self::Rectifying, Self::Submitted, Self::Verified, Self::Closed];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Notified => "notified",
            Self::Rectifying => "rectifying",
            Self::Submitted => "submitted",
            Self::Verified => "verified",
            Self::Closed => "closed",
        }
    }

    /// The state of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.as_str() == name)
    }

    /// Whether the enterprise still owes work in this state, so that the deadline counts.
    pub const fn awaits_enterprise(self) -> bool {
        matches!(self, Self::Notified | Self::Rectifying)
    }
}

/// An account as a record names it: the id for comparison, the name for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRef {
    /// The account.
    pub id: UserId,
    /// Name as shown.
    pub name: String,
}

impl From<&Viewer> for PersonRef {
    fn from(viewer: &Viewer) -> Self {
        Self { id: viewer.user, name: viewer.name.clone() }
    }
}

/// Who did a step, when, and what was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Who.
    pub by: PersonRef,
    /// When.
    pub at: UtcMs,
    /// Note; may be empty where no reason is required.
    pub note: String,
}

/// A wish for a later deadline and what was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// The deadline asked for.
    pub new_deadline: CivilDay,
    /// The deadline when it was asked for.
    pub old_deadline: CivilDay,
    /// Who asked, when and why.
    pub requested: Step,
    /// Who decided, when, and the note; `None` while pending.
    pub decided: Option<Step>,
    /// Whether it was granted; `None` while pending.
    pub approved: Option<bool>,
}

/// One hazard. Transitions consume it and give the next value or a [`super::Refusal`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hazard {
    /// Id.
    pub id: HazardId,
    /// Human number, e.g. `YH-20261124-0001`.
    pub no: String,
    /// The enterprise that must mend it.
    pub enterprise: EnterpriseId,
    /// How it came to be known.
    pub source: Source,
    /// The signal it was made from.
    pub signal: Option<SignalId>,
    /// The control that was not kept.
    pub failed: Option<FailedControl>,
    /// One line.
    pub title: String,
    /// What exactly.
    pub description: String,
    /// The clause or criterion it offends.
    pub clause: Option<String>,
    /// Level.
    pub level: Level,
    /// State.
    pub state: State,
    /// Who found it.
    pub found_by: PersonRef,
    /// When it was found.
    pub found_at: UtcMs,
    /// Where, in words.
    pub place: Option<String>,
    /// Where, WGS-84.
    pub location: Option<Point>,
    /// Last day for mending.
    pub deadline: Option<CivilDay>,
    /// 五落实.
    pub plan: Option<Plan>,
    /// The newest extension; earlier ones are in the ledger.
    pub extension: Option<Extension>,
    /// Named in advance to verify; `None`: whoever may, by name, when it is done.
    pub verifier: Option<PersonRef>,
    /// Notice to the enterprise.
    pub notified: Option<Step>,
    /// The newest submission.
    pub submitted: Option<Step>,
    /// The verification that passed.
    pub verified: Option<Step>,
    /// The newest sending back.
    pub sent_back: Option<Step>,
    /// 销号.
    pub closed: Option<Step>,
    /// What the criteria in force said of it when they were asked last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Judgement>,
    /// What a major hazard has beyond this.
    #[serde(default, skip_serializing_if = "Governance::is_empty")]
    pub governance: Governance,
    /// The hazard of the same enterprise against the same clause that it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<HazardId>,
}

impl Hazard {
    /// Overdue: the enterprise still owes work and the deadline day has ended in Asia/Shanghai. Handing in stops
    /// the clock; being sent back starts it again.
    pub fn overdue(&self, now: UtcMs) -> bool {
        self.state.awaits_enterprise() && self.deadline.is_some_and(|d| now.day() > d)
    }

    /// Civil days left until the deadline (negative when late); `None` when no deadline runs.
    pub fn days_left(&self, now: UtcMs) -> Option<i32> {
        match self.state {
            State::Found | State::Verified | State::Closed => None,
            State::Notified | State::Rectifying | State::Submitted => {
                self.deadline.map(|d| d.0.saturating_sub(now.day().0))
            }
        }
    }

    /// Whether an extension waits for a decision.
    pub fn extension_pending(&self) -> bool {
        self.extension.as_ref().is_some_and(|e| e.approved.is_none())
    }

    /// The phases of evidence that must exist before this hazard can be handed in. A major hazard is proved by a
    /// picture before and one after.
    pub fn evidence_needed(&self) -> &'static [EvidencePhase] {
        match self.level {
            Level::General => &[EvidencePhase::After],
            Level::Major => &[EvidencePhase::Before, EvidencePhase::After],
        }
    }
}
