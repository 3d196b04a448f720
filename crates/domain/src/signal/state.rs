//! The signal record: group, state, owner, clock.

use serde::{Deserialize, Serialize};

use crate::{
    finding::Severity,
    hazard::{PersonRef, Step},
    ids::{EnterpriseId, HazardId, PersonId, SignalId, VehicleId, WatchId},
    time::{CivilDay, UtcMs},
};

/// What findings are grouped by: one driver on one day, or one vehicle on one day when nobody is known at the wheel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GroupKey(pub String);

impl GroupKey {
    /// Driver-day. `driver` is a registry id, or an opaque mark of a driver the registry does not know.
    pub fn driver_day(driver: &str, day: CivilDay) -> Self {
        Self(format!("driver:{driver}:{day}"))
    }

    /// Vehicle-day.
    pub fn vehicle_day(vehicle: &str, day: CivilDay) -> Self {
        Self(format!("vehicle:{vehicle}:{day}"))
    }

    /// All sightings of one watch.
    pub fn watch(watch: WatchId) -> Self {
        Self(format!("watch:{watch}"))
    }

    /// What an upper platform says of one vehicle on one day.
    pub fn warned(vehicle: VehicleId, day: CivilDay) -> Self {
        Self(format!("warned:{vehicle}:{day}"))
    }

    /// What platforms below report of one vehicle on one day.
    pub fn reported(vehicle: VehicleId, day: CivilDay) -> Self {
        Self(format!("reported:{vehicle}:{day}"))
    }

    /// The watch whose sightings are grouped; `None` for other groups.
    pub fn watch_id(&self) -> Option<WatchId> {
        self.0.strip_prefix("watch:")?.parse().ok()
    }
}

/// Kind of the signal that a watched vehicle was seen.
pub const WATCH_KIND: &str = "watch";

/// Kind of the signal that an upper platform warns of a vehicle.
pub const WARNED_KIND: &str = "warned";

/// Kind of the signal that a platform below reports alarms of a vehicle.
pub const REPORTED_KIND: &str = "reported";

/// Where a signal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 待处置: waits for triage.
    Open,
    /// 已提醒: waits for the driver or the enterprise to acknowledge.
    Reminded,
    /// 已转企业: waits for the enterprise's answer.
    HandedOver,
    /// 已转隐患: goes on as a hazard.
    Hazard,
    /// 已建议布控: a watch is proposed; waits for the authority to close.
    WatchProposed,
    /// 误报, with a reason.
    FalseAlarm,
    /// 已确认: the reminder was acknowledged; waits for the authority to close.
    Acknowledged,
    /// 企业已答复: waits for the authority to close.
    Answered,
    /// 已办结.
    Closed,
}

impl State {
    /// All states.
    pub const ALL: [Self; 9] = [
        Self::Open,
        Self::Reminded,
        Self::HandedOver,
        Self::Hazard,
        Self::WatchProposed,
        Self::FalseAlarm,
        Self::Acknowledged,
        Self::Answered,
        Self::Closed,
    ];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Reminded => "reminded",
            Self::HandedOver => "handed_over",
            Self::Hazard => "hazard",
            Self::WatchProposed => "watch_proposed",
            Self::FalseAlarm => "false_alarm",
            Self::Acknowledged => "acknowledged",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    /// The state of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.as_str() == name)
    }

    /// Settled: nobody owes anything on this signal any more. A later finding opens a follow-up.
    pub const fn settled(self) -> bool {
        matches!(self, Self::Hazard | Self::FalseAlarm | Self::Closed)
    }

    /// Who owes the next step; `None` when settled.
    pub const fn owner(self, has_driver: bool) -> Option<Owner> {
        match self {
            Self::Open | Self::WatchProposed | Self::Acknowledged | Self::Answered => Some(Owner::Authority),
            Self::Reminded if has_driver => Some(Owner::Driver),
            Self::Reminded | Self::HandedOver => Some(Owner::Enterprise),
            Self::Hazard | Self::FalseAlarm | Self::Closed => None,
        }
    }
}

/// Who owes the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// An officer of the authority.
    Authority,
    /// The enterprise (principal or safety officer).
    Enterprise,
    /// The driver (the enterprise may act for him).
    Driver,
}

impl Owner {
    /// All owners.
    pub const ALL: [Self; 3] = [Self::Authority, Self::Enterprise, Self::Driver];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::Enterprise => "enterprise",
            Self::Driver => "driver",
        }
    }

    /// The owner of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.as_str() == name)
    }
}

/// Why a signal is a false alarm: a code that can be counted, and words for `other`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FalseAlarm {
    /// One of [`FalseAlarm::CODES`].
    pub code: String,
    /// Words; required for `other`.
    pub note: String,
}

impl FalseAlarm {
    /// Codes: 设备故障, 中途换人, 定位漂移, 数据缺口, 试车或检修, 其他.
    pub const CODES: [&'static str; 6] =
        ["device_fault", "driver_changed", "position_drift", "data_gap", "test_run", "other"];

    /// Reads a code, or free words (which become `other`). `None` when there is nothing to read.
    pub fn read(reason: &str, note: &str) -> Option<Self> {
        let (reason, note) = (reason.trim(), note.trim());
        match reason {
            "" => None,
            "other" if note.is_empty() => None,
            code if Self::CODES.contains(&code) => Some(Self { code: code.to_owned(), note: note.to_owned() }),
            words => Some(Self { code: String::from("other"), note: format!("{words} {note}").trim().to_owned() }),
        }
    }
}

/// Time allowed for each owner, milliseconds, by how serious the signal is. Pack parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// For the authority to look (open) and to close.
    pub authority: BySeverity,
    /// For the driver or enterprise to acknowledge or answer.
    pub enterprise: BySeverity,
}

/// One duration per severity, milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BySeverity {
    /// Worth knowing.
    pub notice: i64,
    /// Beyond the limit.
    pub warning: i64,
    /// Far beyond.
    pub severe: i64,
}

impl BySeverity {
    /// The duration for `severity`.
    pub const fn of(self, severity: Severity) -> i64 {
        match severity {
            Severity::Notice => self.notice,
            Severity::Warning => self.warning,
            Severity::Severe => self.severe,
        }
    }
}

impl Clocks {
    /// When `owner` must have acted who got the signal at `since`.
    pub const fn due(&self, owner: Owner, severity: Severity, since: UtcMs) -> UtcMs {
        let ms = match owner {
            Owner::Authority => self.authority.of(severity),
            Owner::Enterprise | Owner::Driver => self.enterprise.of(severity),
        };
        UtcMs(since.0.saturating_add(ms))
    }
}

/// One signal. Transitions consume it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// Id.
    pub id: SignalId,
    /// Group.
    pub group: GroupKey,
    /// 0 for the first signal of its group, then counts follow-ups.
    pub seq: u32,
    /// Civil day of the group.
    pub day: CivilDay,
    /// Family of the findings: the part of the rule id before the dot, e.g. `fatigue`.
    pub kind: String,
    /// The vehicle, when the registry knows it.
    pub vehicle: Option<VehicleId>,
    /// The enterprise, when the registry knows the vehicle.
    pub enterprise: Option<EnterpriseId>,
    /// The driver, when a card named one the registry knows.
    pub driver: Option<PersonId>,
    /// Highest severity of its findings.
    pub severity: Severity,
    /// State.
    pub state: State,
    /// Officer it was assigned to.
    pub assignee: Option<PersonRef>,
    /// When the signal came in (our clock, not the device's).
    pub opened_at: UtcMs,
    /// When the present owner got it.
    pub since: UtcMs,
    /// When the present owner must have acted; `None` when settled.
    pub due_at: Option<UtcMs>,
    /// When it was shown to the leader for being overdue.
    pub escalated_at: Option<UtcMs>,
    /// Why it is a false alarm.
    pub false_alarm: Option<FalseAlarm>,
    /// The hazard made from it.
    pub hazard: Option<HazardId>,
    /// The watch proposed from it.
    pub watch: Option<WatchId>,
    /// The newest triage.
    pub triaged: Option<Step>,
    /// The newest acknowledgement or answer.
    pub replied: Option<Step>,
    /// Closing.
    pub closed: Option<Step>,
}

impl Signal {
    /// The first of a group, come in at `now`, of which the registry knows nothing: the authority is to look at it until
    /// `due_at`.
    pub fn opened(
        (id, group, day): (SignalId, GroupKey, CivilDay),
        (kind, severity): (&str, Severity),
        now: UtcMs,
        due_at: UtcMs,
    ) -> Self {
        Self {
            id,
            group,
            seq: 0,
            day,
            kind: kind.to_owned(),
            vehicle: None,
            enterprise: None,
            driver: None,
            severity,
            state: State::Open,
            assignee: None,
            opened_at: now,
            since: now,
            due_at: Some(due_at),
            escalated_at: None,
            false_alarm: None,
            hazard: None,
            watch: None,
            triaged: None,
            replied: None,
            closed: None,
        }
    }

    /// Who owes the next step.
    pub fn owner(&self) -> Option<Owner> {
        self.state.owner(self.driver.is_some())
    }

    /// The present owner's clock has run out.
    pub fn overdue(&self, now: UtcMs) -> bool {
        self.due_at.is_some_and(|due| now > due)
    }
}
