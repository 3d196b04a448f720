//! Opening a frame: check byte and header layout.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| anlu_protocols::jt808::version::fuzz_header(data));
