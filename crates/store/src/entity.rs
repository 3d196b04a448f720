//! Tables as `SeaORM` sees them. Never leave this crate: repositories return domain values.

pub(crate) mod checkpoint;
pub(crate) mod counter;
pub(crate) mod enterprise;
pub(crate) mod evidence;
pub(crate) mod evidence_link;
pub(crate) mod evidence_upload;
pub(crate) mod finding;
pub(crate) mod grid;
pub(crate) mod hazard;
pub(crate) mod ledger;
pub(crate) mod ledger_head;
pub(crate) mod person;
pub(crate) mod rule_basis;
pub(crate) mod session;
pub(crate) mod signal;
pub(crate) mod signal_finding;
pub(crate) mod user_account;
pub(crate) mod vehicle;
pub(crate) mod watch;
pub(crate) mod watch_outbox;
