//! Reports (日报).

pub(crate) mod daily;
pub(crate) mod export;
