//! Subjects of supervision (监管对象): enterprises, people, vehicles and the grid tree they live in.

pub mod enterprise;
pub mod grid;
pub mod person;
pub mod sector;
pub mod vehicle;
