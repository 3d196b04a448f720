//! The clock of one subject: the state of every rule about one vehicle or one person.

use serde::{Deserialize, Serialize};

use super::Slot;
use crate::kinds::State;

/// States of all rules about one subject.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Clock {
    /// Until when time is accounted for, UTC ms.
    pub(crate) end: Option<i64>,
    /// One state per rule, in the order of the engine's rules.
    pub(crate) rules: Vec<State>,
}

impl Clock {
    /// One state per rule; those of a state that was stored under other rules start anew.
    pub(super) fn fit(&mut self, slots: &[Slot]) {
        if self.rules.len() != slots.len() {
            self.rules = slots.iter().filter_map(Slot::first).map(crate::kinds::Params::fresh).collect();
        }
    }
}

/// The clock of a person, and the wheel he holds or last held.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct DriverClock {
    pub(crate) clock: Clock,
    pub(crate) vehicle: String,
}
