//! JT/T 808: terminal ↔ platform, versions 2011, 2013 and 2019.
//!
//! Start at [`Session`] for a connection, at [`open`] and [`decode`] for a stored frame. Adding a message: one file in
//! `body/`, one line in [`catalog::CATALOG`], frames in `testdata/jt808/`.

pub mod attachment;
pub mod body;
pub mod catalog;
pub mod fragment;
pub mod frame;
pub mod header;
pub mod item;
pub mod param;
pub mod phone;
pub mod quirks;
pub mod recorder;
pub mod session;
pub mod version;

pub use body::{Body, BodyError};
pub use catalog::{decode, encode_message};
pub use frame::{Framer, MAX_ESCAPED};
pub use header::{Header, Part};
pub use phone::Phone;
pub use quirks::Quirks;
pub use session::{AckToken, Event, Session, Settings};
pub use version::{FrameError, Opened, Version, VersionChoice, open, open_with};

#[cfg(test)]
mod fuzz_tests;
#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod sample_tests;
