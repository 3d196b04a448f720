//! Reports: what a period was like, out of what is stored.

pub mod daily;
pub mod daily_workbook;
