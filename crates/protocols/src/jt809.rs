//! JT/T 809: platform ↔ platform, editions 2011 (with its 2013 supplement) and 2019.
//!
//! Two TCP links join a lower platform (下级平台, an enterprise or an operator) to an upper one (上级平台, the authority):
//! the lower platform opens the *main* link, the upper one then opens the *sub* link back. [`Upper`] and [`Lower`] are
//! the two sides of that conversation without IO; [`open`] and [`decode`] read a stored frame. Adding a message: one
//! table in `body/`, one line in [`catalog`], frames in `testdata/jt809/`.

#[macro_use]
mod editions;

pub mod body;
pub mod catalog;
pub mod cipher;
pub mod field;
pub mod frame;
pub mod header;
pub mod message;
pub mod profile;
pub mod session;

pub use body::BodyError;
pub use catalog::{Body, CATALOG, decode_body};
pub use cipher::Cipher;
pub use field::{Instant, MsgId, Plate, Text};
pub use frame::{Framer, MAX_ESCAPED};
pub use header::{EditionChoice, FrameError, Header, Opened, open, open_kept, write_frame, write_plain};
pub use message::{Message, Vehicle, Wrapper, decode, location};
pub use profile::{Edition, LinkProfile};
pub use session::{Delivery, EndReason, Event, Item, Link, Lower, LowerSettings, Upper, UpperSettings};

#[cfg(test)]
mod fuzz_tests;
#[cfg(test)]
mod golden_tests;
