//! A stored batch of the log.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| anlu_bus::fuzz_envelope(data));
