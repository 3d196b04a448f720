//! Orders for the attachments of alarms (0x9208), given when the alarm is on disk.

use anlu_protocols::jt808::{
    Phone,
    session::{CommandError, CommandOutcome},
};

use super::Connection;
use crate::{
    attach::order::{self, MAX_WAITING, TRIES, Wanted},
    event,
};

impl Connection {
    /// Sends the order the `tries`-th time.
    pub(super) fn order_attachments(&mut self, phone: Phone, wanted: Wanted, tries: u8) {
        let Some(to) = &self.gateway.settings.attachments else { return };
        if self.alarms.len() >= MAX_WAITING {
            return event::alarm_order(self.number, "too_many");
        }
        let key = &self.gateway.settings.auth_key;
        match order::send(&mut self.session, &phone, &wanted, to, key, &self.time) {
            Ok(id) => {
                self.alarms.insert(id, (phone, wanted, tries));
            }
            Err(CommandError::TooMany { .. }) => event::alarm_order(self.number, "too_many"),
            Err(CommandError::NotOnline) => event::alarm_order(self.number, "offline"),
            Err(CommandError::Edition | CommandError::Encode(_)) => event::alarm_order(self.number, "not_written"),
        }
    }

    /// What the terminal said to an order; without an answer it is sent again.
    pub(super) fn attachments_answered(&mut self, phone: Phone, wanted: Wanted, tries: u8, outcome: &CommandOutcome) {
        match outcome {
            CommandOutcome::TimedOut if tries < TRIES => {
                self.order_attachments(phone, wanted, tries.saturating_add(1));
            }
            CommandOutcome::TimedOut => event::alarm_order(self.number, "unanswered"),
            CommandOutcome::Refused { .. } => event::alarm_order(self.number, "refused"),
            CommandOutcome::Lost => event::alarm_order(self.number, "offline"),
            CommandOutcome::Accepted | CommandOutcome::Done | CommandOutcome::Answered { .. } => {
                event::alarm_order(self.number, "accepted");
            }
        }
    }
}
