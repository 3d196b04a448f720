//! JT/T 809 over sockets, in both roles: [`serve_upper`] listens for lower platforms and stores what they send,
//! [`forward`] logs in to an upper platform and sends it the positions of our terminals and of platforms below.
//!
//! Each configured link is one task that owns its sans-IO session and both of its sockets (`driver`). What is read is settled as
//! for terminals: events first, then one append to the log, and only when that is durable the answers.

mod carried;
mod check;
mod demand;
mod driver;
mod knock;
mod lower;
mod orders;
mod outgoing;
mod reading;
mod rehearse;
mod reply;
mod requests;
mod senders;
mod socket;
mod upper;
mod vehicles;

pub use lower::{ForwardLink, ForwardPorts, consumer, forward};
pub use orders::{PlatformOrders, Warning, WarningKind};
pub use outgoing::Relay;
pub use rehearse::{Cue, rehearse_upper};
pub(crate) use reply::ReplyTo;
pub use upper::{PlatformSettings, UpperLink, serve_upper};
