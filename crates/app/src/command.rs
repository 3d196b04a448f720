//! 终端指令: orders to terminals. Given by people ([`send`]), handed to the gateway by [`dispatch`], shown by [`list`].

pub mod dispatch;
mod error;
pub mod list;
pub mod send;

pub use self::error::CommandError;
