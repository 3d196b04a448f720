//! JT/T 809: header.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| anlu_protocols::jt809::header::fuzz_header(data));
