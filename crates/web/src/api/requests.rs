//! What upper platforms want of us: 查岗, 督办, pre-warnings.

pub(crate) mod answer;
pub(crate) mod get;
pub(crate) mod list;
