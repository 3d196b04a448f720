//! The one integration target: every test that needs more than a single crate.
#![expect(clippy::print_stderr, reason = "a test that skips says so")]

mod account;
mod api;
mod attachments;
mod authz;
mod backtest;
mod command;
mod decode_cli;
mod draw_cli;
mod duty;
mod harness;
mod hazard;
mod import;
mod indices;
mod kill9;
mod ledger;
mod links;
mod live;
mod oracle;
mod pack_versions;
mod packs;
mod platform;
mod registry;
mod replay;
mod report;
mod risk;
mod screen;
mod serve;
mod signal;
mod tidy;
mod today;
mod upward;
mod vectors;
mod vectors_jt809;
mod watch;
mod zones;
