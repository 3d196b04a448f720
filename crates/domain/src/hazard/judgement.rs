//! The level of a hazard by the criteria in force 判定标准: proposed by the pack, decided by a person, with the clause kept.
//! When the criteria change, what is open is judged again; a person decides whether the hazard follows.

use serde::{Deserialize, Serialize};

use super::{
    governance::{Addressee, Governance, issue},
    refusal::Refusal,
    state::{Hazard, Level, State},
};
use crate::{
    access::{Role, Viewer},
    finding::PackRef,
    time::{CivilDay, UtcMs},
};

/// A criterion, word for word as it was in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Id in the pack.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What the criteria of a day say of a hazard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Pack.
    pub pack: PackRef,
    /// The day whose criteria were asked.
    pub day: CivilDay,
    /// The criterion it meets; `None`: none, so it is a general one.
    pub criterion: Option<Clause>,
}

impl Judgement {
    /// The level that follows.
    pub const fn proposed(&self) -> Level {
        if self.criterion.is_some() { Level::Major } else { Level::General }
    }

    /// Whether another judgement says the same, whatever pack and day it comes from.
    pub fn agrees(&self, other: &Self) -> bool {
        self.criterion == other.criterion
    }
}

/// Whether this role decides what criteria that changed mean for a hazard.
pub const fn may_judge(role: Role) -> bool {
    matches!(role, Role::BureauOfficer | Role::Leader)
}

/// Decides about a new judgement of an open hazard. `follow`: level and clause become what the criteria say; otherwise
/// they stay, with a reason. Either way the judgement is kept, so that the same difference is not shown again.
pub fn decide(
    hazard: Hazard,
    actor: &Viewer,
    now: UtcMs,
    judgement: Judgement,
    follow: bool,
    to: &Addressee,
    reason: &str,
) -> Result<Hazard, Refusal> {
    if !may_judge(actor.role) {
        return Err(Refusal::MayNotJudge { role: actor.role });
    }
    if hazard.state == State::Closed {
        return Err(Refusal::ClosedAlready);
    }
    if hazard.judged.as_ref().is_some_and(|j| j.agrees(&judgement)) {
        return Err(Refusal::JudgedAlready);
    }
    if !follow {
        if reason.trim().is_empty() {
            return Err(Refusal::Field { pointer: "/reason", code: "reason_required" });
        }
        return Ok(Hazard { judged: Some(judgement), ..hazard });
    }
    let level = judgement.proposed();
    if level == Level::General && hazard.governance.listed() {
        return Err(Refusal::StillListed);
    }
    let clause = judgement.criterion.as_ref().map(|c| c.zh.clone()).or(hazard.clause);
    let governance = match level {
        Level::Major => hazard.governance,
        Level::General => Governance { progress_due: None, progress_days: None, ..hazard.governance },
    };
    let judged = Hazard { level, clause, governance, judged: Some(judgement), ..hazard };
    // Who has had notice of a general hazard is told that it is a major one now.
    Ok(if judged.state == State::Found { judged } else { issue(judged, actor, now, to, reason) })
}

#[cfg(test)]
#[path = "judgement_tests.rs"]
mod tests;
