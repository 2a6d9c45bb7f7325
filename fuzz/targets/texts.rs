#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| healthcenter_fuzz::subjects::texts::check(data));
