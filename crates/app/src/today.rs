//! 今日: what each person can act on now. Codes and values only; screens hold the texts.

mod campaigns;
mod cases;
pub mod codes;
mod draws;
mod duties;
mod grades;
mod hazards;
mod inquiries;
pub mod item;
pub mod list;
mod papers;
mod projects;
mod requests;
mod risks;
mod signals;
mod supervisions;
mod talks;
mod targets;
mod visits;
mod watches;

pub use duties::{LateGroup, late_enterprises};
pub use item::{Item, Kind, Subject};
pub use list::{Today, today};
