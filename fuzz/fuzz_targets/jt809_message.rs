//! JT/T 809: a message of any id.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| anlu_protocols::jt809::message::fuzz_message(data));
