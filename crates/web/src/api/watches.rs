//! Watches (布控).

pub(crate) mod close;
pub(crate) mod confirm;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod resend;
pub(crate) mod withdraw;
