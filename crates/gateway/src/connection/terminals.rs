//! The terminals that are online on a connection, and the vehicles they speak for.

use std::sync::Arc;

use anlu_domain::ids::VehicleId;
use anlu_protocols::jt808::Phone;
use rustc_hash::FxHashMap;

use crate::{directory::Mailbox, listen::Gateway};

/// What a terminal speaks for, as looked up when it authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Speaker {
    pub(super) vehicle: VehicleId,
    /// Shard of the log that holds everything of this vehicle.
    pub(super) shard: u16,
}

/// Claims each terminal in the directory while it is online here, also when the connection's task is dropped.
pub(super) struct Terminals {
    gateway: Arc<Gateway>,
    mailbox: Arc<Mailbox>,
    /// Looked up, not yet known to have shown the right code.
    asking: Option<(Phone, Speaker)>,
    online: FxHashMap<Phone, Speaker>,
}

impl Terminals {
    pub(super) fn new(gateway: Arc<Gateway>, mailbox: Arc<Mailbox>) -> Self {
        Self { gateway, mailbox, asking: None, online: FxHashMap::default() }
    }

    /// `phone` authenticates for `vehicle`.
    pub(super) fn ask(&mut self, phone: Phone, vehicle: VehicleId) {
        let shard = self.gateway.ports.log.shard_of(vehicle.0.as_bytes());
        self.asking = Some((phone, Speaker { vehicle, shard }));
    }

    /// The code of `phone` was right.
    pub(super) fn come(&mut self, phone: Phone) {
        if let Some((_, speaker)) = self.asking.take().filter(|(asked, _)| *asked == phone) {
            self.online.insert(phone, speaker);
            self.gateway.directory.claim(phone, &self.mailbox);
        }
    }

    /// `phone` is no longer online here.
    pub(super) fn go(&mut self, phone: Phone) {
        if self.online.remove(&phone).is_some() {
            self.gateway.directory.release(phone, &self.mailbox);
        }
    }

    pub(super) fn speaker(&self, phone: Phone) -> Option<Speaker> {
        self.online.get(&phone).copied()
    }

    pub(super) fn count(&self) -> usize {
        self.online.len()
    }
}

impl Drop for Terminals {
    fn drop(&mut self) {
        for phone in self.online.keys() {
            self.gateway.directory.release(*phone, &self.mailbox);
        }
    }
}
