//! Links over which positions come and go (链路质量).

pub(crate) mod checks;
pub(crate) mod days;
pub(crate) mod list;
