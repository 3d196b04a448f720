//! A whole connection.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| anlu_protocols::jt808::session::fuzz_session(data));
