//! Waivers (豁免): one task excused, asked for by one person and decided by another.

use serde::{Deserialize, Serialize};

use crate::{
    hazard::PersonRef,
    ids::{EnterpriseId, TaskId, UserId, WaiverId},
    time::UtcMs,
};

/// How a waiver stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaiverState {
    /// Waits for a decision.
    Asked,
    /// The task is excused.
    Approved,
    /// It is not.
    Refused,
}

impl WaiverState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Asked, Self::Approved, Self::Refused];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Refused => "refused",
        }
    }

    /// The state of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == name)
    }
}

/// A decision on a waiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Who.
    pub by: PersonRef,
    /// When.
    pub at: UtcMs,
    /// Words; required for a refusal.
    pub note: String,
}

/// A waiver of one task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// Id.
    pub id: WaiverId,
    /// The task.
    pub task: TaskId,
    /// Whose task it is.
    pub enterprise: EnterpriseId,
    /// Duty of the task.
    pub duty: String,
    /// Why it should be excused.
    pub reason: String,
    /// How it stands.
    pub state: WaiverState,
    /// Who asked.
    pub asked_by: PersonRef,
    /// When.
    pub asked_at: UtcMs,
    /// The decision.
    pub decided: Option<Decided>,
}

/// Why a decision does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WaiverRefusal {
    /// It was decided before.
    #[error("the waiver is decided already")]
    DecidedAlready,
    /// Who asks must not decide.
    #[error("a waiver is decided by another person than the one who asks")]
    OwnRequest,
    /// A refusal needs a reason.
    #[error("a refusal needs a reason")]
    ReasonMissing,
}

impl WaiverRefusal {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DecidedAlready => "already_decided",
            Self::OwnRequest => "own_request",
            Self::ReasonMissing => "reason_required",
        }
    }
}

impl Waiver {
    /// Whether `user` may decide it.
    pub fn may_decide(&self, user: UserId) -> Result<(), WaiverRefusal> {
        if self.state != WaiverState::Asked {
            return Err(WaiverRefusal::DecidedAlready);
        }
        if self.asked_by.id == user { Err(WaiverRefusal::OwnRequest) } else { Ok(()) }
    }

    /// The waiver with a decision.
    pub fn decide(mut self, approved: bool, by: PersonRef, at: UtcMs, note: &str) -> Result<Self, WaiverRefusal> {
        self.may_decide(by.id)?;
        let note = note.trim();
        if !approved && note.is_empty() {
            return Err(WaiverRefusal::ReasonMissing);
        }
        self.state = if approved { WaiverState::Approved } else { WaiverState::Refused };
        self.decided = Some(Decided { by, at, note: note.to_owned() });
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn user(n: u128) -> PersonRef {
        PersonRef { id: UserId(Uuid::from_u128(n)), name: format!("示例{n}") }
    }

    fn asked() -> Waiver {
        Waiver {
            id: WaiverId(Uuid::from_u128(1)),
            task: TaskId(Uuid::from_u128(2)),
            enterprise: EnterpriseId(Uuid::from_u128(3)),
            duty: String::from("drill"),
            reason: String::from("停业装修"),
            state: WaiverState::Asked,
            asked_by: user(1),
            asked_at: UtcMs(0),
            decided: None,
        }
    }

    #[test]
    fn another_person_decides_once_and_a_refusal_says_why() {
        assert_eq!(asked().decide(true, user(1), UtcMs(1), ""), Err(WaiverRefusal::OwnRequest));
        assert_eq!(asked().decide(false, user(2), UtcMs(1), " "), Err(WaiverRefusal::ReasonMissing));
        let approved = asked().decide(true, user(2), UtcMs(1), "").unwrap();
        assert_eq!(approved.state, WaiverState::Approved);
        assert_eq!(approved.decide(false, user(2), UtcMs(2), "不"), Err(WaiverRefusal::DecidedAlready));
        for state in WaiverState::ALL {
            assert_eq!(WaiverState::parse(state.as_str()), Some(state));
            assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{}\"", state.as_str()));
        }
    }
}
