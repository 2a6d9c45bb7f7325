//! Lines to read, with pages to turn: the keys that work now, the log, a text.

use super::{Hint, Key, Scene, Step};

/// Lines and how far they are scrolled.
#[derive(Debug)]
pub struct Pages {
    pub(super) title: String,
    pub(super) lines: Vec<String>,
    pub(super) top: usize,
}

impl Pages {
    pub(super) fn new(title: String, lines: Vec<String>) -> Self {
        Self { title, lines, top: 0 }
    }

    /// From the same table that looks the keys up.
    pub(super) fn help(hints: &[Hint], scene: &Scene) -> Self {
        let keys: Vec<String> = hints
            .iter()
            .map(|hint| hint.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
            .collect();
        let widest = keys.iter().map(|keys| crate::tui::text::width(keys)).max().unwrap_or(0);
        let lines = keys
            .iter()
            .zip(hints)
            .map(|(keys, hint)| {
                let keys = crate::tui::text::left(keys, widest, scene.look.more());
                format!("{keys}  {}", hint.words)
            })
            .collect();
        Self::new(scene.get("everywhere", "help"), lines)
    }

    pub(super) fn log(scene: &Scene) -> Self {
        let lines = scene.log.lines();
        let empty = lines.is_empty();
        let mut pages = Self::new(scene.get("everywhere", "log"), lines);
        if empty {
            pages.lines.push(scene.get("modal", "log_empty"));
        }
        pages.top = pages.lines.len();
        pages
    }

    pub(super) fn key<A>(&mut self, key: Key) -> Step<A> {
        match key.latin() {
            Key::DOWN => self.top += 1,
            Key::UP => self.top = self.top.saturating_sub(1),
            Key::PAGE_DOWN | Key::SPACE => self.top += 10,
            Key::PAGE_UP => self.top = self.top.saturating_sub(10),
            Key::HOME => self.top = 0,
            Key::END => self.top = self.lines.len(),
            key if key == Key::char('j') => self.top += 1,
            key if key == Key::char('k') => self.top = self.top.saturating_sub(1),
            _ => return Step::Close,
        }
        self.top = self.top.min(self.lines.len());
        Step::Stay
    }
}
