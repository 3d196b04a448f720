//! Enforcement at a distance (远程执法): officers make one-time links to the party of a case; whoever opens one shows
//! who he is, and then hands in evidence, signs a record or receives documents.
//!
//! [`visit`] is the side of the person who has the link: nobody is logged in there, the token is all there is.

pub mod cancel;
mod entry;
mod error;
pub mod list;
pub mod make;
mod view;
pub mod visit;

pub use anlu_store::personal::mask_phone as masked;
pub use error::RemoteError;
pub use view::{LinkView, MessageView};
