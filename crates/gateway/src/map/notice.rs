//! Log entries to notices: messages that are neither positions nor driver cards and that somebody acts on.
//!
//! Most entries are positions: those are told by their message id, without being decoded once more.

use anlu_bus::{Entry, Source};
use anlu_domain::{
    notice::{Notice, PlatformAlarm},
    time::UtcMs,
};
use anlu_protocols::jt809::{
    self, Body, Edition, EditionChoice, Instant,
    body::alarm::{Exchange, Report, Tip},
};

/// The notices of one entry. What cannot be read gives none.
pub fn notices(entry: &Entry) -> Vec<Notice> {
    let record = &entry.record;
    match &record.source {
        Source::Jt809 { edition_2019, vehicle, .. } if is_alarm(&record.frame) => {
            let Some(vehicle) = *vehicle else { return Vec::new() };
            let at = alarm_time(&record.frame, *edition_2019).map_or(record.received, UtcMs);
            vec![Notice::Alarm(PlatformAlarm { vehicle, at })]
        }
        Source::Jt808 { .. } | Source::Jt809 { .. } | Source::Clock => Vec::new(),
    }
}

/// Message id of a frame of JT/T 809: behind length and serial number.
fn msg_id_809(frame: &[u8]) -> Option<u16> {
    frame.get(8..10)?.first_chunk().map(|id| u16::from_be_bytes(*id))
}

fn is_alarm(frame: &[u8]) -> bool {
    matches!(msg_id_809(frame), Some(0x1400 | 0x9400))
}

/// Time of a reported alarm; `None` for other messages of the family too.
fn alarm_time(frame: &[u8], edition_2019: bool) -> Option<i64> {
    let edition = if edition_2019 { Edition::V2019 } else { Edition::V2011 };
    let opened = jt809::open(frame, EditionChoice::Only(edition), None).ok()?;
    let message = jt809::decode(opened.header.msg_id, &opened.body, edition).ok()?;
    let time: Instant = match message.body {
        Body::Alarm(Report::V2011(report)) => report.time,
        Body::Alarm(Report::V2019(alarm)) | Body::Tip(Tip::V2019(alarm)) => alarm.time,
        Body::Alarm(Report::Short(alarm)) | Body::Tip(Tip::Short(alarm)) => alarm.start_time,
        _ => exchanged(&message.body)?,
    };
    time.epoch_ms()
}

fn exchanged(body: &Body<'_>) -> Option<Instant> {
    let (Body::Warning(exchange) | Body::AlarmExchange(exchange)) = body else { return None };
    Some(match exchange {
        Exchange::V2011(alarm) => alarm.time,
        Exchange::V2019(alarm) => alarm.time,
        Exchange::Short(alarm) => alarm.start_time,
    })
}
