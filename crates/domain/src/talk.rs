//! Warning interviews (约谈): the authority calls in whoever leads an enterprise, says what is wrong, demands that it be
//! mended by a day, and follows it up. Not the questioning of a case ([`crate::case::Interview`]).
//!
//! planned → noticed → held → followed up → closed; or missed and noticed again, or cancelled. [`step::advance`] is the
//! only way forward; periods are data of the pack.

mod guard;
mod record;
mod refusal;
pub mod step;

pub use guard::{allowed, due, waits_for};
pub use record::{Attendee, Capacity, Demand, Notice, Place, Record, Talk, TalkSource, TalkState, Unheld, UnheldWhy};
pub use refusal::Refusal;
pub use step::{Act, ActKind, NewRecord, Rules, advance};

#[cfg(test)]
mod tests;
