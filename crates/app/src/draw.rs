//! Double-random draws (双随机、一公开): plan, pools, ceremony of two parties, selection, publication, and what everybody may
//! see without an account. The steps themselves are `anlu_domain::draw`; each stands in the ledger.

pub mod error;
pub mod exclude;
pub mod freeze;
pub mod get;
pub mod inspectors;
pub mod list;
pub mod open;
pub mod party;
pub mod plan;
mod pool;
pub mod publish;
pub mod repeat;
pub mod roster;
pub mod select;
mod step;
pub mod view;

pub use anlu_rules::pack::{Frequency, InspectionItem, InspectionList, Title};
pub use error::DrawError;
pub use view::DrawView;
