//! A watch as screens show it.

use anlu_domain::{
    access::Viewer,
    watch::{Action, Watch, actions},
};
use anlu_store::{
    Db, StoreError,
    repo::{names, watch::StoredWatch},
};

use crate::{hazard::Named, signal::VehicleRef, timeline::TimelineItem};

/// One watch. In lists `activity` is empty.
#[derive(Clone, Debug, PartialEq)]
pub struct WatchView {
    /// The watch.
    pub watch: Watch,
    /// The vehicle, when the registry knows it.
    pub vehicle: Option<VehicleRef>,
    /// Its enterprise.
    pub enterprise: Option<Named>,
    /// Version to send with a step.
    pub version: i64,
    /// Steps the viewer may do now.
    pub actions: Vec<Action>,
    /// History, oldest first.
    pub activity: Vec<TimelineItem>,
}

/// Views of watches, names looked up together.
pub(super) async fn views(db: Db<'_>, stored: Vec<StoredWatch>, viewer: &Viewer) -> Result<Vec<WatchView>, StoreError> {
    let enterprises = names::enterprises(db, stored.iter().filter_map(|s| s.enterprise)).await?;
    let vehicles = names::vehicles(db, stored.iter().filter_map(|s| s.watch.vehicle)).await?;
    let view = |s: StoredWatch| {
        let vehicle = s.watch.vehicle.and_then(|id| Some((id, vehicles.get(&id)?)));
        WatchView {
            vehicle: vehicle.map(|(id, v)| VehicleRef { id: id.0, plate: v.plate.clone(), colour: v.colour.clone() }),
            enterprise: s.enterprise.and_then(|id| Some(Named { id: id.0, name: enterprises.get(&id)?.name.clone() })),
            version: s.version,
            actions: actions(&s.watch, viewer),
            activity: Vec::new(),
            watch: s.watch,
        }
    };
    Ok(stored.into_iter().map(view).collect())
}
