//! Wire facts to domain facts: one file per standard.

pub mod jt808;
