//! What the tests drive the product with.

pub(crate) mod detectors;
pub(crate) mod gateway;
pub(crate) mod random;
pub(crate) mod terminal;
