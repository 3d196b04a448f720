//! Inspections by the authority (检查) on the spot: who goes where, what is asked, what was found, and the seal over it.
//!
//! Apart from self-inspections, which an enterprise does by its own controls ([`crate::risk::inspection`]). Start at
//! [`content`]: what a device sealed. [`seal`] says whether it still is what was sealed, [`differ`] what is odd about it.

pub mod assignment;
pub mod content;
pub mod differ;
pub mod inspector;
pub mod record;
pub mod seal;

pub use content::Content;
pub use record::FieldInspection;
pub use seal::read;
