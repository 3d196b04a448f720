//! Messages of ours to other platforms, from whoever decides to send them to the task of the link.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use anlu_domain::{
    downward::{Check, Demand, Taken},
    party::vehicle::PlateColour,
    time::UtcMs,
    upward::{UpperAlarm, UpperAnswer},
};
use anlu_protocols::{
    jt809::{
        Body, Edition, Instant, LinkProfile, MsgId, Plate, Text, Upper, Vehicle,
        body::alarm::{Alarm2019, Alarm2019Short, Exchange, Exchange2011},
        field::Counted,
        profile::AlarmTimes,
    },
    wire::gbk,
};
use tokio::sync::{mpsc, oneshot};

/// Orders that wait for the task of a link; one more is refused.
const WAITING: usize = 64;
/// `WARN_SRC` 3: a government platform (JT/T 809-2011 table 52).
const GOVERNMENT: u8 = 3;
/// `WARN_TYPE` other, by edition (2011: table 75; 2019 as one implementation lists it, see docs).
const OTHER: MsgId = MsgId(0x00ff);
/// Longest text, bytes (2011 table 51).
const MAX_TEXT: usize = 1_024;

/// Which message a [`Warning`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarningKind {
    /// 0x9402: something is wanted, or feared.
    Ahead,
    /// 0x9403: something was seen.
    Exchange,
}

/// A pre-warning (0x9402) or an exchanged alarm (0x9403) about a vehicle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Which of the two.
    pub kind: WarningKind,
    /// Plate.
    pub plate: String,
    /// Plate colour.
    pub colour: Option<PlateColour>,
    /// When it is given, or was seen.
    pub at: UtcMs,
    /// What it says.
    pub text: String,
}

/// What a lower platform is to be told.
#[derive(Debug)]
pub(super) enum Down {
    /// 0x9402 or 0x9403.
    Warning(Warning),
    /// 0x9401.
    Demand(Demand),
    /// 0x9301.
    Check(Check),
}

/// What a link is to send.
#[derive(Debug)]
pub(super) enum What {
    /// 0x9301, 0x9401, 0x9402 or 0x9403, to a lower platform.
    Down(Down),
    /// 0x1301 or 0x1401, to an upper platform.
    Answer(UpperAnswer),
    /// 0x1402, to an upper platform.
    Alarm(UpperAlarm),
}

/// An order and where to say with which serial number the link took it.
pub(super) struct Order {
    pub(super) what: What,
    pub(super) taken: oneshot::Sender<Option<Taken>>,
}

/// The links to other platforms, for those who send. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct PlatformOrders(Arc<Mutex<BTreeMap<String, mpsc::Sender<Order>>>>);

impl PlatformOrders {
    /// The link `id` takes orders from now on.
    pub(super) fn open(&self, id: &str) -> mpsc::Receiver<Order> {
        let (sender, receiver) = mpsc::channel(WAITING);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), sender);
        receiver
    }

    /// Sends 0x9402 or 0x9403; `false` when the link is not up, or is not known here.
    pub async fn warn(&self, link: &str, warning: Warning) -> bool {
        self.send(link, What::Down(Down::Warning(warning))).await.is_some()
    }

    /// Demands that an alarm be dealt with (0x9401): the serial number of the message, which the answer of 2019 repeats,
    /// and what it is about; `None` when the link is not up, or is not known here.
    pub async fn demand(&self, link: &str, demand: Demand) -> Option<Taken> {
        self.send(link, What::Down(Down::Demand(demand))).await
    }

    /// Asks whether somebody is on duty (0x9301): the serial number of the message, which the answer of 2019 repeats;
    /// `None` when the link is not up, or is not known here.
    pub async fn check(&self, link: &str, check: Check) -> Option<Taken> {
        self.send(link, What::Down(Down::Check(check))).await
    }

    /// Answers an upper platform (0x1301, 0x1401); `false` when the link is not up, or is not known here.
    pub async fn answer(&self, link: &str, answer: UpperAnswer) -> bool {
        self.send(link, What::Answer(answer)).await.is_some()
    }

    /// Tells an upper platform of an alarm (0x1402): the serial number of the message, by which 督办 of 2019 refers to
    /// it; `None` when the link is not up, or is not known here.
    pub async fn report(&self, link: &str, alarm: UpperAlarm) -> Option<u32> {
        Some(self.send(link, What::Alarm(alarm)).await?.serial)
    }

    async fn send(&self, link: &str, what: What) -> Option<Taken> {
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(link).cloned()?;
        let (taken, answer) = oneshot::channel();
        sender.try_send(Order { what, taken }).ok()?;
        answer.await.ok().flatten()
    }
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Order").finish_non_exhaustive()
    }
}

/// Text that fits the message.
pub(super) fn clipped(encoded: &[u8]) -> &[u8] {
    fitting(encoded, MAX_TEXT)
}

/// Text that fits a field, not cut in the middle of a character: its lead byte would eat what follows.
pub(super) fn fitting(encoded: &[u8], width: usize) -> &[u8] {
    let mut end = encoded.len().min(width);
    while end > 0 && gbk::text(encoded.get(..end).unwrap_or_default()).contains('\u{fffd}') {
        end -= 1;
    }
    encoded.get(..end).unwrap_or_default()
}

/// Queues the message; its serial number, or `None` when no link of the platform is up.
pub(super) fn send(session: &mut Upper, profile: &LinkProfile, warning: &Warning, now: UtcMs) -> Option<u32> {
    let colour = warning.colour.map_or(0, PlateColour::code);
    let vehicle = Vehicle::new(&warning.plate, colour);
    let encoded = gbk::encode(&warning.text);
    let content = Counted(clipped(&encoded));
    let time = Instant::from_ms(warning.at.0);
    let (plate, none) = (Plate::new(&warning.plate), Text::default());
    let exchange = match (profile.edition, profile.alarm_times) {
        (Edition::V2011, _) => Exchange::V2011(Exchange2011 { source: GOVERNMENT, alarm_type: OTHER, time, content }),
        (Edition::V2019, AlarmTimes::Three) => Exchange::V2019(Alarm2019 {
            platform: none,
            alarm_type: OTHER,
            time,
            start_time: time,
            end_time: time,
            plate,
            colour,
            target_platform: none,
            route_id: 0,
            content,
        }),
        (Edition::V2019, AlarmTimes::Two) => Exchange::Short(Alarm2019Short {
            platform: none,
            alarm_type: OTHER,
            start_time: time,
            end_time: time,
            plate,
            colour,
            target_platform: none,
            route_id: 0,
            content,
        }),
    };
    let body = match warning.kind {
        WarningKind::Ahead => Body::Warning(exchange),
        WarningKind::Exchange => Body::AlarmExchange(exchange),
    };
    session.send(Some(vehicle), body, now.0)
}
