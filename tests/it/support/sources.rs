//! The program's own sources as text, cut into production and test code, for the rules that no
//! compiler checks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where the tests of a file begin; nothing of production stands behind it.
const TESTS: &str = "#[cfg(test)]\nmod tests {";

/// One file.
pub struct Source {
    /// From the project's root on.
    pub path: PathBuf,
    /// All of it.
    pub text: String,
    /// The part that is looked at, without comments; line numbers are those of the part.
    pub code: String,
    /// Lines of that part, comments and all.
    pub lines: usize,
}

/// Every file under `src/` and `tests/`.
pub fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    for folder in ["src", "tests"] {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut files);
    }
    files.sort();
    files.iter().map(|path| read(path, |text| text)).collect()
}

/// Production code: `src/` without the tests in it.
pub fn production() -> Vec<Source> {
    let paths = sources()
        .into_iter()
        .filter(|file| file.path.starts_with("src") && !is_test(&file.path));
    paths
        .map(|file| read(&file.path, |text| text.split(TESTS).next().unwrap_or(text)))
        .collect()
}

/// Test code: `tests/`, and the tests in `src/`.
pub fn tests() -> Vec<Source> {
    sources()
        .into_iter()
        .map(|file| {
            let whole = file.path.starts_with("tests") || is_test(&file.path);
            read(&file.path, |text| {
                if whole {
                    text
                } else {
                    text.split_once(TESTS).map_or("", |(_, tests)| tests)
                }
            })
        })
        .collect()
}

fn is_test(path: &Path) -> bool {
    path.iter().any(|part| part == "tests")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}

fn read(path: &Path, part: impl Fn(&str) -> &str) -> Source {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join(path)).expect("a source");
    let part = part(&text).trim_end();
    let code = part
        .lines()
        .map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    Source {
        path: path.strip_prefix(root).unwrap_or(path).to_owned(),
        code: code.collect::<Vec<_>>().join("\n"),
        lines: part.lines().count(),
        text,
    }
}

impl Source {
    /// The room it is in: the module right under the root. The root itself belongs to `run`.
    pub fn room(&self) -> String {
        match self.module().first() {
            None => "run".into(),
            Some(room) => room.clone(),
        }
    }

    /// `src/app/book.rs` → `app`, `book`; `src/app/mod.rs` → `app`; `src/lib.rs` → nothing.
    fn module(&self) -> Vec<String> {
        let inside = self.path.strip_prefix("src").unwrap_or(&self.path).with_extension("");
        let parts = inside.iter().map(|part| part.to_string_lossy().into_owned());
        parts
            .filter(|part| !["mod", "lib", "main"].contains(&part.as_str()))
            .collect()
    }

    /// Every path that starts at the crate's root, written as `crate::…` or reached by enough `super`s.
    /// `params!` is the store's.
    pub fn references(&self) -> Vec<String> {
        let to_root = "super::".repeat(self.module().len());
        let roots = ["crate::".to_owned(), "healthcenter::".to_owned(), to_root];
        let mut paths = Vec::new();
        for root in roots.iter().filter(|root| !root.is_empty()) {
            for (at, _) in self.code.match_indices(root.as_str()) {
                let before = self.code[..at].chars().next_back();
                if before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':') {
                    expand(&self.code[at + root.len()..], "", &mut paths);
                }
            }
        }
        let params = |path: String| if path == "params" { "store::params".into() } else { path };
        paths.into_iter().map(params).collect()
    }

    /// `("say", "booked")` for every `say("say", "booked"` and `get("say", "booked"`, and for every word asked
    /// for through a local shorthand such as `let error = |key, …| self.say("error", key, …)`. A shorthand that
    /// a file gives two meanings may mean either.
    pub fn words_asked_for(&self) -> Vec<(Vec<String>, String)> {
        let code: String = self.code.split_whitespace().collect::<Vec<_>>().join(" ");
        let code = code.replace("( ", "(");
        let mut short: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (at, _) in code.match_indices("let ") {
            let Some((name, rest)) = code[at + 4..].split_once(" = |key") else {
                continue;
            };
            let body = rest.split("let ").next().unwrap_or(rest);
            let section = body
                .split_once("\", key")
                .and_then(|(before, _)| before.rsplit('"').next());
            if let (false, Some(section)) = (name.contains(' '), section) {
                short.entry(name).or_default().push(section.to_owned());
            }
        }
        let mut asked = Vec::new();
        for call in ["say(\"", "get(\""] {
            for (at, _) in code.match_indices(call) {
                let mut words = code[at + call.len()..].split('"');
                if let (Some(section), Some(", "), Some(key)) = (words.next(), words.next(), words.next()) {
                    asked.push((vec![section.to_owned()], key.to_owned()));
                }
            }
        }
        // `self.done(order, "moved")`: the headline of a command's answer.
        for call in [".done(", ".answer("] {
            for (at, _) in code.match_indices(call) {
                let line = code[at..].split(';').next().unwrap_or_default();
                if let Some((_, word)) = line.rsplit_once(", \"").filter(|(_, word)| word.contains("\")")) {
                    asked.push((
                        vec!["say".into()],
                        word.split('"').next().unwrap_or_default().to_owned(),
                    ));
                }
            }
        }
        for (name, sections) in short {
            let call = format!("{name}(\"");
            for (at, _) in code.match_indices(&call) {
                let mut words = code[at + call.len()..].split('"');
                let method = code[..at].ends_with(['.', '_']) || code[..at].ends_with(char::is_alphanumeric);
                if let (false, Some(key), Some(end)) = (method, words.next(), words.next())
                    && end != ", "
                {
                    asked.push((sections.clone(), key.to_owned()));
                }
            }
        }
        asked
    }
}

/// `a::{b, c::d}` → `a::b`, `a::c::d`.
fn expand(text: &str, above: &str, paths: &mut Vec<String>) {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':')
        .unwrap_or(text.len());
    let path = format!("{above}{}", &text[..end]);
    let Some(group) = text[end..]
        .strip_prefix('{')
        .filter(|_| path.is_empty() || path.ends_with("::"))
    else {
        return paths.push(path.trim_end_matches(':').to_owned());
    };
    let (mut depth, mut from) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                let part = group[from..at].trim();
                if !part.is_empty() {
                    expand(part, &path, paths);
                }
                from = at + 1;
                if c == '}' {
                    return;
                }
            }
            _ => {}
        }
    }
}
