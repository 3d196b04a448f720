//! 按事故调查处理: not inspecting at all, or refusing to mend a major hazard, is handled in the manner of an accident
//! investigation. A case draft with the facts attached; the bureau confirms or dismisses it, with a reason.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    access::{Role, Viewer},
    evidence::{EvidenceHash, EvidencePhase},
    hazard::{Hazard, Level, PersonRef, State, state::Step},
    ids::{EnterpriseId, HazardId, InquiryId},
    party::names,
    time::{CivilDay, UtcMs},
};

/// Most characters of a reason.
const MAX_CHARS: usize = 2_000;

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 不排查: inspections that are owed were not done.
    NoInspection,
    /// 拒不整改: a major hazard is long past its deadline.
    RefusedMajor,
}

names!(Ground {
    NoInspection = "no_inspection" "不开展隐患排查",
    RefusedMajor = "refused_major" "重大隐患拒不整改",
});

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InquiryState {
    /// Waits for a decision.
    Proposed,
    /// Handled as an accident investigation.
    Confirmed,
    /// Not handled so.
    Dismissed,
}

names!(InquiryState {
    Proposed = "proposed" "待决定",
    Confirmed = "confirmed" "已决定立案",
    Dismissed = "dismissed" "不予立案",
});

/// A duty that was not fulfilled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissedDuty {
    /// Duty id.
    pub duty: String,
    /// Name, Chinese.
    pub zh: String,
    /// Name, English.
    pub en: String,
    /// Clause.
    pub clause: String,
    /// First day of the period.
    pub period_start: CivilDay,
    /// Last day of it.
    pub period_end: CivilDay,
    /// Last day to do it.
    pub due: CivilDay,
}

/// Something that happened to the hazard, from the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: UtcMs,
    /// Who.
    pub actor: String,
    /// Verb of the ledger.
    pub action: String,
    /// Words.
    pub note: Option<String>,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Content hash.
    pub hash: EvidenceHash,
    /// What it proves.
    pub phase: EvidencePhase,
    /// File name.
    pub name: String,
    /// Who attached it.
    pub by: PersonRef,
    /// When.
    pub at: UtcMs,
}

/// The hazard that was not mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmended {
    /// Number.
    pub no: String,
    /// Title.
    pub title: String,
    /// Criterion.
    pub clause: Option<String>,
    /// Deadline.
    pub deadline: CivilDay,
    /// Days past it.
    pub days_late: u32,
    /// Number of the notice to the principal.
    pub notice: Option<String>,
    /// When the notice was issued.
    pub notice_at: Option<UtcMs>,
    /// When the principal confirmed it.
    pub receipt_at: Option<UtcMs>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// Evidence.
    pub proofs: Vec<Proof>,
}

/// What the draft rests on, as it was when it was proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Name of the enterprise.
    pub enterprise: String,
    /// Its principal, as the register has him.
    pub principal: Option<String>,
    /// Inspections that were owed and not done.
    pub duties: Vec<MissedDuty>,
    /// The hazard.
    pub hazard: Option<Unmended>,
}

/// A case draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inquiry {
    /// Id.
    pub id: InquiryId,
    /// Number, e.g. `DC-20261126-0001`.
    pub no: String,
    /// The enterprise.
    pub enterprise: EnterpriseId,
    /// The hazard, when it is about one.
    pub hazard: Option<HazardId>,
    /// Ground.
    pub ground: Ground,
    /// Where it stands.
    pub state: InquiryState,
    /// Who proposed it, when, why.
    pub proposed: Step,
    /// Facts.
    pub facts: Facts,
    /// Who decided, when, why.
    pub decided: Option<Step>,
}

/// A refused step.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InquiryRefusal {
    /// The facts do not bear it.
    #[error("the facts do not bear it")]
    NoGround,
    /// A reason is required, or too long.
    #[error("/reason: {0}")]
    Reason(&'static str),
    /// The role may not decide.
    #[error("role {} may not decide", .0.as_str())]
    RoleMayNot(Role),
    /// Who proposed does not decide.
    #[error("the person who proposed it may not decide it")]
    OwnProposal,
    /// It is decided.
    #[error("it is decided")]
    Decided,
}

impl InquiryRefusal {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoGround => "inquiry_no_ground",
            Self::Reason(code) => code,
            Self::RoleMayNot(_) => "role_may_not",
            Self::OwnProposal => "inquiry_own",
            Self::Decided => "inquiry_decided",
        }
    }
}

/// Whether a major hazard counts as not mended on `day`: so many days past its deadline, and the enterprise still owes
/// the work.
pub fn refused(hazard: &Hazard, day: CivilDay, after_days: u16) -> Option<u32> {
    let owes = hazard.level == Level::Major && matches!(hazard.state, State::Notified | State::Rectifying);
    let late = hazard.deadline.filter(|_| owes).map(|d| day.0.saturating_sub(d.0))?;
    u32::try_from(late).ok().filter(|late| *late > u32::from(after_days))
}

fn reason(why: &str) -> Result<String, InquiryRefusal> {
    let why = why.trim();
    match why.chars().count() {
        0 => Err(InquiryRefusal::Reason("reason_required")),
        n if n > MAX_CHARS => Err(InquiryRefusal::Reason("too_long")),
        _ => Ok(why.to_owned()),
    }
}

fn step(actor: &Viewer, at: UtcMs, note: String) -> Step {
    Step { by: PersonRef::from(actor), at, note }
}

/// What a proposal is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Id.
    pub id: InquiryId,
    /// Number.
    pub no: String,
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// Hazard.
    pub hazard: Option<HazardId>,
    /// Facts.
    pub facts: Facts,
}

/// Proposes it: with a hazard that is not mended, or inspections that were not done.
pub fn propose(new: Proposal, actor: &Viewer, now: UtcMs, why: &str) -> Result<Inquiry, InquiryRefusal> {
    let ground = match (&new.facts.hazard, new.facts.duties.is_empty()) {
        (Some(_), _) => Ground::RefusedMajor,
        (None, false) => Ground::NoInspection,
        (None, true) => return Err(InquiryRefusal::NoGround),
    };
    Ok(Inquiry {
        id: new.id,
        no: new.no,
        enterprise: new.enterprise,
        hazard: new.hazard,
        ground,
        state: InquiryState::Proposed,
        proposed: step(actor, now, reason(why)?),
        facts: new.facts,
        decided: None,
    })
}

/// Why `actor` may not decide it now; `None` when he may.
pub fn undecidable(inquiry: &Inquiry, actor: &Viewer) -> Option<InquiryRefusal> {
    if inquiry.state != InquiryState::Proposed {
        return Some(InquiryRefusal::Decided);
    }
    if !matches!(actor.role, Role::BureauOfficer | Role::Leader) {
        return Some(InquiryRefusal::RoleMayNot(actor.role));
    }
    (inquiry.proposed.by.id == actor.user).then_some(InquiryRefusal::OwnProposal)
}

/// Confirms or dismisses it, with a reason either way.
pub fn decide(
    inquiry: Inquiry,
    actor: &Viewer,
    now: UtcMs,
    confirmed: bool,
    why: &str,
) -> Result<Inquiry, InquiryRefusal> {
    if let Some(refusal) = undecidable(&inquiry, actor) {
        return Err(refusal);
    }
    let decided = Some(step(actor, now, reason(why)?));
    let state = if confirmed { InquiryState::Confirmed } else { InquiryState::Dismissed };
    Ok(Inquiry { state, decided, ..inquiry })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{access::Scope, ids::UserId};

    const NOW: UtcMs = UtcMs(1_795_500_000_000);

    fn viewer(role: Role, n: u128) -> Viewer {
        Viewer { user: UserId(Uuid::from_u128(n)), name: format!("示例{n}"), role, scope: Scope::All }
    }

    fn proposal(duties: usize) -> Proposal {
        let duty = MissedDuty {
            duty: String::from("inspection.self"),
            zh: String::from("岗位自查"),
            en: String::from("Self-inspection"),
            clause: String::from("第四十一条"),
            period_start: NOW.day().plus_days(-40),
            period_end: NOW.day().plus_days(-10),
            due: NOW.day().plus_days(-10),
        };
        let enterprise = String::from("示例运输公司");
        let facts = Facts { enterprise, principal: None, duties: vec![duty; duties], hazard: None };
        Proposal {
            id: InquiryId(Uuid::from_u128(1)),
            no: String::from("DC-20261126-0001"),
            enterprise: EnterpriseId(Uuid::from_u128(2)),
            hazard: None,
            facts,
        }
    }

    #[test]
    fn it_needs_facts_and_a_reason_and_is_decided_once_by_somebody_else() {
        let officer = viewer(Role::BureauOfficer, 1);
        assert_eq!(propose(proposal(0), &officer, NOW, "从不排查"), Err(InquiryRefusal::NoGround));
        assert_eq!(propose(proposal(1), &officer, NOW, " "), Err(InquiryRefusal::Reason("reason_required")));
        let made = propose(proposal(1), &officer, NOW, "从不排查").unwrap();
        assert_eq!((made.ground, made.state), (Ground::NoInspection, InquiryState::Proposed));
        assert_eq!(decide(made.clone(), &officer, NOW, true, "属实"), Err(InquiryRefusal::OwnProposal));
        let chief = viewer(Role::GridChief, 2);
        assert_eq!(decide(made.clone(), &chief, NOW, true, "属实"), Err(InquiryRefusal::RoleMayNot(Role::GridChief)));
        let leader = viewer(Role::Leader, 3);
        assert_eq!(decide(made.clone(), &leader, NOW, false, ""), Err(InquiryRefusal::Reason("reason_required")));
        let dismissed = decide(made.clone(), &leader, NOW, false, "已补查").unwrap();
        assert_eq!(dismissed.state, InquiryState::Dismissed);
        assert_eq!(decide(dismissed, &leader, NOW, true, "再议"), Err(InquiryRefusal::Decided));
        assert_eq!(decide(made, &leader, NOW, true, "属实").unwrap().state, InquiryState::Confirmed);
    }
}
