//! Upper platforms: what they want of us (查岗, 督办, texts, pre-warnings, orders to vehicles), what they are answered, and the alarms that they are
//! told of. Everything that goes up stands in the store first and is tried until a link takes it.

pub mod answer;
pub mod deliver;
mod error;
pub mod list;
mod order;
pub(crate) mod report;
pub(crate) mod take;
pub mod uplink;

pub use error::RequestError;
pub use list::RequestView;
