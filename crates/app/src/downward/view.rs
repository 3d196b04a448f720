//! Alarms of platforms below, and demands, as the page of a signal shows them.

use anlu_domain::{
    downward::{AlarmSource, DemandState},
    ids::SignalId,
    time::UtcMs,
    upward::Outcome,
    watch::DeliveryState,
};
use anlu_store::{
    Db, StoreError,
    repo::{
        lower_alarm::{self as alarms, StoredAlarm},
        supervision::{self as supervisions, StoredSupervision},
    },
};
use serde::Serialize;
use uuid::Uuid;

/// Alarms of one signal that are shown.
const SHOWN: u64 = 100;
/// Sub id of a pre-warning.
const TIP: u16 = 0x1403;

/// An alarm that a platform below has reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LowerAlarm {
    /// Id.
    pub id: Uuid,
    /// The link.
    pub link: String,
    /// Type: four hexadecimal digits.
    pub alarm_type: String,
    /// Whether it is a pre-warning.
    pub tip: bool,
    /// What it says.
    pub text: String,
    /// When it was, or began.
    pub at: UtcMs,
    /// When it came.
    pub received_at: UtcMs,
}

/// What was demanded of a platform below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Supervision {
    /// Id.
    pub id: Uuid,
    /// Number.
    pub number: u32,
    /// The link.
    pub link: String,
    /// Where it stands.
    pub state: DemandState,
    /// Urgent, else normal.
    pub urgent: bool,
    /// Who supervises.
    pub supervisor: String,
    /// Telephone.
    pub phone: String,
    /// Mail address.
    pub email: String,
    /// Answer until then.
    pub deadline: UtcMs,
    /// Who demanded it.
    pub by: String,
    /// When.
    pub at: UtcMs,
    /// How far it has come.
    pub delivery: DeliveryState,
    /// Tries so far.
    pub tries: u32,
    /// Why the last try failed: a code.
    pub problem: Option<String>,
    /// When a link took it, or it was given up.
    pub done_at: Option<UtcMs>,
    /// The newest answer.
    pub outcome: Option<Outcome>,
    /// When that came.
    pub answered_at: Option<UtcMs>,
}

impl From<StoredAlarm> for LowerAlarm {
    fn from(stored: StoredAlarm) -> Self {
        let StoredAlarm { id, alarm, .. } = stored;
        let AlarmSource { kind, .. } = alarm.source;
        Self {
            id,
            link: alarm.link,
            alarm_type: alarm.alarm_type.name(),
            tip: kind == TIP,
            text: alarm.text,
            at: alarm.at,
            received_at: alarm.received,
        }
    }
}

impl Supervision {
    fn of(stored: StoredSupervision, now: UtcMs) -> Self {
        let (state, demand) = (stored.state(now), stored.demand);
        Self {
            id: stored.id,
            number: demand.number,
            link: stored.link,
            state,
            urgent: demand.urgent,
            supervisor: demand.supervisor,
            phone: demand.phone,
            email: demand.email,
            deadline: demand.deadline,
            by: stored.by.name,
            at: stored.at,
            delivery: stored.sending.delivery,
            tries: stored.sending.tries,
            problem: stored.sending.problem,
            done_at: stored.sending.done_at,
            outcome: stored.outcome,
            answered_at: stored.answered_at,
        }
    }
}

/// The newest alarms of a signal. The caller has read the signal for its viewer.
pub(crate) async fn alarms_of(db: Db<'_>, signal: SignalId) -> Result<Vec<LowerAlarm>, StoreError> {
    Ok(alarms::of_signal(db, signal, SHOWN).await?.into_iter().map(LowerAlarm::from).collect())
}

/// The demands made from a signal, oldest first. The caller has read the signal for its viewer.
pub(crate) async fn supervisions_of(db: Db<'_>, signal: SignalId, now: UtcMs) -> Result<Vec<Supervision>, StoreError> {
    Ok(supervisions::of_signal(db, signal).await?.into_iter().map(|s| Supervision::of(s, now)).collect())
}
