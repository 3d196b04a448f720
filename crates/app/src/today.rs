//! 今日: what each person can act on now. Codes and values only; screens hold the texts.

pub mod codes;
mod duties;
mod hazards;
pub mod item;
pub mod list;
mod papers;
mod requests;
mod signals;

pub use item::{Item, Kind, Subject};
pub use list::{Today, today};
