//! Log entries to notices: messages that are neither positions nor driver cards and that somebody acts on.
//!
//! Most entries are positions: those are told by their message id, without being decoded once more.

use super::{downward, upward};
use anlu_bus::{Entry, Source};
use anlu_domain::{
    ids::VehicleId,
    notice::{Notice, Recording},
    time::UtcMs,
};
use anlu_protocols::jt808::{self, VersionChoice, body::x0801_media::Origin};

/// The notices of one entry. What cannot be read gives none.
pub fn notices(entry: &Entry) -> Vec<Notice> {
    let record = &entry.record;
    match &record.source {
        Source::Jt809 { link, edition_2019, vehicle } if upward::is_request(msg_id_809(&record.frame)) => {
            upward::notices(record, link, *edition_2019, *vehicle)
        }
        Source::Jt809 { link, edition_2019, vehicle } if downward::is_notice(msg_id_809(&record.frame)) => {
            downward::notices(record, link, *edition_2019, *vehicle)
        }
        Source::Jt808 { vehicle: Some(vehicle), .. } if record.frame.starts_with(&[0x08, 0x01]) => {
            recording(&record.frame, *vehicle, record.received).map(Notice::Recording).into_iter().collect()
        }
        Source::Jt808 { .. } | Source::Jt809 { .. } | Source::Clock => Vec::new(),
    }
}

/// A recording, put together from its packets by the session. In the 2011 layout a part is a message of its own: only
/// one that is whole can be kept.
fn recording(frame: &[u8], vehicle: VehicleId, received: UtcMs) -> Option<Recording> {
    let opened = jt808::open(frame, VersionChoice::Auto).ok()?;
    let jt808::Body::Media(media) = jt808::decode(&opened.header, opened.body).ok()? else { return None };
    let at = match &media.origin {
        Origin::Location(location) => location.time.epoch_ms().map(UtcMs),
        Origin::Part { total, .. } if *total <= 1 => None,
        Origin::Part { .. } => return None,
    };
    Some(Recording {
        vehicle,
        media_id: media.event.media_id,
        channel: media.event.channel,
        event: media.event.event,
        at,
        received,
        bytes: media.data.to_vec(),
    })
}

/// Message id of a frame of JT/T 809: behind length and serial number.
fn msg_id_809(frame: &[u8]) -> Option<u16> {
    frame.get(8..10)?.first_chunk().map(|id| u16::from_be_bytes(*id))
}

#[cfg(test)]
#[path = "notice_tests.rs"]
mod tests;
