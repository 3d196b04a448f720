//! Warning interviews of enterprises (约谈).

pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod open;
pub(crate) mod step;
pub(crate) mod vocabulary;
