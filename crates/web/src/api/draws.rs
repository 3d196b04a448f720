//! Double-random draws (双随机、一公开): plans, pools, ceremony, results, and what everybody may see.

pub(crate) mod get;
pub(crate) mod inspectors;
pub(crate) mod list;
pub(crate) mod lists;
pub(crate) mod open;
pub(crate) mod plan;
pub(crate) mod roster;
pub(crate) mod steps;
