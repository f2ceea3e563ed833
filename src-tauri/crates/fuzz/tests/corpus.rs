//! Every target reads its corpus, and inputs derived from it by changing a few bytes, the same ones in each run. The message
//! names an input that fails, or the file where it is kept.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "../../testkit/tests/hostile/random.rs"]
mod random;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use random::Random;
use syncit_fuzz::{TARGETS, Target, corpora};

/// How many inputs are derived from the corpus of each target.
const CHANGED: u64 = 5_000;

/// Reports the input with which a target fails.
struct Reading<'a> {
    target: &'a Target,
    name: &'a str,
    bytes: &'a [u8],
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-failure", self.target.name));
            let _ = fs::write(&kept, self.bytes);
            eprintln!("{} fails with {}, which is kept as {}", self.target.name, self.name, kept.display());
        }
    }
}

fn read(target: &Target, name: &str, bytes: &[u8]) {
    let _reading = Reading { target, name, bytes };
    (target.run)(bytes);
}

fn inputs(target: &Target) -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(target.corpus()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| (path.display().to_string(), fs::read(path).unwrap())).collect()
}

#[track_caller]
fn check(name: &str) {
    let target = Target::named(name);
    let inputs = inputs(&target);
    assert!(inputs.len() >= 5, "the corpus of {name} has {} inputs", inputs.len());
    for (file, bytes) in &inputs {
        read(&target, file, bytes);
    }
    for seed in 0..CHANGED {
        let mut random = Random::new(seed);
        let (file, mut bytes) = random.one_of(&inputs);
        random.mangle(&mut bytes);
        read(&target, &format!("a changed {file}"), &bytes);
    }
}

#[test]
fn api() {
    check("api");
}

#[test]
fn chunk_list() {
    check("chunk-list");
}

#[test]
fn command() {
    check("command");
}

#[test]
fn control() {
    check("control");
}

#[test]
fn image() {
    check("image");
}

#[test]
fn join_link() {
    check("join-link");
}

#[test]
fn pairing() {
    check("pairing");
}

#[test]
fn path() {
    check("path");
}

#[test]
fn scp() {
    check("scp");
}

#[test]
fn every_corpus_has_its_target_and_stays_small() {
    let names = TARGETS.map(|target| target.name.to_owned());
    let found = fs::read_dir(corpora()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(found.collect::<BTreeSet<_>>(), BTreeSet::from(names));
    for target in TARGETS {
        let inputs = inputs(&target);
        let bytes: usize = inputs.iter().map(|(_, bytes)| bytes.len()).sum();
        assert!(inputs.len() <= 120 && bytes <= 128 << 10, "{}: {} inputs, {bytes} bytes", target.name, inputs.len());
    }
}
