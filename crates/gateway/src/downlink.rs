//! Orders to terminals that are on line: from whoever gives them to the connection that speaks for the terminal.

use std::{sync::Arc, time::Duration};

use anlu_domain::command::{CommandNews, Order};
use anlu_protocols::{
    jt808::{
        self, Body, Phone, Session, VersionChoice,
        body::{SetParams, Shoot, TextMessage},
        param::{self, Param},
        session::{CommandError, CommandId, CommandOutcome},
    },
    wire::{
        field::{List, Text},
        gbk,
    },
};
use tokio::sync::mpsc;

use crate::directory::Directory;

/// News of one order that may wait to be taken: more never come.
const NEWS: usize = 8;
/// Longest text, bytes of GBK (2019 table 38).
const MAX_TEXT: usize = 1_024;

/// An order for the connection of a terminal.
pub(crate) struct Ask {
    pub(crate) phone: Phone,
    pub(crate) order: Order,
    pub(crate) within: Duration,
    pub(crate) news: mpsc::Sender<CommandNews>,
}

/// The way to terminals that are on line. Cheap to clone.
#[derive(Clone, Default)]
pub struct Downlink(pub(crate) Arc<Directory>);

impl Downlink {
    /// Sends an order to the terminal with this phone number, whose answer is awaited for `within`. News come over the
    /// channel until it closes.
    pub fn order(&self, phone: &str, order: Order, within: Duration) -> mpsc::Receiver<CommandNews> {
        let (news, receiver) = mpsc::channel(NEWS);
        let mailbox = Phone::parse(phone).and_then(|phone| Some((phone, self.0.find(phone)?)));
        let taken =
            mailbox.is_some_and(|(phone, mailbox)| mailbox.ask(Ask { phone, order, within, news: news.clone() }));
        if !taken {
            // There is room: nothing was said yet.
            let _told = news.try_send(CommandNews::Offline);
        }
        receiver
    }
}

/// Writes an order to the connection; the terminal's edition decides how.
pub(crate) fn send(session: &mut Session, ask: &Ask, now: i64) -> Result<CommandId, CommandError> {
    let (phone, within) = (&ask.phone, i64::try_from(ask.within.as_millis()).unwrap_or(i64::MAX));
    let version = session.version_of(phone).ok_or(CommandError::NotOnline)?;
    match &ask.order {
        Order::Text(order) => {
            let long = version.has_long_header();
            // 2013: bit 0 urgent. 2019: bits 0–1, 10 urgent, 11 notice. Bit 2 screen, bit 3 read aloud.
            let grade = match (long, order.urgent) {
                (true, true) => 0b10,
                (true, false) => 0b11,
                (false, urgent) => u8::from(urgent),
            };
            let flags = grade | 0b100 | if order.speak { 0b1000 } else { 0 };
            let encoded = gbk::encode(&order.text);
            let text = Text(encoded.get(..encoded.len().min(MAX_TEXT)).unwrap_or_default());
            let body = Body::Text(TextMessage { flags, kind: long.then_some(1), text });
            session.command(phone, &body, within, now)
        }
        Order::FatigueLimits(limits) => {
            let seconds = |minutes: Option<u32>| minutes.map(|m| m.saturating_mul(60));
            let values: Vec<(u32, Vec<u8>)> = [
                (param::CONTINUOUS_DRIVING_LIMIT, seconds(limits.continuous_minutes)),
                (param::DAILY_DRIVING_LIMIT, seconds(limits.daily_minutes)),
                (param::MINIMUM_REST, seconds(limits.rest_minutes)),
                (param::MAXIMUM_PARKING, seconds(limits.parking_minutes)),
                (param::OVERSPEED_WARNING, limits.overspeed_margin_kmh.map(|kmh| kmh.saturating_mul(10))),
                (param::FATIGUE_WARNING, seconds(limits.warning_minutes)),
            ]
            .into_iter()
            .filter_map(|(id, value)| Some((id, param::number(id, value?)?)))
            .collect();
            let params = List(values.iter().map(|(id, value)| Param { id: *id, value }).collect());
            session.command(phone, &Body::SetParams(SetParams { params }), within, now)
        }
        Order::Picture { channel } => {
            // One picture of 640×480, sent at once, with middling settings.
            let shoot = Shoot {
                channel: *channel,
                command: 1,
                interval_s: 0,
                store: 0,
                resolution: 0x02,
                quality: 5,
                brightness: 128,
                contrast: 64,
                saturation: 64,
                chroma: 128,
            };
            session.command(phone, &Body::Shoot(shoot), within, now)
        }
    }
}

/// What an outcome says to whoever gave the order.
pub(crate) fn news(outcome: &CommandOutcome) -> CommandNews {
    match outcome {
        CommandOutcome::Accepted => CommandNews::Accepted,
        CommandOutcome::Done => CommandNews::Done,
        CommandOutcome::Refused { result } => CommandNews::Refused(format!("0001-{result}")),
        CommandOutcome::Answered { msg_id, frame } => answered(*msg_id, frame),
        CommandOutcome::TimedOut => CommandNews::TimedOut,
        CommandOutcome::Lost => CommandNews::Offline,
    }
}

/// 0x0805 tells by a result of its own whether the picture was taken; other answers are what was asked for.
fn answered(msg_id: u16, frame: &[u8]) -> CommandNews {
    let Ok(opened) = jt808::open(frame, VersionChoice::Auto) else { return CommandNews::Done };
    match jt808::decode(&opened.header, opened.body) {
        Ok(Body::ShotReply(shot)) if shot.result != 0 => CommandNews::Refused(format!("{msg_id:04x}-{}", shot.result)),
        _ => CommandNews::Done,
    }
}
