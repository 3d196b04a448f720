//! The one integration target: every test that needs more than a single crate.
#![expect(clippy::print_stderr, reason = "a test that skips says so")]

mod decode_cli;
mod oracle;
mod packs;
mod tidy;
mod vectors;
