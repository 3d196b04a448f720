//! People, masked.

pub mod erase;
pub mod get;
pub mod list;
pub mod reveal;

/// Fewest and most characters of a reason for what is done with personal data.
const REASON_CHARS: core::ops::RangeInclusive<usize> = 2..=200;
