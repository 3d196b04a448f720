//! The clock of one subject: the state of every rule about one vehicle or one person.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kinds::State;

/// Clocks of persons by certificate number.
pub(crate) type Drivers = BTreeMap<String, DriverClock>;

/// States of all rules about one subject.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Clock {
    /// Until when time is accounted for, UTC ms.
    pub(crate) end: Option<i64>,
    /// States by the place of their rule in the engine, rising. A rule that remembers nothing has none: most rules about
    /// most vehicles.
    pub(super) rules: Vec<(u16, State)>,
    /// Added to revision numbers: late data may take revisions back, their numbers stay used.
    pub(crate) lift: u32,
}

impl Clock {
    /// What the rule at `place` remembers.
    pub(super) fn state(&self, place: u16) -> Option<&State> {
        self.rules.iter().find(|(held, _)| *held == place).map(|(_, state)| state)
    }

    /// Begins a walk through the states.
    pub(super) fn walk(&mut self) -> ListWalk<'_> {
        ListWalk { rules: &mut self.rules, next: 0 }
    }
}

/// A walk through the states of a clock, rule by rule in their order.
pub(super) trait Walk {
    /// Whether the rule at `place`, higher than all before, remembers anything.
    fn holds(&mut self, place: u16) -> bool;

    /// Lets the rule at `place`, higher than all before, work on its state. Without one it works on what `fresh` gives,
    /// if anything. A state that says nothing afterwards is dropped.
    fn visit(&mut self, place: u16, fresh: impl FnOnce() -> Option<State>, work: impl FnOnce(&mut State));
}

/// A walk through states in a list.
pub(super) struct ListWalk<'a> {
    rules: &'a mut Vec<(u16, State)>,
    next: usize,
}

impl Walk for ListWalk<'_> {
    fn holds(&mut self, place: u16) -> bool {
        let mut ahead = self.rules.iter().skip(self.next).map(|(held, _)| *held);
        ahead.find(|held| *held >= place) == Some(place)
    }

    fn visit(&mut self, place: u16, fresh: impl FnOnce() -> Option<State>, work: impl FnOnce(&mut State)) {
        // A place that no rule has any more: stored under other rules.
        while self.rules.get(self.next).is_some_and(|(held, _)| *held < place) {
            self.next += 1;
        }
        match self.rules.get_mut(self.next) {
            Some((held, state)) if *held == place => {
                work(state);
                if state.is_idle() {
                    self.rules.remove(self.next);
                } else {
                    self.next += 1;
                }
            }
            _ => {
                if let Some(mut state) = fresh() {
                    work(&mut state);
                    if !state.is_idle() {
                        self.rules.insert(self.next, (place, state));
                        self.next += 1;
                    }
                }
            }
        }
    }
}

/// The clock of a person, and the wheel he holds or last held.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct DriverClock {
    pub(crate) clock: Clock,
    pub(crate) vehicle: String,
}
