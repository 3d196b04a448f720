//! Documents (文书) and their files; what anybody may verify without an account.

pub(crate) mod end;
pub(crate) mod file;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod verify;
