//! Daily indices of the data that vehicles send: on-line rate 上线率, data quality 数据合格率, track integrity 轨迹完整率,
//! drift 漂移. Computed each night out of the stored positions ([`compute`]), read here.

use std::collections::BTreeMap;

use anlu_domain::{
    ids::{EnterpriseId, VehicleId},
    time::CivilDay,
};
use anlu_store::{
    Db, Page, Paged, StoreError,
    repo::{
        enterprise,
        index::{self as repo, Sums},
        rule_basis, vehicle,
    },
};

use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
    policy::RuleBasis,
    registry::{self, RegistryError, named::Owners},
};

pub mod compute;

pub use anlu_rules::indices::{Fault, GroupDay, VehicleDay};
pub use anlu_store::repo::index::Computed;

/// Longest period that can be asked for, days.
pub const LONGEST_DAYS: i32 = 366;

/// A period of civil days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: CivilDay,
    /// Last day.
    pub to: CivilDay,
}

impl Period {
    fn check(self) -> Result<(), RegistryError> {
        let days = self.to.0.saturating_sub(self.from.0);
        if (0..LONGEST_DAYS).contains(&days) {
            return Ok(());
        }
        Err(RegistryError::Invalid(vec![registry::Fault { pointer: "/to", code: "out_of_range" }]))
    }
}

/// A group on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayOf<T> {
    /// The day.
    pub day: CivilDay,
    /// Its figures.
    pub figures: T,
}

/// Days of a group and their sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupDays {
    /// Days that were computed, oldest first.
    pub days: Vec<DayOf<GroupDay>>,
    /// The whole period: shares of its sums.
    pub total: GroupDay,
}

/// Days of a vehicle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VehicleDays {
    /// Days that were computed, oldest first; `None`: nothing came.
    pub days: Vec<DayOf<Option<Told>>>,
}

/// A vehicle's day as it was judged when it was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its figures.
    pub figures: VehicleDay,
    /// On line.
    pub online: bool,
    /// Its position drifted.
    pub drifting: bool,
}

/// What the indices rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// `index.online`, `index.quality`, `index.track` or `index.drift`.
    pub index: String,
    /// The clause.
    pub basis: RuleBasis,
}

pub(crate) fn group(s: &Sums) -> GroupDay {
    let n = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    GroupDay {
        vehicles: n(s.vehicles),
        online: n(s.online),
        drifting: n(s.drifting),
        positions: s.positions,
        sound: s.sound,
        track_m: s.track_m,
        hole_m: s.hole_m,
    }
}

/// Days of everything the viewer may see.
pub async fn days(ctx: &Ctx, period: Period) -> Result<GroupDays, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    of_groups(ctx, None, period).await
}

/// Days of an enterprise.
pub async fn of_enterprise(ctx: &Ctx, id: EnterpriseId, period: Period) -> Result<GroupDays, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    if enterprise::get(ctx.store.read(), &ctx.viewer, id).await?.is_none() {
        return Err(RegistryError::NotFound);
    }
    of_groups(ctx, Some(id), period).await
}

async fn of_groups(ctx: &Ctx, id: Option<EnterpriseId>, period: Period) -> Result<GroupDays, RegistryError> {
    period.check()?;
    let found = repo::by_day(ctx.store.read(), &ctx.viewer, id, period.from, period.to).await?;
    let days: Vec<_> = found.iter().map(|(day, sums)| DayOf { day: *day, figures: group(sums) }).collect();
    let mut total = GroupDay::default();
    for day in &days {
        total.merge(&day.figures);
    }
    Ok(GroupDays { days, total })
}

/// Days of a vehicle: also those on which it sent nothing.
pub async fn of_vehicle(ctx: &Ctx, id: VehicleId, period: Period) -> Result<VehicleDays, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    let db = ctx.store.read();
    if vehicle::get(db, &ctx.viewer, id).await?.is_none() {
        return Err(RegistryError::NotFound);
    }
    period.check()?;
    let computed = repo::computed(db, period.from).await?;
    let mut rows = repo::of_vehicle(db, id, period.from, period.to).await?;
    let days = computed.into_keys().filter(|day| *day <= period.to).map(|day| {
        let told = rows.remove(&day).map(|row| {
            let figures = serde_json::from_str(&row.figures)
                .map_err(|_error| StoreError::Corrupt(format!("vehicle_index.figures of {id} on {day}")))?;
            Ok::<_, StoreError>(Told { figures, online: row.online, drifting: row.drifting })
        });
        Ok(DayOf { day, figures: told.transpose()? })
    });
    Ok(VehicleDays { days: days.collect::<Result<_, StoreError>>()? })
}

/// One page of the enterprises the viewer may see on a day, those with most vehicles off line first.
pub async fn list(ctx: &Ctx, day: CivilDay, page: Page) -> Result<Paged<(Named, GroupDay)>, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, day, page).await?;
    let owners = Owners::of(db, found.items.iter().map(|(id, _)| *id)).await?;
    Ok(found.map(|(id, sums)| (owners.get(id), group(&sums))))
}

/// The newest day of the period that was computed, and what its indices rest on.
pub async fn definitions(
    ctx: &Ctx,
    period: Period,
) -> Result<(Option<DayOf<Computed>>, Vec<Definition>), RegistryError> {
    require(ctx, Action::VehicleRead)?;
    period.check()?;
    let db = ctx.store.read();
    let computed = repo::computed(db, period.from).await?;
    let Some((day, made)) = computed.into_iter().rfind(|(day, _)| *day <= period.to) else {
        return Ok((None, Vec::new()));
    };
    let names = compute::BASES.map(String::from);
    let known = rule_basis::of_rules(db, names).await?;
    let of_pack = known.into_iter().filter(|k| k.pack == made.pack);
    let definitions = of_pack.map(|k| Definition { index: k.rule, basis: k.basis }).collect();
    Ok((Some(DayOf { day, figures: made }), definitions))
}

/// On-line rate of each enterprise over a period, per 1,000, rounded down: the fact `enterprise.online_permille` of the
/// duties. Enterprises without a vehicle in the network, or before any day was computed, have none.
pub async fn online_permille(
    db: Db<'_>,
    from: CivilDay,
    to: CivilDay,
) -> Result<BTreeMap<EnterpriseId, i64>, StoreError> {
    let sums = repo::of_enterprises(db, None, from, to).await?;
    Ok(sums.iter().filter_map(|(id, s)| Some((*id, permille(s)?))).collect())
}

/// On-line rate of sums, per 1,000, rounded down; `None` without a vehicle.
pub(crate) fn permille(sums: &Sums) -> Option<i64> {
    group(sums).online_rate().map(|n| i64::from(n / 10))
}
