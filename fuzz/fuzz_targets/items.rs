//! Additional items of a location.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| anlu_protocols::jt808::item::fuzz_items(data));
