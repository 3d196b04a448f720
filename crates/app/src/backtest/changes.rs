//! Whose verdict changes, page by page.

use anlu_store::{Page, Paged, StoreError, repo::names};

use super::report::{Changed, Direction, Report};
use crate::{ctx::Ctx, signal::VehicleRef};

/// One page of the changes of a report of the viewer, each with its vehicle; empty without a report.
pub async fn changes(
    ctx: &Ctx,
    report: Option<&Report>,
    direction: Option<Direction>,
    page: Page,
) -> Result<Paged<(Changed, Option<VehicleRef>)>, StoreError> {
    let all = report.map(|r| r.changed.as_slice()).unwrap_or_default();
    let wanted: Vec<&Changed> = all.iter().filter(|c| direction.is_none_or(|d| d == c.direction)).collect();
    let total = u64::try_from(wanted.len()).unwrap_or(u64::MAX);
    let place = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let rows: Vec<Changed> = wanted.into_iter().skip(place(page.offset())).take(place(page.size())).cloned().collect();
    let names = names::vehicles(ctx.store.read(), rows.iter().map(|c| c.vehicle)).await?;
    let rows = rows.into_iter().map(|c| {
        let vehicle = names.get(&c.vehicle).map(|v| VehicleRef {
            id: c.vehicle.0,
            plate: v.plate.clone(),
            colour: v.colour.clone(),
        });
        (c, vehicle)
    });
    Ok(Paged::new(rows.collect(), total, page))
}
