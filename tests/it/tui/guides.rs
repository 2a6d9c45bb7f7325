//! The pictures in the guides are what the screens show, and the keys that a guide names are keys there. The
//! stories below are lived at the sample centre; `GUIDES=write` puts what they show into the guides.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use healthcenter::domain::lang::Lang;
use healthcenter::store::DatabaseUrl;
use healthcenter::tui::Role;
use healthcenter::tui::key::Key;

use super::stage::Stage;
use crate::sample::lived;
use crate::support::centre;

/// A stretch of a story: what is done, then a picture is taken.
struct Scene {
    picture: &'static str,
    /// Keys, and after a `=` a text that is typed.
    keys: &'static [&'static str],
    /// What the guide tells of below the picture.
    then: &'static [&'static str],
}

const DESK: &[Scene] = &[
    Scene {
        picture: "find",
        keys: &["1", "/", "=ㄱㅈ"],
        then: &[],
    },
    Scene {
        picture: "till",
        keys: &["Enter", "Enter", "Enter"],
        then: &["Enter"],
    },
    Scene {
        picture: "list",
        keys: &["Enter", "Esc", "2"],
        then: &["/", "Esc"],
    },
    Scene {
        picture: "mypage",
        keys: &["Enter"],
        then: &["m", "Esc"],
    },
    Scene {
        picture: "day",
        keys: &["Esc", "3"],
        then: &["Enter", "m"],
    },
];

const ADMIN: &[Scene] = &[
    Scene {
        picture: "requests",
        keys: &["4", "Space", "j", "Space"],
        then: &[],
    },
    Scene {
        picture: "capacity",
        keys: &["5"],
        then: &["Tab", "Tab"],
    },
    Scene {
        picture: "texts",
        keys: &["6", "l", "l"],
        then: &[],
    },
    Scene {
        picture: "payments",
        keys: &["Tab"],
        then: &[],
    },
    Scene {
        picture: "figures",
        keys: &["7"],
        then: &[],
    },
];

/// A guide as it is read: headings, pictures, and the rest.
enum Part<'a> {
    Heading(&'a str),
    /// By its name; what it shows is seen on the stage.
    Picture(&'a str),
    Line(&'a str),
}

fn parts(guide: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("```text") {
            lines.by_ref().take_while(|line| *line != "```").for_each(drop);
            parts.push(Part::Picture(name.trim()));
        } else if line.starts_with("## ") {
            parts.push(Part::Heading(line));
        } else {
            parts.push(Part::Line(line));
        }
    }
    parts
}

/// What is written as code in a line and is a key: `y`, `Ctrl-P`, `ㅓ`.
fn named_keys(line: &str) -> impl Iterator<Item = String> {
    let is_key = |code: &&str| {
        let mut chars = code.chars();
        let single = chars.next().is_some() && chars.next().is_none();
        single || ["Enter", "Tab", "Space", "Esc"].contains(code) || code.starts_with("Ctrl-") || is_function(code)
    };
    let codes = line.split('`').skip(1).step_by(2);
    codes.filter(is_key).map(str::to_owned).collect::<Vec<_>>().into_iter()
}

fn is_function(code: &str) -> bool {
    code.strip_prefix('F').is_some_and(|n| n.parse::<u8>().is_ok())
}

/// The keys that work at this moment, by their names and as they are printed on a Korean keyboard.
fn working(stage: &Stage) -> impl Iterator<Item = String> {
    let hints = stage.model.hints();
    hints.into_iter().flat_map(|hint| hint.keys).map(|key| key.to_string())
}

fn perform(stage: &mut Stage, steps: &[&str], seen: &mut BTreeSet<String>) {
    for step in steps {
        match step.strip_prefix('=') {
            Some(text) => stage.write(text),
            None => stage.press(step),
        }
        seen.extend(working(stage));
    }
}

/// The sample centre of Monday morning, as a file to begin from.
fn sample_centre(folder: &Path) -> PathBuf {
    let (lived_in, copy) = (folder.join("lived.db"), folder.join("sample.db"));
    let stage = Stage::open(Role::Nobody, Lang::Ko);
    let now = stage.world.now();
    stage.run(async |_| lived(DatabaseUrl::Sqlite(lived_in.clone()), 1, now).await);
    let connection = rusqlite::Connection::open(&lived_in).unwrap();
    connection.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    copy
}

fn terminal(role: Role, lang: Lang, sample: &Path) -> Stage {
    let mut stage = Stage::over(sample, role, lang);
    let rules = Arc::new(centre::rules());
    stage.world.app.recorder.rules = Arc::clone(&rules);
    stage.model.scene.rules = rules;
    stage.begin();
    stage
}

#[test]
fn the_guides_show_what_the_screens_show() {
    let folder = tempfile::tempdir().unwrap();
    let sample = sample_centre(folder.path());
    for (file, role, lang, story) in [
        ("guide-desk.ko.md", Role::Desk, Lang::Ko, DESK),
        ("guide-desk.md", Role::Desk, Lang::En, DESK),
        ("guide-admin.ko.md", Role::Admin, Lang::Ko, ADMIN),
        ("guide-admin.md", Role::Admin, Lang::En, ADMIN),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(file);
        let guide = std::fs::read_to_string(&path).unwrap();
        let mut stage = terminal(role, lang, &sample);
        let mut written = String::new();
        let mut story = story.iter();
        let everywhere = stage.model.everywhere_table().iter().flat_map(|binding| binding.keys);
        let always: BTreeSet<String> = everywhere.map(Key::to_string).collect();
        let (mut named, mut working) = (Vec::new(), always.clone());
        perform(&mut stage, &["0"], &mut working);
        for part in parts(&guide) {
            match part {
                Part::Line(line) => {
                    named.extend(named_keys(line));
                    written += &format!("{line}\n");
                }
                Part::Picture(name) => {
                    let scene = story
                        .next()
                        .unwrap_or_else(|| panic!("{file}: {name:?} is one too many"));
                    assert_eq!(name, scene.picture, "{file}");
                    perform(&mut stage, scene.keys, &mut working);
                    written += &format!("```text {name}\n{}\n```\n", stage.screen());
                    perform(&mut stage, scene.then, &mut working);
                }
                Part::Heading(line) => {
                    written += &format!("{line}\n");
                    known(&mut named, &working, file);
                    working.clone_from(&always);
                }
            }
        }
        known(&mut named, &working, file);
        assert!(story.next().is_none(), "{file} lacks a picture");
        if std::env::var_os("GUIDES").is_some() {
            std::fs::write(&path, &written).unwrap();
        }
        assert!(
            written == guide || std::env::var_os("GUIDES").is_some(),
            "docs/{file} shows what was: GUIDES=write cargo test --test it tui::guides takes the pictures again"
        );
    }
}

/// Panics if a section names a key that does nothing on any screen it tells of.
fn known(named: &mut Vec<String>, working: &BTreeSet<String>, file: &str) {
    for name in named.drain(..) {
        let mut chars = name.chars();
        let latin = match (chars.next(), chars.next()) {
            (Some(c), None) => Key::char(c).latin().to_string(),
            _ => name.clone(),
        };
        assert!(
            working.contains(&name) || working.contains(&latin),
            "docs/{file}: {name} does nothing there, only {working:?}"
        );
    }
}
