//! One box that finds any subject.

pub(crate) mod find;
