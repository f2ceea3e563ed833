//! Runs one target, named by `SYNCIT_FUZZ_TARGET`, with libFuzzer, for which `.ci/fuzz` builds this. A normal build reads the given
//! files once each.
#![cfg_attr(fuzzing, no_main)]

use std::env;
use std::sync::LazyLock;

use syncit_fuzz::Target;

static TARGET: LazyLock<Target> =
    LazyLock::new(|| Target::named(&env::var("SYNCIT_FUZZ_TARGET").expect("SYNCIT_FUZZ_TARGET names the target")));

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    (TARGET.run)(bytes);
});

#[cfg(not(fuzzing))]
fn main() {
    for file in env::args_os().skip(1) {
        let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        (TARGET.run)(&bytes);
    }
}
