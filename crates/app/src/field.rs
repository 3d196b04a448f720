//! Inspections by the authority on the spot (检查): what is asked of an enterprise, what a device sealed and hands in, what
//! came of it, and the results of draws that are made public.

pub mod error;
pub mod hand_in;
pub mod list;
mod papers;
pub mod publish;
pub mod sheet;
pub mod view;

pub use error::FieldError;
pub use view::FieldView;
