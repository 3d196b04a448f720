//! A watch (布控): a vehicle or driver proposed to partners to be stopped on the road.

use serde::{Deserialize, Serialize};

use crate::{
    hazard::{PersonRef, Step},
    ids::{SignalId, VehicleId, WatchId},
    time::UtcMs,
};

/// Where a watch stands. Handing it to partners is decided by people outside this system; here it is proposed, and
/// withdrawn when its signal is settled otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 已建议.
    Proposed,
    /// 已撤回.
    Withdrawn,
    /// 已办结.
    Closed,
}

impl State {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Proposed, Self::Withdrawn, Self::Closed];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Withdrawn => "withdrawn",
            Self::Closed => "closed",
        }
    }

    /// The state of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.as_str() == name)
    }
}

/// One watch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// Id.
    pub id: WatchId,
    /// The signal it was proposed from.
    pub signal: SignalId,
    /// The vehicle to stop.
    pub vehicle: Option<VehicleId>,
    /// State.
    pub state: State,
    /// Who proposed it, when and why.
    pub proposed: Step,
    /// Who ended it.
    pub ended: Option<Step>,
}

impl Watch {
    /// A new proposal.
    pub const fn propose(id: WatchId, signal: SignalId, vehicle: Option<VehicleId>, proposed: Step) -> Self {
        Self { id, signal, vehicle, state: State::Proposed, proposed, ended: None }
    }

    /// Ends a proposed watch: closed with its signal, or withdrawn when the signal turned out otherwise. `None` when it
    /// has ended before.
    pub fn end(self, state: State, by: PersonRef, at: UtcMs, note: &str) -> Option<Self> {
        (self.state == State::Proposed && state != State::Proposed).then(|| Self {
            state,
            ended: Some(Step { by, at, note: note.trim().to_owned() }),
            ..self
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::UserId;

    #[test]
    fn a_watch_ends_once() {
        let by = PersonRef { id: UserId(Uuid::from_u128(1)), name: String::from("示例执法员") };
        let step = Step { by: by.clone(), at: UtcMs(0), note: String::from("严重疲劳") };
        let id = Uuid::from_u128(2);
        let watch = Watch::propose(WatchId(id), SignalId(id), None, step);
        assert_eq!(watch.clone().end(State::Proposed, by.clone(), UtcMs(1), ""), None);
        let closed = watch.end(State::Closed, by.clone(), UtcMs(1), " 已拦停 ").unwrap();
        assert_eq!(closed.state, State::Closed);
        assert_eq!(closed.ended.as_ref().unwrap().note, "已拦停");
        assert_eq!(closed.end(State::Withdrawn, by, UtcMs(2), ""), None);
    }
}
