//! JT/T 809: both sides of a conversation.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| anlu_protocols::jt809::session::fuzz_session(data));
