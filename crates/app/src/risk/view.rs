//! A risk as screens show it.

use anlu_domain::{
    access::Viewer,
    risk::{Action, ControlLevel, Risk, Standing, actions},
};
use anlu_store::repo::{names::EnterpriseName, risk::StoredRisk};
use serde::Serialize;

use crate::{hazard::Named, timeline::TimelineItem};

/// One risk for one viewer. In lists `timeline` is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RiskView {
    /// The risk.
    pub risk: Risk,
    /// Version to send with a step.
    pub version: i64,
    /// Enterprise.
    pub enterprise: Named,
    /// Grid node of the enterprise.
    pub grid: Option<Named>,
    /// How it stands as a major risk.
    pub standing: Option<Standing>,
    /// The level that should keep it and does not.
    pub level_missing: Option<ControlLevel>,
    /// Steps the viewer may do now.
    pub actions: Vec<Action>,
    /// Hazards that its failed controls became and that are not closed.
    pub open_hazards: u64,
    /// History, oldest first.
    pub timeline: Vec<TimelineItem>,
}

/// The view of a stored risk, without history.
pub(super) fn view(stored: StoredRisk, name: Option<&EnterpriseName>, viewer: &Viewer) -> RiskView {
    let StoredRisk { risk, version } = stored;
    RiskView {
        version,
        enterprise: Named { id: risk.enterprise.0, name: name.map(|n| n.name.clone()).unwrap_or_default() },
        grid: name.and_then(|n| n.grid.clone()).map(|(id, name)| Named { id: id.0, name }),
        standing: risk.standing(),
        level_missing: risk.level_missing(),
        actions: actions(&risk, viewer),
        open_hazards: 0,
        timeline: Vec::new(),
        risk,
    }
}
