//! Every body of the catalogue; the first byte chooses the message.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| anlu_protocols::jt808::catalog::fuzz_message(data));
