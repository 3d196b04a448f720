//! Graded supervision (分级分类): lists, the grades of an enterprise with their waterfalls, what-if, notice, objection.

pub(crate) mod events;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod objections;
pub(crate) mod ways;
