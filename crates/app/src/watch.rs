//! 布控: watches. Officers confirm and end them ([`step`]), partners are told through an outbox ([`deliver`]) and answer
//! ([`answer`]); a watched vehicle that is seen raises a signal, and partners are told ([`sighting`]).

pub mod answer;
pub mod deliver;
mod error;
pub mod get;
pub mod list;
mod outbox;
pub mod partner;
pub(crate) mod sighting;
pub mod signature;
pub mod step;
mod view;

pub use self::{
    error::WatchError,
    view::{DeliveryView, WatchView},
};
