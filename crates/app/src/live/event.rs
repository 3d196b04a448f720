//! What live listeners are told.

use std::sync::Arc;

use anlu_domain::{
    command::{Command, CommandState},
    finding::Severity,
    hazard,
    ids::{EnterpriseId, HazardId, ImportId, PersonId, SignalId, UserId, VehicleId, WatchId},
    signal, watch,
};

use uuid::Uuid;

use super::latest::VehicleNow;

/// One live change. Listeners get only what their [`super::audience::Audience`] sees.
#[derive(Clone, Debug)]
pub enum LiveEvent {
    /// A signal is new or changed.
    Signal {
        /// Signal.
        id: SignalId,
        /// State now.
        state: signal::State,
        /// Severity now.
        severity: Severity,
        /// Enterprise.
        enterprise: Option<EnterpriseId>,
        /// Driver.
        driver: Option<PersonId>,
        /// It was not there before.
        new: bool,
    },
    /// A hazard is new or changed.
    Hazard {
        /// Hazard.
        id: HazardId,
        /// State now.
        state: hazard::State,
        /// Enterprise.
        enterprise: EnterpriseId,
    },
    /// A watch is new or changed.
    Watch {
        /// Watch.
        id: WatchId,
        /// State now.
        state: watch::State,
        /// Enterprise of its vehicle.
        enterprise: Option<EnterpriseId>,
    },
    /// A request of an upper platform, or a question to one below, is new, answered or delivered.
    Request {
        /// Request, or question.
        id: Uuid,
        /// Enterprise of its vehicle.
        enterprise: Option<EnterpriseId>,
    },
    /// An order to a terminal was given, sent or answered.
    Command {
        /// The vehicle.
        vehicle: VehicleId,
        /// Its enterprise.
        enterprise: EnterpriseId,
        /// State now.
        state: CommandState,
    },
    /// A terminal sent a picture or a file.
    Media {
        /// The vehicle.
        vehicle: VehicleId,
        /// Its enterprise.
        enterprise: EnterpriseId,
    },
    /// Duties of an enterprise: a record, a waiver or a fact changed its tasks.
    Duties {
        /// Enterprise.
        enterprise: EnterpriseId,
    },
    /// Vehicles that moved since the last batch.
    Vehicles(Arc<[VehicleNow]>),
    /// An import went on; for whoever started it.
    Import {
        /// Import.
        id: ImportId,
        /// Who started it.
        by: UserId,
    },
    /// The registry changed (names, owners): cached names are stale.
    Registry,
}

impl LiveEvent {
    /// The event of a signal that has changed.
    pub fn of_signal(s: &signal::Signal) -> Self {
        Self::signal(s, false)
    }

    /// The event of a signal that has just been opened.
    pub fn new_signal(s: &signal::Signal) -> Self {
        Self::signal(s, true)
    }

    fn signal(s: &signal::Signal, new: bool) -> Self {
        // That a watched vehicle was seen is for nobody of its enterprise.
        let enterprise = s.enterprise.filter(|_| s.kind != signal::state::WATCH_KIND);
        Self::Signal { id: s.id, state: s.state, severity: s.severity, enterprise, driver: s.driver, new }
    }

    /// The event of an order as it is now.
    pub fn of_command(c: &Command) -> Self {
        Self::Command { vehicle: c.vehicle, enterprise: c.enterprise, state: c.state }
    }

    /// The event of a watch as it is now.
    pub fn of_watch(w: &watch::Watch, enterprise: Option<EnterpriseId>) -> Self {
        Self::Watch { id: w.id, state: w.state, enterprise }
    }

    /// The event of a hazard as it is now.
    pub fn of_hazard(h: &hazard::Hazard) -> Self {
        Self::Hazard { id: h.id, state: h.state, enterprise: h.enterprise }
    }
}
