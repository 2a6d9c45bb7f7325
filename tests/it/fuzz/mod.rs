//! What comes from outside is fuzzed: ten million times a subject by a fuzzer that follows the branches
//! (`fuzz/`), and here, on stable and in every run, some hundred times by chance, always the same chance.
//!
//! Both begin with the seeds in `fuzz/seeds/` and ask the same `subjects`.

mod subjects;
mod twisted;

use std::path::Path;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Tries a subject; `FUZZ_CASES` sets another number.
const CASES: u32 = 400;

fn short(subject: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(subject);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let seeds: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
    assert!(!seeds.is_empty(), "{} is empty", folder.display());
    seeds.iter().for_each(|seed| check(seed));

    let cases = std::env::var("FUZZ_CASES").map_or(CASES, |cases| cases.parse().unwrap());
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let tried = TestRunner::new_with_rng(config, rng).run(&twisted::seeds(seeds), |data| {
        check(&data);
        Ok::<(), TestCaseError>(())
    });
    if let Err(failure) = tried {
        panic!("{subject}: {failure}");
    }
}

macro_rules! short {
    ($($subject:ident)+) => {
        $(#[test]
        fn $subject() {
            short(stringify!($subject), subjects::$subject::check);
        })+

        #[test]
        fn every_subject_has_a_target_and_no_target_is_without_one() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/targets");
            let mut targets: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
                .collect();
            targets.sort();
            assert_eq!(targets, [$(stringify!($subject)),+]);
        }
    };
}

short!(config csv events gateways requests screens texts values);
