//! The stream of an attachment connection, and its session.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| anlu_protocols::jt808::attachment::fuzz_stream(data));
