//! Warning interviews (约谈): planned by hand, from a record, or by themselves after an accident and for high-risk
//! enterprises; noticed, held, followed up.

mod error;
pub mod get;
pub mod list;
pub mod open;
mod papers;
pub(crate) mod plan;
pub mod step;
pub mod verbs;
pub mod view;

pub use error::TalkError;
pub use view::{TalkRow, TalkView};
