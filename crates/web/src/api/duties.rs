//! Duties (责任事项), records (履职记录) and waivers (豁免).

pub(crate) mod decision;
pub(crate) mod facts;
pub(crate) mod hand_in;
pub(crate) mod list;
pub(crate) mod records;
pub(crate) mod waiver;
pub(crate) mod withdrawal;
