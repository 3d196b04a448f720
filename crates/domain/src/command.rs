//! Orders to a vehicle's terminal, and what became of each.
//!
//! An order is queued by whoever gives it, sent when the terminal is on line, answered by the terminal or not. Nothing
//! is sent twice: a text that comes late helps nobody.

use serde::{Deserialize, Serialize};

use crate::{
    hazard::PersonRef,
    ids::{CommandId, EnterpriseId, VehicleId},
    time::UtcMs,
};

/// Longest text, characters: 1,024 bytes of GBK at most (JT/T 808-2019 table 38).
pub const MAX_TEXT_CHARS: usize = 500;

/// What a terminal is told to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Order {
    /// 下发文本 (0x8300).
    Text(TextOrder),
    /// 设置疲劳参数 (0x8103, 0x0057–0x005C).
    FatigueLimits(FatigueLimits),
    /// 拍照 (0x8801).
    Picture {
        /// Camera, 1–127.
        channel: u8,
    },
}

/// A text for the driver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextOrder {
    /// The text.
    pub text: String,
    /// Mark it as urgent.
    pub urgent: bool,
    /// Read it aloud.
    pub speak: bool,
}

/// Fatigue parameters; what is `None` stays as it is in the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FatigueLimits {
    /// 0x0057 longest continuous driving, minutes.
    pub continuous_minutes: Option<u32>,
    /// 0x0058 longest driving within a day, minutes.
    pub daily_minutes: Option<u32>,
    /// 0x0059 shortest rest, minutes.
    pub rest_minutes: Option<u32>,
    /// 0x005A longest parking, minutes.
    pub parking_minutes: Option<u32>,
    /// 0x005B pre-warning of overspeed, km/h below the limit.
    pub overspeed_margin_kmh: Option<u32>,
    /// 0x005C pre-warning of fatigue, minutes before the limit.
    pub warning_minutes: Option<u32>,
}

/// A field of an order that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderFault {
    /// JSON pointer.
    pub pointer: &'static str,
    /// Stable code.
    pub code: &'static str,
}

impl Order {
    /// Stable name of its kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::FatigueLimits(_) => "fatigue_limits",
            Self::Picture { .. } => "picture",
        }
    }

    /// Whether it changes how the terminal judges the driver: then it is for the authority.
    pub const fn configures(&self) -> bool {
        matches!(self, Self::FatigueLimits(_))
    }

    /// What is wrong with it; `None` when it can be sent.
    pub fn fault(&self) -> Option<OrderFault> {
        let fault = |pointer, code| Some(OrderFault { pointer, code });
        match self {
            Self::Text(text) if text.text.trim().is_empty() => fault("/text", "required"),
            Self::Text(text) if text.text.chars().count() > MAX_TEXT_CHARS => fault("/text", "too_long"),
            Self::Picture { channel } if !(1..=127).contains(channel) => fault("/channel", "out_of_range"),
            Self::FatigueLimits(limits) => limits.fault(),
            Self::Text(_) | Self::Picture { .. } => None,
        }
    }
}

impl FatigueLimits {
    fn fault(&self) -> Option<OrderFault> {
        let fields = [
            ("/continuous_minutes", self.continuous_minutes, 30, 720),
            ("/daily_minutes", self.daily_minutes, 60, 1_440),
            ("/rest_minutes", self.rest_minutes, 5, 720),
            ("/parking_minutes", self.parking_minutes, 1, 10_080),
            ("/overspeed_margin_kmh", self.overspeed_margin_kmh, 0, 50),
            ("/warning_minutes", self.warning_minutes, 1, 120),
        ];
        if fields.iter().all(|(_, value, ..)| value.is_none()) {
            return Some(OrderFault { pointer: "/continuous_minutes", code: "required" });
        }
        let wrong = |value: &Option<u32>, low: u32, high: u32| value.is_some_and(|v| v < low || v > high);
        let found = fields.iter().find(|(_, value, low, high)| wrong(value, *low, *high));
        found.map(|(pointer, ..)| OrderFault { pointer, code: "out_of_range" })
    }
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommandState {
    /// 待发送.
    Queued,
    /// 已发送: on its way to the terminal.
    Sent,
    /// 终端已接收: taken (0x0001); an answer of its own is still to come, or never came.
    Acknowledged,
    /// 已执行.
    Done,
    /// 终端拒绝.
    Refused,
    /// 无应答.
    TimedOut,
    /// 终端不在线.
    Offline,
    /// 未能发送: it cannot be written for this terminal.
    Failed,
}

impl CommandState {
    /// All states.
    pub const ALL: [Self; 8] = [
        Self::Queued,
        Self::Sent,
        Self::Acknowledged,
        Self::Done,
        Self::Refused,
        Self::TimedOut,
        Self::Offline,
        Self::Failed,
    ];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Acknowledged => "acknowledged",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::TimedOut => "timed_out",
            Self::Offline => "offline",
            Self::Failed => "failed",
        }
    }

    /// The state of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.as_str() == name)
    }
}

/// News of an order from the terminal's side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandNews {
    /// It was written to the connection of the terminal.
    Sent,
    /// The terminal took it; its answer is still to come.
    Accepted,
    /// The terminal did it.
    Done,
    /// The terminal refused it: message id of the answer and its result, e.g. `0001-3`.
    Refused(String),
    /// Nothing came in time.
    TimedOut,
    /// The terminal is not on line, or left.
    Offline,
    /// It cannot be sent to this terminal.
    Failed,
}

/// One order to one vehicle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Id.
    pub id: CommandId,
    /// The vehicle.
    pub vehicle: VehicleId,
    /// Its enterprise at that time.
    pub enterprise: EnterpriseId,
    /// What it shall do.
    pub order: Order,
    /// State.
    pub state: CommandState,
    /// What the terminal answered when it refused: message id and result, e.g. `0001-3`.
    pub result: Option<String>,
    /// Who gave it.
    pub by: PersonRef,
    /// When it was given.
    pub given_at: UtcMs,
    /// When it was sent.
    pub sent_at: Option<UtcMs>,
    /// When the newest answer came.
    pub answered_at: Option<UtcMs>,
    /// Until when something may still happen; `None` when nothing will.
    pub open_until: Option<UtcMs>,
}

impl Command {
    /// The order after news of it; `None` when they change nothing.
    pub fn told(&self, news: &CommandNews, now: UtcMs) -> Option<Self> {
        self.open_until?;
        let done = |state| Self { state, open_until: None, answered_at: Some(now), ..self.clone() };
        let lost = |state| Self { state, open_until: None, ..self.clone() };
        match news {
            CommandNews::Sent if self.state == CommandState::Queued => {
                Some(Self { state: CommandState::Sent, sent_at: Some(now), ..self.clone() })
            }
            CommandNews::Sent => None,
            CommandNews::Accepted => {
                Some(Self { state: CommandState::Acknowledged, answered_at: Some(now), ..self.clone() })
            }
            CommandNews::Done => Some(done(CommandState::Done)),
            CommandNews::Refused(result) => Some(Self { result: Some(result.clone()), ..done(CommandState::Refused) }),
            // What was taken stays taken, whatever did not follow.
            CommandNews::TimedOut | CommandNews::Offline if self.state == CommandState::Acknowledged => {
                Some(lost(CommandState::Acknowledged))
            }
            CommandNews::TimedOut => Some(lost(CommandState::TimedOut)),
            CommandNews::Offline => Some(lost(CommandState::Offline)),
            CommandNews::Failed => Some(lost(CommandState::Failed)),
        }
    }

    /// The order when its time is over: nobody can tell any more what became of it.
    pub fn expired(&self, now: UtcMs) -> Option<Self> {
        self.open_until.filter(|until| *until <= now)?;
        let news = if self.state == CommandState::Queued { CommandNews::Offline } else { CommandNews::TimedOut };
        self.told(&news, now)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::UserId;

    fn text(text: &str) -> Order {
        Order::Text(TextOrder { text: text.to_owned(), urgent: false, speak: true })
    }

    fn command() -> Command {
        let id = Uuid::from_u128(1);
        Command {
            id: CommandId(id),
            vehicle: VehicleId(id),
            enterprise: EnterpriseId(id),
            order: text("请停车休息"),
            state: CommandState::Queued,
            result: None,
            by: PersonRef { id: UserId(id), name: String::from("示例") },
            given_at: UtcMs(0),
            sent_at: None,
            answered_at: None,
            open_until: Some(UtcMs(100)),
        }
    }

    #[test]
    fn what_cannot_be_meant_is_found() {
        let code = |order: &Order| order.fault().map(|f| (f.pointer, f.code));
        assert_eq!(code(&text("请停车休息")), None);
        assert_eq!(code(&text(" ")), Some(("/text", "required")));
        assert_eq!(code(&text(&"长".repeat(501))), Some(("/text", "too_long")));
        assert_eq!(code(&Order::Picture { channel: 0 }), Some(("/channel", "out_of_range")));
        assert_eq!(code(&Order::Picture { channel: 127 }), None);
        let limits = FatigueLimits::default();
        assert_eq!(code(&Order::FatigueLimits(limits)), Some(("/continuous_minutes", "required")));
        let limits = FatigueLimits { rest_minutes: Some(4), continuous_minutes: Some(240), ..limits };
        assert_eq!(code(&Order::FatigueLimits(limits)), Some(("/rest_minutes", "out_of_range")));
        assert_eq!(code(&Order::FatigueLimits(FatigueLimits { rest_minutes: Some(20), ..limits })), None);
    }

    #[test]
    fn each_answer_ends_it_where_it_should() {
        let sent = command().told(&CommandNews::Sent, UtcMs(1)).unwrap();
        assert_eq!((sent.state, sent.sent_at), (CommandState::Sent, Some(UtcMs(1))));
        let taken = sent.told(&CommandNews::Accepted, UtcMs(2)).unwrap();
        assert_eq!((taken.state, taken.open_until), (CommandState::Acknowledged, Some(UtcMs(100))));
        let kept = taken.told(&CommandNews::TimedOut, UtcMs(9)).unwrap();
        assert_eq!((kept.state, kept.open_until), (CommandState::Acknowledged, None));
        assert_eq!(kept.told(&CommandNews::Done, UtcMs(10)), None, "nothing follows the end");
        let refused = sent.told(&CommandNews::Refused(String::from("0001-3")), UtcMs(3)).unwrap();
        assert_eq!((refused.state, refused.result.as_deref()), (CommandState::Refused, Some("0001-3")));
        assert_eq!(sent.told(&CommandNews::TimedOut, UtcMs(3)).unwrap().state, CommandState::TimedOut);
        assert_eq!(command().told(&CommandNews::Offline, UtcMs(3)).unwrap().state, CommandState::Offline);
        assert_eq!(command().expired(UtcMs(99)), None);
        assert_eq!(command().expired(UtcMs(100)).unwrap().state, CommandState::Offline);
        assert_eq!(sent.expired(UtcMs(100)).unwrap().state, CommandState::TimedOut);
    }

    #[test]
    fn an_order_is_stored_by_its_kind() {
        let order = Order::Picture { channel: 2 };
        let json = serde_json::to_string(&order).unwrap();
        assert_eq!(json, r#"{"kind":"picture","channel":2}"#);
        assert_eq!(serde_json::from_str::<Order>(&json).unwrap(), order);
    }
}
