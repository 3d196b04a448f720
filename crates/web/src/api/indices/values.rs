//! Indices on the wire. Shares are percent with two decimals, rounded down; none where there is nothing to share.

use anlu_app::index::{DayOf, Fault, GroupDay, GroupDays, Period, Told};
use anlu_domain::time::UtcMs;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::values::Day;

/// A period without a beginning begins so many days before its end.
const USUAL_DAYS: i32 = 30;

/// Which days.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeriodParams {
    /// First day; thirty days before the last one when it is left out.
    #[param(value_type = Option<String>, format = Date)]
    pub(crate) from: Option<Day>,
    /// Last day; today when it is left out. At most 366 days in all.
    #[param(value_type = Option<String>, format = Date)]
    pub(crate) to: Option<Day>,
}

impl PeriodParams {
    pub(crate) fn period(self, now: UtcMs) -> Period {
        let to = self.to.map_or_else(|| now.day(), |d| d.0);
        Period { from: self.from.map_or_else(|| to.plus_days(-USUAL_DAYS), |d| d.0), to }
    }
}

/// Indices of a group of vehicles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupIndex {
    /// Vehicles in the network (vehicle-days over several days).
    pub(crate) vehicles: u32,
    /// Of them on line.
    pub(crate) online: u32,
    /// 上线率, percent.
    pub(crate) online_percent: Option<f64>,
    /// Positions that count.
    pub(crate) positions: u64,
    /// 数据合格率, percent.
    pub(crate) quality_percent: Option<f64>,
    /// Way, kilometres.
    pub(crate) track_km: f64,
    /// 轨迹完整率, percent.
    pub(crate) integrity_percent: Option<f64>,
    /// Vehicles on line whose position drifted.
    pub(crate) drifting: u32,
    /// 漂移车辆率, percent.
    pub(crate) drift_percent: Option<f64>,
}

/// A day of a group of vehicles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupIndexDay {
    /// The day.
    pub(crate) day: Day,
    /// Its indices.
    #[serde(flatten)]
    pub(crate) index: GroupIndex,
}

/// Days of a group of vehicles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupIndexDays {
    /// Days that were computed, oldest first.
    pub(crate) days: Vec<GroupIndexDay>,
    /// The whole period: shares of its sums.
    pub(crate) total: GroupIndex,
}

/// Positions that are not sound, by the first reason.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FaultCount {
    /// `place`, `outside`, `time`, `speed`, `direction` or `altitude`.
    pub(crate) fault: PositionFault,
    /// How many.
    pub(crate) count: u32,
}

crate::api::vocabulary::mirror! {
    /// Why a position is not sound.
    PositionFault = Fault { Place, Outside, Time, Speed, Direction, Altitude }
}

/// What a vehicle sent on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VehicleIndex {
    /// On line.
    pub(crate) online: bool,
    /// Positions that count.
    pub(crate) positions: u32,
    /// 数据合格率, percent.
    pub(crate) quality_percent: Option<f64>,
    /// Positions that are not sound.
    pub(crate) faults: Vec<FaultCount>,
    /// Way, kilometres.
    pub(crate) track_km: f64,
    /// 轨迹完整率, percent.
    pub(crate) integrity_percent: Option<f64>,
    /// Holes in the track.
    pub(crate) holes: u32,
    /// Jumps of the position.
    pub(crate) jumps: u32,
    /// Enough jumps to count as drift.
    pub(crate) drifting: bool,
}

fn percent(share: Option<u32>) -> Option<f64> {
    share.map(|n| f64::from(n) / 100.0)
}

#[expect(clippy::cast_precision_loss, reason = "a way in metres is far below 2^53")]
fn km(metres: u64) -> f64 {
    metres as f64 / 1_000.0
}

impl From<GroupDay> for GroupIndex {
    fn from(g: GroupDay) -> Self {
        Self {
            vehicles: g.vehicles,
            online: g.online,
            online_percent: percent(g.online_rate()),
            positions: g.positions,
            quality_percent: percent(g.quality()),
            track_km: km(g.track_m),
            integrity_percent: percent(g.integrity()),
            drifting: g.drifting,
            drift_percent: percent(g.drift_rate()),
        }
    }
}

impl From<DayOf<GroupDay>> for GroupIndexDay {
    fn from(d: DayOf<GroupDay>) -> Self {
        Self { day: d.day.into(), index: d.figures.into() }
    }
}

impl From<GroupDays> for GroupIndexDays {
    fn from(found: GroupDays) -> Self {
        Self { days: found.days.into_iter().map(Into::into).collect(), total: found.total.into() }
    }
}

impl From<Told> for VehicleIndex {
    fn from(told: Told) -> Self {
        let f = told.figures;
        let faults = Fault::ALL.into_iter().zip(f.faults).filter(|(_, n)| *n > 0);
        Self {
            online: told.online,
            positions: f.positions,
            quality_percent: percent(f.quality()),
            faults: faults.map(|(fault, count)| FaultCount { fault: fault.into(), count }).collect(),
            track_km: km(f.track_m),
            integrity_percent: percent(f.integrity()),
            holes: f.holes,
            jumps: f.jumps,
            drifting: told.drifting,
        }
    }
}
