//! Double-random draws (双随机、一公开): plan, roster, commit–reveal, selection, published file, verification.
//!
//! The algorithm is written down in `docs/DRAW.md` so that anybody can recompute it; `ui/public/verify-draw.js` does.
//! Start at [`plan`], then [`state`], then [`select`].

pub mod canonical;
pub mod file;
pub mod hash;
pub mod plan;
pub mod refusal;
pub mod roster;
pub mod seed;
pub mod select;
pub mod state;
pub mod stream;
pub mod transition;
pub mod verify;

pub use hash::Hash;
pub use plan::Plan;
pub use refusal::Refusal;
pub use roster::Roster;
pub use state::{Draw, State};

#[cfg(test)]
mod fairness_tests;
#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod transition_tests;
