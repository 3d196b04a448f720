//! The few seams that fence something heavy or impure away from the pure crates.

use crate::time::UtcMs;

/// Tells the time. The only place from which business code may learn "now".
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> UtcMs;
}
