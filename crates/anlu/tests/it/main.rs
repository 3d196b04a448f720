//! The one integration target: every test that needs more than a single crate.
#![expect(clippy::print_stderr, reason = "a test that skips says so")]

mod account;
mod decode_cli;
mod harness;
mod import;
mod kill9;
mod live;
mod oracle;
mod packs;
mod registry;
mod replay;
mod screen;
mod tidy;
mod today;
mod vectors;
