//! Platforms below: the alarms they report become signals; an officer demands that one be dealt with (督办), and sees
//! what they answer. Everything that goes down stands in the store first and is tried until a link takes it.

pub mod deliver;
pub mod supervise;
pub(crate) mod take;
pub mod view;

pub use view::{LowerAlarm, Supervision};
