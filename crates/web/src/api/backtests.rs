//! Back-tests of policy packs: who would be found more or less over stored history.

pub(crate) mod cancel;
pub(crate) mod changes;
pub(crate) mod packs;
pub(crate) mod start;
pub(crate) mod status;
pub(crate) mod values;
mod work;
