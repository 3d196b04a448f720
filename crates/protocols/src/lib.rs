//! Codecs and sans-IO sessions of the vehicle standards, without any internal dependency.
//!
//! The crate owns: framing ([`jt808::Framer`]), headers and version detection ([`jt808::open`]), message bodies
//! ([`jt808::decode`]), additional items of a location, sub-package reassembly and the session machine
//! ([`jt808::Session`]). It must not know: sockets, clocks, the registry, what a fact or a finding is.
//! Bytes, `now` (UTC epoch milliseconds) and answers of the caller go in; events and bytes come out. Malformed input is
//! an outcome, never a panic.
//!
//! # One frame
//! ```
//! use anlu_protocols::jt808::{self, Body, Framer, VersionChoice};
//! let mut framer = Framer::new(jt808::MAX_ESCAPED);
//! framer.push(&[0x7e, 0x00, 0x02, 0x00, 0x00, 0x01, 0x38, 0x00, 0x13, 0x80, 0x00, 0x00, 0x07, 0xaf, 0x7e]);
//! let frame = framer.next_frame().expect("one frame").expect("well framed").to_vec();
//! let opened = jt808::open(&frame, VersionChoice::Auto).expect("checksum and length fit");
//! assert_eq!(opened.header.phone.as_str(), "13800138000");
//! assert!(matches!(jt808::decode(&opened.header, opened.body), Ok(Body::Heartbeat(_))));
//! ```
//!
//! # A connection
//! A connection owns one [`jt808::Session`] and runs this loop; nothing is sent before the caller wrote
//! [`jt808::Session::take_output`]:
//! ```text
//! session.feed(&bytes_read, now);
//! while let Some(event) = session.poll(now) {
//!     match event {
//!         Event::Register(r)     => session.answer_register(&r.phone, registry.register(&r).await, now),
//!         Event::Authenticate(a) => session.answer_authenticate(&a.phone, registry.code_of(&a.phone).await, now),
//!         Event::Deliver(d)      => batch.push(d),               // d.frame goes to the log, d.token is kept
//!         Event::Online{..} | Event::Offline{..} | Event::Answered{..} | Event::Commanded(_) | Event::Rejected(..) => count and log,
//!         Event::Close(reason)   => write take_output(), then close the socket,
//!     }
//! }
//! socket.write(session.take_output());
//! // later, when the log says the batch is on disk:
//! session.on_durable(&tokens);
//! socket.write(session.take_output());
//! // a message to a terminal; Event::Commanded tells what became of it:
//! session.command(&phone, &Body::QueryPosition(Empty {}), 30_000, now);
//! // every few seconds:
//! session.tick(now);   // idle time-out, expired groups, resend requests; then poll and take_output as above
//! ```
//! After [`jt808::Event::Register`] or [`jt808::Event::Authenticate`] the session waits: `poll` answers `None` until the
//! matching `answer_…` was called, so frames a terminal pipelined behind its authentication are neither lost nor let
//! through early.
#![cfg_attr(
    not(test),
    warn(
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::as_conversions,
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic
    )
)]

pub mod jt808;
pub mod jt809;
pub mod wire;
