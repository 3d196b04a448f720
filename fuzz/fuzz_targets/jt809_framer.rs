//! JT/T 809: framer.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| anlu_protocols::jt809::frame::fuzz_framer(data));
