//! What a watch holds.

use serde::{Deserialize, Serialize};

use crate::{
    geo::Point,
    hazard::{PersonRef, Step},
    ids::{SignalId, UserId, VehicleId, WatchId},
    time::UtcMs,
};

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $text:literal),+ $(,)? } $count:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$note])* $variant),+
        }

        impl $name {
            /// All values.
            pub const ALL: [Self; $count] = [$(Self::$variant),+];

            /// Stable name.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }

            /// The value of a stable name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|v| v.as_str() == name)
            }
        }
    };
}

named! {
    /// Where a watch stands.
    State {
        /// 待确认: somebody, or the detectors, asked for it.
        Proposed = "proposed",
        /// 已确认: a second officer stands for it; partners are being told.
        Confirmed = "confirmed",
        /// 布控中: at least one partner has it.
        HandedOver = "handed_over",
        /// 已反馈: at least one partner has answered.
        Answered = "answered",
        /// 已到期: its last instant has passed.
        Expired = "expired",
        /// 已撤回.
        Withdrawn = "withdrawn",
        /// 已办结.
        Closed = "closed",
    } 7
}

named! {
    /// How far the hand-over to one partner has come.
    DeliveryState {
        /// 待送达: will be tried, or tried again.
        Queued = "queued",
        /// 已送达: the partner's system took it.
        Delivered = "delivered",
        /// 送达失败: given up after the last try.
        Failed = "failed",
    } 3
}

named! {
    /// What a partner found.
    Outcome {
        /// 已拦停.
        Stopped = "stopped",
        /// 已放行: stopped, checked and let go.
        Released = "released",
        /// 未发现.
        NotFound = "not_found",
    } 3
}

named! {
    /// What tells that a watched vehicle is on the road.
    #[derive(Default)]
    HitSource {
        /// 定位: a position of its terminal.
        #[default]
        Position = "position",
        /// 平台报警: an alarm that another platform reported about it (JT/T 809 0x1402, 0x9402, 0x9403).
        Exchange = "exchange",
    } 2
}

named! {
    /// What kind of partner is told.
    PartnerKind {
        /// 公安.
        Police = "police",
        /// 应急.
        Emergency = "emergency",
    } 2
}

impl State {
    /// Whether nothing can follow.
    pub const fn ended(self) -> bool {
        matches!(self, Self::Expired | Self::Withdrawn | Self::Closed)
    }

    /// Whether the vehicle is looked for on the road.
    pub const fn active(self) -> bool {
        matches!(self, Self::Confirmed | Self::HandedOver | Self::Answered)
    }
}

/// The hand-over to one partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Id of the partner in the configuration.
    pub partner: String,
    /// Its name at that time.
    pub name: String,
    /// How far it has come.
    pub state: DeliveryState,
    /// Tries so far.
    pub tries: u32,
    /// When the state or the count changed last.
    pub at: UtcMs,
    /// Why the last try failed: a code.
    pub problem: Option<String>,
}

/// What a partner answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The partner's own id of the answer: sent again, it changes nothing.
    pub id: String,
    /// Id of the partner.
    pub partner: String,
    /// Outcome.
    pub outcome: Outcome,
    /// When it happened.
    pub at: UtcMs,
    /// Where, in words.
    pub place: String,
    /// By whom, e.g. a unit.
    pub by: String,
    /// Note; may be empty.
    pub note: String,
}

/// The vehicle was seen on the road while it is watched.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// Time of the position, or of the report.
    pub at: UtcMs,
    /// Where, WGS-84; `None` when the terminal had no fix, or a report tells no place.
    pub place: Option<Point>,
    /// What tells of it.
    #[serde(default)]
    pub source: HitSource,
}

/// One watch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watch {
    /// Id.
    pub id: WatchId,
    /// The signal it was proposed from.
    pub signal: SignalId,
    /// The vehicle to stop.
    pub vehicle: Option<VehicleId>,
    /// State.
    pub state: State,
    /// Who proposed it, when and why.
    pub proposed: Step,
    /// The second officer, when and why.
    pub confirmed: Option<Step>,
    /// Last instant; set when it is confirmed.
    pub expires_at: Option<UtcMs>,
    /// One per partner, in the order of the configuration.
    pub deliveries: Vec<Delivery>,
    /// Answers, oldest first.
    pub answers: Vec<Answer>,
    /// Sightings, oldest first; the newest [`Watch::MAX_HITS`].
    pub hits: Vec<Hit>,
    /// Who ended it, when and why.
    pub ended: Option<Step>,
}

impl Watch {
    /// Sightings that are kept; the ledger holds all.
    pub const MAX_HITS: usize = 100;
    /// Answers that are taken.
    pub const MAX_ANSWERS: usize = 100;

    /// A new proposal.
    pub const fn propose(id: WatchId, signal: SignalId, vehicle: Option<VehicleId>, proposed: Step) -> Self {
        Self {
            id,
            signal,
            vehicle,
            state: State::Proposed,
            proposed,
            confirmed: None,
            expires_at: None,
            deliveries: Vec::new(),
            answers: Vec::new(),
            hits: Vec::new(),
            ended: None,
        }
    }

    /// The detectors as the proposer: no account, so that any officer is a second one.
    pub fn detectors() -> PersonRef {
        PersonRef { id: UserId(uuid::Uuid::nil()), name: String::from("detectors") }
    }
}
