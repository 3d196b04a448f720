//! Asking for the attachments of alarms (0x9208): which frames tell of some, and the order to their terminal.

use std::time::Duration;

use anlu_protocols::{
    jt808::{
        self, Body, Phone, Session, VersionChoice,
        body::{Location, UploadAlarmFiles},
        item::{ItemValue, active_safety::Label},
        session::{CommandError, CommandId},
    },
    wire::field::{Bytes, Padded, Text8},
};

use super::number::AlarmName;
use crate::{AuthKey, pace::Timer};

/// Where terminals send attachments to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentAddress {
    /// Host name or address, as terminals reach it.
    pub host: String,
    /// TCP port.
    pub port: u16,
}

/// A terminal has this long to answer 0x9208.
const WITHIN: Duration = Duration::from_secs(30);
/// Orders without an answer are sent so often in all.
pub(crate) const TRIES: u8 = 3;
/// Orders of one connection that wait for an answer; alarms beyond keep their attachments in the terminal.
pub(crate) const MAX_WAITING: usize = 64;
/// The shortest of the four items: 0x67 of 苏标.
const SHORTEST: u8 = 41;

/// An alarm whose terminal has attachments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) name: AlarmName,
    terminal_id: Vec<u8>,
    attachments: u8,
    reserved: Vec<u8>,
}

impl Wanted {
    fn new(item: u8, kind: u8, label: &Label<'_>) -> Option<Self> {
        (label.attachments > 0).then(|| Self {
            name: AlarmName { item, kind, time: label.time, sequence: label.sequence },
            terminal_id: label.terminal_id.to_vec(),
            attachments: label.attachments,
            reserved: label.reserved.to_vec(),
        })
    }

    fn of(value: &ItemValue<'_>) -> Option<Self> {
        match value {
            ItemValue::Adas(alarm) => Self::new(0x64, alarm.kind, &alarm.place.label),
            ItemValue::Dsm(alarm) => Self::new(0x65, alarm.kind, &alarm.place.label),
            ItemValue::TyreAlarm(alarm) => Self::new(0x66, 0, &alarm.place.label),
            ItemValue::BlindSpot(alarm) => Self::new(0x67, alarm.kind, &alarm.place.label),
            _ => None,
        }
    }
}

/// The alarms with attachments in a stored frame. Nearly every frame is a plain position: those are told without being
/// decoded, by the bytes such an item must begin with.
pub(crate) fn wanted(frame: &[u8]) -> Vec<Wanted> {
    let begins = |pair: &[u8]| matches!(pair, [0x64..=0x67, len] if *len >= SHORTEST);
    if !matches!(frame, [0x02, 0x00, ..] | [0x07, 0x04, ..]) || !frame.windows(2).any(begins) {
        return Vec::new();
    }
    let Ok(opened) = jt808::open(frame, VersionChoice::Auto) else { return Vec::new() };
    let of = |location: &Location<'_>| -> Vec<Wanted> {
        location.items.iter().filter_map(|item| Wanted::of(&item.value())).collect()
    };
    match jt808::decode(&opened.header, opened.body) {
        Ok(Body::Location(location)) => of(&location),
        Ok(Body::Batch(batch)) => batch.locations().flat_map(|location| of(&location)).collect(),
        _ => Vec::new(),
    }
}

/// Orders the attachments of an alarm.
pub(crate) fn send(
    session: &mut Session,
    phone: &Phone,
    wanted: &Wanted,
    to: &AttachmentAddress,
    key: &AuthKey,
    time: &Timer,
) -> Result<CommandId, CommandError> {
    let number = key.alarm_number(phone.as_str(), &wanted.name, time.wall);
    let label = Label {
        terminal_id: &wanted.terminal_id,
        time: wanted.name.time,
        sequence: wanted.name.sequence,
        attachments: wanted.attachments,
        reserved: &wanted.reserved,
    };
    let order = UploadAlarmFiles {
        host: Text8(to.host.as_bytes()),
        tcp_port: to.port,
        udp_port: 0,
        label,
        platform_alarm_no: Padded(number.as_bytes()),
        reserved: Bytes([0; 16]),
    };
    let within = i64::try_from(WITHIN.as_millis()).unwrap_or(i64::MAX);
    session.command(phone, &Body::UploadAlarmFiles(order), within, time.now)
}
