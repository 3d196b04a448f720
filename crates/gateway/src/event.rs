//! Notable events of the gateway: each emits its log line and its metrics together.
//!
//! Metrics: `anlu_gateway_connections` (gauge), `anlu_gateway_terminals_online` (gauge),
//! `anlu_gateway_refused_connections_total`, `anlu_gateway_closed_total{reason}`, `anlu_gateway_registered_total{result}`,
//! `anlu_gateway_authenticated_total{result}`, `anlu_gateway_frames_total` (delivered to the log),
//! `anlu_gateway_acknowledged_total`, `anlu_gateway_rejected_total{reason}` (frames kept out: framing, checksum,
//! unauthenticated, unsupported …), `anlu_gateway_append_failures_total{code}`, `anlu_gateway_superseded_total`,
//! `anlu_gateway_registry_unavailable_total`, `anlu_gateway_offline_total{reason}`. Platforms:
//! `anlu_gateway_platform_refused_total{reason}`, `anlu_gateway_platform_up{link,which}` (gauge),
//! `anlu_gateway_platform_rejected_total{link,reason}`, `anlu_gateway_platform_stored_total{link}`,
//! `anlu_gateway_platform_missing_total{link}`, `anlu_gateway_forwarded_total{link}`,
//! `anlu_gateway_count_mismatch_total{link}`. Attachments of alarms: `anlu_gateway_alarm_orders_total{result}` (0x9208),
//! `anlu_gateway_alarm_files_total`, `anlu_gateway_uploads_ended_total{reason}`.
//!
//! No event holds a phone number, plate or authentication code: a terminal is named by the last two digits of its
//! number and the number of its connection.

use metrics::{counter, gauge};

use anlu_bus::BusError;
use anlu_protocols::jt808::session::OfflineReason;
use anlu_protocols::jt809::session::Reckoned;

use crate::registry::RegistryUnavailable;

/// A phone number as a log may show it: its last two digits.
pub(crate) fn masked(phone: &str) -> String {
    let tail: String = phone.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
    format!("…{tail}")
}

/// Number of terminals online changed.
pub(crate) fn online(terminals: usize) {
    gauge!("anlu_gateway_terminals_online").set(u32::try_from(terminals).unwrap_or(u32::MAX));
}

/// A connection was accepted.
pub(crate) fn opened(connection: u64) {
    gauge!("anlu_gateway_connections").increment(1.0);
    tracing::debug!(connection, "connection opened");
}

/// A connection was turned away at accept.
pub(crate) fn refused(limit: usize) {
    counter!("anlu_gateway_refused_connections_total").increment(1);
    tracing::warn!(limit, "connection refused: as many as the limit are open");
}

/// A connection ended.
pub(crate) fn closed(connection: u64, reason: &'static str) {
    gauge!("anlu_gateway_connections").decrement(1.0);
    counter!("anlu_gateway_closed_total", "reason" => reason).increment(1);
    tracing::debug!(connection, reason, "connection closed");
}

/// A terminal asked to be registered.
pub(crate) fn registered(connection: u64, phone: &str, result: &'static str) {
    counter!("anlu_gateway_registered_total", "result" => result).increment(1);
    tracing::info!(connection, terminal = masked(phone), result, "registration answered");
}

/// A terminal came online or was turned away.
pub(crate) fn authenticated(connection: u64, phone: &str, result: &'static str) {
    counter!("anlu_gateway_authenticated_total", "result" => result).increment(1);
    tracing::debug!(connection, terminal = masked(phone), result, "authentication answered");
}

/// Input was kept out.
pub(crate) fn rejected(connection: u64, reason: &'static str) {
    counter!("anlu_gateway_rejected_total", "reason" => reason).increment(1);
    tracing::debug!(connection, reason, "input rejected");
}

/// Frames are on disk and their acknowledgements are on their way.
pub(crate) fn acknowledged(frames: usize) {
    let frames = u64::try_from(frames).unwrap_or(u64::MAX);
    counter!("anlu_gateway_frames_total").increment(frames);
    counter!("anlu_gateway_acknowledged_total").increment(frames);
}

/// The log refused a batch: nothing of it is acknowledged.
pub(crate) fn append_failed(connection: u64, frames: usize, error: &BusError) {
    counter!("anlu_gateway_append_failures_total", "code" => error.code()).increment(1);
    tracing::error!(connection, frames, code = error.code(), %error, "not acknowledged: the log refused the batch");
}

/// Another connection took over a terminal.
pub(crate) fn superseded(connection: u64, phone: &str) {
    counter!("anlu_gateway_superseded_total").increment(1);
    tracing::info!(connection, terminal = masked(phone), "terminal taken over by a newer connection");
}

/// A terminal left.
pub(crate) fn went(connection: u64, phone: &str, reason: OfflineReason) {
    let reason = match reason {
        OfflineReason::LoggedOut => "logged_out",
        OfflineReason::Silent => "silent",
        OfflineReason::Replaced => "replaced",
        OfflineReason::Refused => "refused",
    };
    counter!("anlu_gateway_offline_total", "reason" => reason).increment(1);
    tracing::debug!(connection, terminal = masked(phone), reason, "terminal offline");
}

/// The registry could not be asked: the terminal got no answer and will come again.
pub(crate) fn registry_unavailable(connection: u64, phone: &str, error: &RegistryUnavailable) {
    counter!("anlu_gateway_registry_unavailable_total").increment(1);
    tracing::warn!(connection, terminal = masked(phone), %error, "terminal left unanswered");
}

/// A connection to the platform listener was turned away.
pub(crate) fn platform_refused(reason: &'static str) {
    counter!("anlu_gateway_platform_refused_total", "reason" => reason).increment(1);
    tracing::warn!(reason, "connection of a platform refused");
}

/// A link of a platform is logged in.
pub(crate) fn platform_up(link: &str, which: &'static str) {
    gauge!("anlu_gateway_platform_up", "link" => link.to_owned(), "which" => which).set(1.0);
    tracing::info!(link, which, "platform link up");
}

/// A link of a platform ended.
pub(crate) fn platform_down(link: &str, which: &'static str, reason: &'static str) {
    gauge!("anlu_gateway_platform_up", "link" => link.to_owned(), "which" => which).set(0.0);
    tracing::warn!(link, which, reason, "platform link down");
}

/// Input of a platform was not taken, or its vehicle is not known.
pub(crate) fn platform_rejected(link: &str, reason: &'static str) {
    counter!("anlu_gateway_platform_rejected_total", "link" => link.to_owned(), "reason" => reason).increment(1);
    tracing::debug!(link, reason, "input of a platform rejected");
}

/// Messages of a platform are on disk.
pub(crate) fn platform_stored(link: &str, messages: usize) {
    let messages = u64::try_from(messages).unwrap_or(u64::MAX);
    counter!("anlu_gateway_platform_stored_total", "link" => link.to_owned()).increment(messages);
}

/// Serial numbers of a platform were skipped.
pub(crate) fn platform_missing(link: &str, messages: u32) {
    counter!("anlu_gateway_platform_missing_total", "link" => link.to_owned()).increment(u64::from(messages));
    tracing::debug!(link, messages, "messages of a platform never arrived");
}

/// Positions were taken by an upper platform.
pub(crate) fn forwarded(link: &str, positions: u64) {
    counter!("anlu_gateway_forwarded_total", "link" => link.to_owned()).increment(positions);
}

/// An upper platform told how many positions it took.
pub(crate) fn counted(link: &str, reckoned: Reckoned) {
    let Reckoned { theirs, ours, missing, surplus } = reckoned;
    if missing == 0 && surplus == 0 {
        tracing::info!(link, theirs, ours, "the upper platform counted what was sent");
    } else {
        counter!("anlu_gateway_count_mismatch_total", "link" => link.to_owned()).increment(1);
        tracing::warn!(
            link,
            theirs,
            ours,
            missing,
            surplus,
            "the upper platform counted another number of positions than were sent"
        );
    }
}

/// What became of an order for the attachments of an alarm.
pub(crate) fn alarm_order(connection: u64, result: &'static str) {
    counter!("anlu_gateway_alarm_orders_total", "result" => result).increment(1);
    tracing::debug!(connection, result, "attachments of an alarm ordered");
}

/// A file of an alarm is kept.
pub(crate) fn alarm_file(upload: u64, bytes: usize) {
    counter!("anlu_gateway_alarm_files_total").increment(1);
    tracing::debug!(upload, bytes, "file of an alarm kept");
}

/// An attachment connection ended.
pub(crate) fn upload_ended(upload: u64, reason: &'static str) {
    counter!("anlu_gateway_uploads_ended_total", "reason" => reason).increment(1);
    tracing::debug!(upload, reason, "attachment connection closed");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_leave_two_digits() {
        assert_eq!(masked("13800138042"), "…42");
        assert_eq!(masked("7"), "…7");
    }
}
