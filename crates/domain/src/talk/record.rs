//! What a warning interview holds.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    case::{Officer, record::vocabulary},
    evidence::EvidenceHash,
    hazard::Step,
    ids::{AssignmentId, EnterpriseId, TalkId, UserId},
    party::names,
    time::{CivilDay, UtcMs},
};

vocabulary! {
    /// Where an interview stands.
    TalkState {
        Planned = "planned" "待通知",
        Noticed = "noticed" "已通知",
        Missed = "missed" "未到场",
        Held = "held" "待落实",
        FollowedUp = "followed_up" "已落实",
        Closed = "closed" "已办结",
        Cancelled = "cancelled" "已取消",
    }
}

impl TalkState {
    /// Nothing more happens.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Cancelled)
    }
}

vocabulary! {
    /// Why an enterprise is called in.
    TalkSource {
        Found = "found" "工作需要",
        Case = "case" "案件",
        Hazard = "hazard" "隐患",
        Signal = "signal" "预警线索",
        Grade = "grade" "高风险等级",
        Accident = "accident" "事故",
    }
}

impl TalkSource {
    /// There is a record behind it.
    pub const fn has_record(self) -> bool {
        !matches!(self, Self::Found)
    }
}

vocabulary! {
    /// As what somebody came.
    Capacity {
        Principal = "principal" "主要负责人",
        Controller = "controller" "实际控制人",
        StandIn = "stand_in" "受托人",
        Other = "other" "其他人员",
    }
}
vocabulary! {
    /// Why an appointment came to nothing.
    UnheldWhy { Missed = "missed" "未到场", Postponed = "postponed" "改期" }
}

/// When and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Instant.
    pub at: UtcMs,
    /// Place.
    pub place: String,
}

/// What became of an appointment that was not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unheld {
    /// Not kept, or moved beforehand.
    pub why: UnheldWhy,
    /// Who noted it, when, the reason.
    pub step: Step,
}

/// 约谈通知: when, where, who must come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Appointment.
    pub to: Place,
    /// Who must come.
    pub attendees: String,
    /// What to bring.
    pub bring: Vec<String>,
    /// Why it was given at shorter notice than the pack asks.
    pub urgent: Option<String>,
    /// Who gave it, when.
    pub step: Step,
    /// Who of the enterprise confirmed it, when.
    pub receipt: Option<Step>,
    /// It was not kept.
    pub unheld: Option<Unheld>,
}

/// Somebody of the enterprise who came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendee {
    /// Name.
    pub name: String,
    /// Post.
    pub post: String,
    /// As what.
    pub capacity: Capacity,
}

/// One demand and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// What has to be done.
    pub text: String,
    /// Who of the enterprise says it is done, when, how.
    pub mended: Option<Step>,
    /// Proofs.
    pub files: Vec<EvidenceHash>,
    /// Who confirmed it, when.
    pub confirmed: Option<Step>,
    /// It was sent back last: who, when, why.
    pub sent_back: Option<Step>,
}

/// 约谈记录.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// When and where it was held.
    pub held: Place,
    /// Who led it.
    pub host: String,
    /// Who wrote it down.
    pub recorder: String,
    /// Who came of the enterprise.
    pub attendees: Vec<Attendee>,
    /// Why a stand-in came for the principal.
    pub stand_in: Option<String>,
    /// What was talked about.
    pub matters: String,
    /// What has to be done.
    pub demands: Vec<Demand>,
    /// By when.
    pub deadline: CivilDay,
    /// What the enterprise said to it.
    pub commitment: Option<String>,
    /// Who entered it, when.
    pub step: Step,
}

/// One interview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// Id.
    pub id: TalkId,
    /// Number, e.g. `YT-20261126-0001`.
    pub no: String,
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// Where it stands.
    pub state: TalkState,
    /// Why.
    pub source: TalkSource,
    /// The record behind it.
    pub source_id: Option<Uuid>,
    /// Why, in words: it stands on the notice.
    pub reason: String,
    /// Who planned it, when.
    pub opened: Step,
    /// Last day on which it is to be held.
    pub hold_by: CivilDay,
    /// The inspection that was planned with it.
    pub visit: Option<AssignmentId>,
    /// Two officers, from the notice on.
    pub officers: Vec<Officer>,
    /// Notices, oldest first; the last one stands.
    pub notices: Vec<Notice>,
    /// Record.
    pub record: Option<Record>,
    /// Who closed or cancelled it, when, why.
    pub ended: Option<Step>,
}

impl Talk {
    /// A new plan.
    pub fn plan(id: TalkId, no: String, of: EnterpriseId, reason: String, hold_by: CivilDay, opened: Step) -> Self {
        Self {
            id,
            no,
            enterprise: of,
            state: TalkState::Planned,
            source: TalkSource::Found,
            source_id: None,
            reason,
            opened,
            hold_by,
            visit: None,
            officers: Vec::new(),
            notices: Vec::new(),
            record: None,
            ended: None,
        }
    }

    /// This account is one of its officers.
    pub fn handles(&self, user: UserId) -> bool {
        self.officers.iter().any(|o| o.user == Some(user))
    }

    /// The enterprise was told of it: from then on it sees it.
    pub const fn shown_to_party(&self) -> bool {
        !self.notices.is_empty()
    }

    /// The appointment that stands.
    pub fn appointment(&self) -> Option<&Notice> {
        self.notices.last().filter(|n| n.unheld.is_none())
    }

    /// Demands that were made.
    pub fn demands(&self) -> &[Demand] {
        self.record.as_ref().map_or(&[], |r| &r.demands)
    }
}
