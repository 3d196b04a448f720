//! A draw as screens show it.

use anlu_domain::{
    draw::{Draw, seed::Seat},
    ids::EnterpriseId,
};

use crate::timeline::TimelineItem;

/// A drawn subject with its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnRow {
    /// Enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// Its name in the roster.
    pub name: String,
    /// 统一社会信用代码.
    pub code: String,
    /// Grade in the roster.
    pub grade: Option<String>,
    /// Names and departments of the team, the first leads.
    pub inspectors: Vec<(String, String)>,
}

/// Sizes of the pools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// Subjects.
    pub subjects: usize,
    /// Inspectors.
    pub inspectors: usize,
    /// Rows taken out.
    pub excluded: usize,
}

/// A draw and what the viewer can do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawView {
    /// The draw, without its roster.
    pub draw: Draw,
    /// Sizes of the frozen pools; of a list and before freezing they are not known.
    pub sizes: Option<Sizes>,
    /// What was drawn, in the order of the draw; not in a list.
    pub drawn: Vec<DrawnRow>,
    /// Number of the draw that repeats this one.
    pub successor_no: Option<String>,
    /// A party let its time run out.
    pub overdue: bool,
    /// The viewer's seat.
    pub seat: Option<Seat>,
    /// The viewer may plan, take out, freeze, publish and repeat.
    pub can_plan: bool,
    /// The viewer may have the result computed.
    pub can_select: bool,
    /// History, oldest first; not in a list.
    pub timeline: Vec<TimelineItem>,
}
