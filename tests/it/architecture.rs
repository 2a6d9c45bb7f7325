//! The rules of `docs/architecture.md`, proven on the text of the sources.
//!
//! The document's own table says which room may use which, so that it can't drift away from the code:
//! a reference that it does not allow fails, and so does a permission that nobody uses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::support::sources::{Source, production, sources, tests};

const MAP: &str = include_str!("../../docs/architecture.md");

/// `app → store, assets::SmsTexts`: the rooms of `src/`, each with the paths it may use.
fn map() -> BTreeMap<&'static str, Vec<&'static str>> {
    let table = MAP
        .split("```text rooms\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let lines = table.expect("docs/architecture.md has the table of rooms").lines();
    lines
        .map(|line| {
            let (room, may) = line.split_once('→').unwrap_or_else(|| panic!("no arrow in {line:?}"));
            let may = may
                .split(',')
                .map(str::trim)
                .filter(|path| *path != "nothing")
                .collect();
            (room.trim(), may)
        })
        .collect()
}

fn allows(permission: &str, path: &str) -> bool {
    path == permission || path.strip_prefix(permission).is_some_and(|rest| rest.starts_with("::"))
}

#[test]
fn rooms_use_what_the_map_allows_and_nothing_else() {
    let map = map();
    let (mut wrong, mut used) = (Vec::new(), BTreeSet::new());
    for source in production() {
        let room = source.room();
        let may = map
            .get(room.as_str())
            .unwrap_or_else(|| panic!("{room} is not on the map"));
        for path in source.references().into_iter().filter(|path| !allows(&room, path)) {
            match may.iter().find(|permission| allows(permission, &path)) {
                Some(permission) => drop(used.insert((room.clone(), *permission))),
                None => wrong.push(format!("{} uses {path}", source.path.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let rooms: BTreeSet<String> = production().iter().map(Source::room).collect();
    let unused: Vec<_> = map
        .iter()
        .flat_map(|(room, may)| may.iter().map(|permission| ((*room).to_owned(), *permission)))
        .filter(|permission| !used.contains(permission))
        .collect();
    assert!(unused.is_empty(), "the map allows what nobody needs: {unused:?}");
    assert_eq!(
        rooms,
        map.keys().map(|room| (*room).to_owned()).collect(),
        "the map names every room"
    );
}

#[test]
fn no_room_uses_itself_by_way_of_others() {
    let map = map();
    let mut below: BTreeSet<&str> = BTreeSet::new();
    while below.len() < map.len() {
        let next = map.iter().find(|(room, may)| {
            !below.contains(*room)
                && may
                    .iter()
                    .all(|path| below.contains(path.split("::").next().unwrap_or(path)))
        });
        match next {
            Some((room, _)) => below.insert(room),
            None => panic!("a cycle among the rooms beside {below:?}"),
        };
    }
}

#[test]
fn the_domain_knows_no_world() {
    const WORLD: [&str; 21] = [
        "std::fs",
        "std::io",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "std::time",
        "tokio",
        "serde",
        "tracing",
        "reqwest",
        "rusqlite",
        "postgres",
        "rand::",
        "uuid",
        "::now(",
        "println!",
        "eprintln!",
        "async ",
        "Mutex",
        "static mut",
    ];
    const CRATES: [&str; 8] = [
        "std",
        "jiff",
        "thiserror",
        "unicode_normalization",
        "encoding_rs",
        "super",
        "self",
        "crate",
    ];
    for source in production().iter().filter(|source| source.room() == "domain") {
        for (n, line) in source.code.lines().enumerate() {
            for word in WORLD {
                assert!(!line.contains(word), "{}:{}: {word}", source.path.display(), n + 1);
            }
            let used = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("use ");
            if let Some(root) = used.and_then(|path| path.split([':', ';', ' ']).next()) {
                // `pub use birth::…` names a module beside it.
                let own = line.starts_with("pub ") || CRATES.contains(&root);
                assert!(own, "{}:{}: {root}", source.path.display(), n + 1);
            }
        }
    }
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut lines: Vec<usize> = production().iter().map(|file| file.lines).collect();
    lines.sort_unstable();
    let median = lines[lines.len() / 2];
    assert!(
        (50..=130).contains(&median),
        "the median is {median} lines in {} files",
        lines.len()
    );
    for file in sources() {
        let (name, lines) = (file.path.display(), file.text.lines().count());
        assert!(lines <= 400, "{name} has {lines} lines");
        let tiny = file.path == Path::new("src/main.rs");
        assert!(
            tiny || file.text.starts_with("//! "),
            "{name} does not say what it is for"
        );
    }
}

#[test]
fn tests_neither_sleep_nor_are_left_out() {
    let sleep = concat!("sl", "eep(");
    let ignored = concat!("#[ig", "nore");
    for test in tests() {
        let polling = test.path.starts_with("tests/it/support");
        let path = test.path.display();
        for (n, line) in test.code.lines().enumerate() {
            assert!(!line.contains(ignored), "{path}:{}: a test is left out", n + 1);
            let sleeps = line.contains(sleep) && !(polling && line.contains("tokio::time"));
            assert!(!sleeps, "{path}:{}: wait for what happens, not for time", n + 1);
        }
    }
}

/// Every part of the English words.
fn english() -> BTreeMap<String, BTreeMap<String, String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/i18n");
    let mut words = BTreeMap::new();
    for folder in [root.clone(), root.join("screens"), root.join("web")] {
        for entry in std::fs::read_dir(folder).expect("a folder of words") {
            let path = entry.expect("an entry").path();
            if path.to_string_lossy().ends_with("en.toml") {
                let text = std::fs::read_to_string(&path).expect("a part");
                let part: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&text).expect("TOML");
                words.extend(part);
            }
        }
    }
    words
}

#[test]
fn every_word_that_is_asked_for_exists() {
    let words = english();
    let exists = |section: &str, key: &str| words.get(section).is_some_and(|keys| keys.contains_key(key));
    let mut asked = 0;
    for source in production() {
        for (section, key) in source.words_asked_for() {
            asked += 1;
            let found = section.iter().any(|section| exists(section, &key));
            assert!(found, "{} asks for {}.{key}", source.path.display(), section.join("|"));
        }
    }
    assert!(asked > 90, "only {asked} were found: the scan is blind");
}

#[test]
fn every_setting_status_and_event_is_explained() {
    let settings: toml::Table = include_str!("../../assets/config.toml").parse().expect("TOML");
    let readmes = [include_str!("../../README.md"), include_str!("../../docs/README.ko.md")];
    for (section, keys) in &settings {
        for (key, default) in keys.as_table().expect("a section") {
            let default = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
            let row = format!(
                "| `{section}.{key}` | {default}{}|",
                if default.is_empty() { "" } else { " " }
            );
            assert!(
                readmes.iter().all(|readme| readme.contains(&row)),
                "a README lacks {row}"
            );
        }
    }
    let words: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(include_str!("../../assets/i18n/ko.toml")).expect("TOML");
    let glossary = include_str!("../../docs/glossary.md");
    for (word, korean) in words["status"].iter().chain(&words["event"]) {
        assert!(
            glossary.contains(&format!("| `{word}` | {korean} |")),
            "the glossary lacks {word}: {korean}"
        );
    }
}
