//! Accounts: log-in, sessions, passwords, and the administration of accounts on the machine itself.

pub mod able;
pub mod change_password;
pub mod create;
pub mod disable;
pub mod error;
pub mod login;
pub mod logout;
pub mod me;
pub mod password;
pub mod resolve;
pub mod set_password;
pub mod token;

pub use error::AccountError;
pub use resolve::OpenSession;
pub use token::Token;
