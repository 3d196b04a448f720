//! A watch (布控): a vehicle that partners (police, road administration) are asked to stop on the road.
//!
//! proposed → confirmed by a second officer, with a last instant → handed over to partners → answered by them → closed;
//! or withdrawn, or expired. Start at [`state`].

pub mod act;
pub mod state;
pub mod transition;

pub use self::{
    act::{Action, Refusal, actions},
    state::{Answer, Delivery, DeliveryState, Hit, HitSource, Outcome, PartnerKind, State, Watch},
};
