//! Cutting a byte stream into frames.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| anlu_protocols::jt808::frame::fuzz_framer(data));
