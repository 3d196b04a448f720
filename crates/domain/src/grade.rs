//! Grades (等级) of graded supervision 分级分类, and objections (申诉) against them.
//!
//! A grade is the result of a scoring model (`anlu_rules::grading`). An objection contests facts that a rating rests on;
//! another person than the one who objects, and than those who entered what is contested, decides it.

use serde::{Deserialize, Serialize};

use crate::{
    hazard::PersonRef,
    ids::{EnterpriseId, GradeObjectionId, UserId},
    time::{CivilDay, UtcMs},
};

/// A grade; `a` is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Best.
    A,
    /// Good.
    B,
    /// To be watched.
    C,
    /// Worst.
    D,
}

impl Grade {
    /// All grades, best first.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// Stable name, as the fact `enterprise.grade` has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::D => "d",
        }
    }

    /// The grade of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|g| g.as_str() == name)
    }

    /// The next better grade; `None` for the best.
    pub const fn better(self) -> Option<Self> {
        match self {
            Self::A => None,
            Self::B => Some(Self::A),
            Self::C => Some(Self::B),
            Self::D => Some(Self::C),
        }
    }
}

/// How an objection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectionState {
    /// Waits for a decision.
    Filed,
    /// The contested facts no longer count.
    Upheld,
    /// They count on.
    Rejected,
}

impl ObjectionState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Filed, Self::Upheld, Self::Rejected];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Upheld => "upheld",
            Self::Rejected => "rejected",
        }
    }

    /// The state of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == name)
    }
}

/// A decision on an objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionDecided {
    /// Who.
    pub by: PersonRef,
    /// When.
    pub at: UtcMs,
    /// Reasons.
    pub note: String,
}

/// An objection against a grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Id.
    pub id: GradeObjectionId,
    /// Whose grade it is.
    pub enterprise: EnterpriseId,
    /// Scoring model.
    pub model: String,
    /// Grade that is contested.
    pub grade: Grade,
    /// References of the facts that should not count, as the rating names them.
    pub contested: Vec<String>,
    /// Why.
    pub reason: String,
    /// How it stands.
    pub state: ObjectionState,
    /// Last day for the decision.
    pub due: CivilDay,
    /// Who objects.
    pub filed_by: PersonRef,
    /// When.
    pub filed_at: UtcMs,
    /// The decision.
    pub decided: Option<ObjectionDecided>,
}

/// Why a step on an objection does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObjectionRefusal {
    /// It was decided before.
    #[error("the objection is decided already")]
    DecidedAlready,
    /// Who objects must not decide.
    #[error("an objection is decided by another person than the one who objects")]
    OwnRequest,
    /// Who entered what is contested must not decide.
    #[error("whoever entered a contested fact does not decide about it")]
    OwnEntry,
    /// Reasons are missing.
    #[error("reasons are missing")]
    ReasonMissing,
    /// The days for objecting have passed.
    #[error("the days for objecting have passed")]
    TooLate,
}

impl ObjectionRefusal {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DecidedAlready => "already_decided",
            Self::OwnRequest => "own_request",
            Self::OwnEntry => "own_entry",
            Self::ReasonMissing => "reason_required",
            Self::TooLate => "objection_too_late",
        }
    }
}

impl Objection {
    /// Whether `user` may decide it; `entered`: who entered what is contested.
    pub fn may_decide(&self, user: UserId, entered: &[UserId]) -> Result<(), ObjectionRefusal> {
        if self.state != ObjectionState::Filed {
            return Err(ObjectionRefusal::DecidedAlready);
        }
        if self.filed_by.id == user {
            return Err(ObjectionRefusal::OwnRequest);
        }
        if entered.contains(&user) { Err(ObjectionRefusal::OwnEntry) } else { Ok(()) }
    }

    /// The objection with a decision.
    pub fn decide(
        mut self,
        upheld: bool,
        by: PersonRef,
        at: UtcMs,
        note: &str,
        entered: &[UserId],
    ) -> Result<Self, ObjectionRefusal> {
        self.may_decide(by.id, entered)?;
        if note.trim().is_empty() {
            return Err(ObjectionRefusal::ReasonMissing);
        }
        self.state = if upheld { ObjectionState::Upheld } else { ObjectionState::Rejected };
        self.decided = Some(ObjectionDecided { by, at, note: note.trim().to_owned() });
        Ok(self)
    }
}

/// Whether one may still object on `today` to a grade that was given on `given`, within so many days.
pub fn may_object(given: CivilDay, today: CivilDay, within_days: u16) -> Result<(), ObjectionRefusal> {
    if today <= given.plus_days(i32::from(within_days)) { Ok(()) } else { Err(ObjectionRefusal::TooLate) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn person(n: u128) -> PersonRef {
        PersonRef { id: UserId(Uuid::from_u128(n)), name: format!("示例{n}") }
    }

    fn objection() -> Objection {
        Objection {
            id: GradeObjectionId(Uuid::nil()),
            enterprise: EnterpriseId(Uuid::nil()),
            model: String::from("hazmat.dynamic"),
            grade: Grade::C,
            contested: vec![String::from("accident:1")],
            reason: String::from("责任认定已撤销"),
            state: ObjectionState::Filed,
            due: CivilDay(20_000),
            filed_by: person(1),
            filed_at: UtcMs(0),
            decided: None,
        }
    }

    #[test]
    fn neither_who_objects_nor_who_entered_the_fact_decides() {
        let entered = [person(2).id];
        let decide = |who: u128| objection().decide(true, person(who), UtcMs(1), "认定书已撤销", &entered);
        assert_eq!(decide(1), Err(ObjectionRefusal::OwnRequest));
        assert_eq!(decide(2), Err(ObjectionRefusal::OwnEntry));
        let done = decide(3).unwrap();
        assert_eq!(done.state, ObjectionState::Upheld);
        let again = done.decide(false, person(3), UtcMs(2), "再议", &[]);
        assert_eq!(again, Err(ObjectionRefusal::DecidedAlready));
        let silent = objection().decide(false, person(3), UtcMs(1), "  ", &[]);
        assert_eq!(silent, Err(ObjectionRefusal::ReasonMissing));
    }

    #[test]
    fn the_last_day_counts() {
        let given = CivilDay(20_000);
        assert_eq!(may_object(given, CivilDay(20_015), 15), Ok(()));
        assert_eq!(may_object(given, CivilDay(20_016), 15), Err(ObjectionRefusal::TooLate));
    }

    #[test]
    fn names_are_those_of_serde() {
        for grade in Grade::ALL {
            assert_eq!(serde_json::to_string(&grade).unwrap(), format!("\"{}\"", grade.as_str()));
            assert_eq!(Grade::parse(grade.as_str()), Some(grade));
        }
        for state in ObjectionState::ALL {
            assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{}\"", state.as_str()));
            assert_eq!(ObjectionState::parse(state.as_str()), Some(state));
        }
        assert_eq!(Grade::D.better().and_then(Grade::better), Some(Grade::B));
    }
}
