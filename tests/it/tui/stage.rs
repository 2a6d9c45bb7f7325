//! A terminal on a stage: the model over a [`World`], a screen of cells, and a hand on the keyboard.

use std::path::Path;
use std::sync::Arc;

use healthcenter::domain::lang::Lang;
use healthcenter::store::DatabaseUrl;
use healthcenter::tui::effect::Ticket;
use healthcenter::tui::key::Key;
use healthcenter::tui::log::LogLines;
use healthcenter::tui::look::{Glyphs, Look, Theme};
use healthcenter::tui::modal::Modal;
use healthcenter::tui::view::view;
use healthcenter::tui::{Gateways, Model, Msg, Outside, Role, Scene, answer};
use healthcenter::words::Words;
use jiff::SignedDuration;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Style;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::keys::key;
use crate::doctor::world::World;

/// What the world outside fails to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Losing {
    Nothing,
    Readings,
    Changes,
}

/// What a test may use: where it stands for somebody with one of them only, the stage refuses the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    Both,
    Keyboard,
    Mouse,
}

/// Everything a test of a screen needs.
pub struct Stage {
    pub world: World,
    pub model: Model,
    /// Keys that were pressed, characters included.
    pub keys: usize,
    pub copied: Vec<String>,
    /// Names and texts of the files that were saved.
    pub saved: Vec<(String, String)>,
    pub quit: bool,
    pub losing: Losing,
    pub hand: Hand,
    terminal: Terminal<TestBackend>,
    /// The last frame. What the backend keeps has halves of wide letters in it that no terminal shows.
    frame: Buffer,
    runtime: Runtime,
    /// The database goes with it.
    folder: TempDir,
}

impl Stage {
    /// A terminal of 80×24 on a fresh SQLite database, Monday 2026-11-30, 09:00.
    pub fn open(role: Role, lang: Lang) -> Self {
        Self::sized(role, lang, (80, 24))
    }

    /// The same with another size.
    pub fn sized(role: Role, lang: Lang, size: (u16, u16)) -> Self {
        let mut stage = Self::prepared(role, lang, size);
        stage.begin();
        stage
    }

    /// Not begun yet: the database can be filled first, through `run`.
    pub fn prepared(role: Role, lang: Lang, size: (u16, u16)) -> Self {
        Self::built(tempfile::tempdir().unwrap(), role, lang, size)
    }

    /// The same over a copy of a database, 80×24.
    pub fn over(database: &Path, role: Role, lang: Lang) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(database, folder.path().join("stage.db")).unwrap();
        Self::built(folder, role, lang, (80, 24))
    }

    fn built(folder: TempDir, role: Role, lang: Lang, size: (u16, u16)) -> Self {
        let world = World::open(DatabaseUrl::Sqlite(folder.path().join("stage.db")));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let scene = Scene {
            now: world.now(),
            words: Words::new(lang),
            first_lang: lang,
            look: Look {
                theme: Theme::Dark,
                glyphs: Glyphs::Unicode,
            },
            rules: Arc::clone(&world.app.recorder.rules),
            gateways: Gateways {
                payment: true,
                sms: true,
            },
            by: "접수1".into(),
            role,
            kiosk_pin: Some(Arc::new(SecretString::from("2580"))),
            kiosk_idle: SignedDuration::from_secs(60),
            log: LogLines::default(),
            size,
            unread: false,
        };
        Self {
            world,
            model: Model::new(scene),
            keys: 0,
            copied: Vec::new(),
            saved: Vec::new(),
            quit: false,
            losing: Losing::Nothing,
            hand: Hand::Both,
            terminal: Terminal::new(TestBackend::new(size.0, size.1)).unwrap(),
            frame: Buffer::default(),
            runtime,
            folder,
        }
    }

    /// Shows the first screen, with nothing being typed into: a digit opens a tab.
    pub fn begin(&mut self) {
        self.show();
        if self.model.front().is_some_and(|shown| shown.screen.typing()) {
            self.send(Msg::Key(Key::ESC));
        }
    }

    /// Shows the first screen as it is opened.
    pub fn show(&mut self) {
        let effects = self.model.begin(self.world.now());
        self.carry_out(effects);
        self.draw();
    }

    /// Does something in the world behind the terminal's back; the terminal learns of it by `changed`.
    pub fn run<T>(&self, work: impl AsyncFnOnce(&World) -> T) -> T {
        self.runtime.block_on(work(&self.world))
    }

    /// Somebody has changed something.
    pub fn changed(&mut self) {
        self.send(Msg::Changed);
    }

    /// Presses keys: `"j Enter C-p F1 Space ㅓ"`.
    pub fn press(&mut self, keys: &str) {
        assert_ne!(self.hand, Hand::Mouse, "{keys:?} are keys");
        for name in keys.split(' ').filter(|name| !name.is_empty()) {
            self.keys += 1;
            self.send(Msg::Key(key(name)));
        }
    }

    /// Types into the field that has the focus, in the place of what is in it.
    pub fn rewrite(&mut self, text: &str) {
        self.send(Msg::Key(Key::ctrl('u')));
        self.write(text);
    }

    /// Types characters.
    pub fn write(&mut self, text: &str) {
        let into_a_field = match self.model.modals.last() {
            Some(modal) => matches!(modal, Modal::Prompt(_) | Modal::Palette(_)),
            None => self.model.front().is_some_and(|shown| shown.screen.typing()),
        };
        assert!(
            self.hand == Hand::Both || into_a_field,
            "{text:?} is typed nowhere:\n{}",
            self.screen()
        );
        for c in text.chars() {
            self.keys += 1;
            self.send(Msg::Key(Key::char(c)));
        }
    }

    pub fn paste(&mut self, text: &str) {
        self.send(Msg::Paste(text.to_owned()));
    }

    /// Clicks the first place where `text` stands.
    pub fn click(&mut self, text: &str) {
        let (column, row) = self.find(text);
        self.click_at(column, row);
    }

    pub fn click_at(&mut self, column: u16, row: u16) {
        assert_ne!(self.hand, Hand::Keyboard, "a click");
        self.send(Msg::Click { column, row });
    }

    /// Takes a command from the list of all of them, with the wheel as far as it stands.
    pub fn command(&mut self, words: &str) {
        self.click("all commands");
        for _ in 0..60 {
            // The list stands in the middle; its rows begin with the words.
            let row = self.rows().iter().position(|row| row.contains(&format!("│ {words} ")));
            if let Some(row) = row {
                return self.click_at(20, u16::try_from(row).unwrap());
            }
            self.send(Msg::Wheel {
                column: 40,
                row: 12,
                down: true,
            });
        }
        panic!("no command is called {words:?}:\n{}", self.screen());
    }

    /// Turns the wheel over the first place where `text` stands.
    pub fn wheel(&mut self, text: &str, down: bool) {
        let (column, row) = self.find(text);
        self.send(Msg::Wheel { column, row, down });
    }

    /// Time passes, and the terminal wakes when it said it would.
    pub fn pass(&mut self, wait: SignedDuration) {
        self.world.pass(wait);
        self.send(Msg::Tick);
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.terminal.backend_mut().resize(columns, rows);
        self.send(Msg::Resize { columns, rows });
    }

    /// Something happens.
    pub fn send(&mut self, msg: Msg) {
        let effects = self.model.update(msg, self.world.now());
        self.carry_out(effects);
        self.draw();
    }

    /// Does what the model wants of the world, and brings the answers back.
    pub fn carry_out(&mut self, effects: Vec<Outside>) {
        let mut queue: std::collections::VecDeque<Outside> = effects.into();
        while let Some(effect) = queue.pop_front() {
            match effect {
                Outside::Answer(ticket, ask) if self.loses(ticket) => {
                    // Who dies with the answer may have done the work.
                    self.runtime.block_on(answer(&self.world.app, ask.clone()));
                    queue.extend(self.model.update(Msg::Lost(ticket, Box::new(ask)), self.world.now()));
                }
                Outside::Answer(ticket, ask) => {
                    let reply = self.runtime.block_on(answer(&self.world.app, ask));
                    let msg = Msg::Reply(ticket, Box::new(reply));
                    queue.extend(self.model.update(msg, self.world.now()));
                }
                Outside::Save { name, text } => {
                    self.saved.push((name.clone(), text));
                    queue.extend(self.model.update(Msg::Saved(Ok(name)), self.world.now()));
                }
                Outside::Copy(text) => self.copied.push(text),
                Outside::Quit => self.quit = true,
                Outside::Suspend | Outside::Redraw => {}
            }
        }
    }

    /// A number that the database answers.
    pub fn number(&self, query: &str) -> i64 {
        self.value(query)
    }

    /// A value that the database answers.
    pub fn value<T: rusqlite::types::FromSql>(&self, query: &str) -> T {
        let connection = rusqlite::Connection::open(self.folder.path().join("stage.db")).unwrap();
        connection.query_row(query, [], |row| row.get(0)).unwrap()
    }

    const fn loses(&self, ticket: Ticket) -> bool {
        match self.losing {
            Losing::Nothing => false,
            Losing::Readings => ticket.look.is_some(),
            Losing::Changes => ticket.look.is_none(),
        }
    }

    /// Does something to the database itself, behind everybody's back.
    pub fn sql(&self, text: &str) {
        let connection = rusqlite::Connection::open(self.folder.path().join("stage.db")).unwrap();
        connection.execute_batch(text).unwrap();
    }

    fn draw(&mut self) {
        let model = &mut self.model;
        let drawn = self
            .terminal
            .draw(|frame| model.spots = view(model, frame))
            .expect("cells can always be drawn to");
        self.frame = drawn.buffer.clone();
    }

    /// The screen as text, a line a row, without the blanks at the ends.
    pub fn screen(&self) -> String {
        self.rows()
            .iter()
            .map(|row| row.trim_end())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Panics with the screen unless every text stands on it.
    pub fn shows(&self, texts: &[&str]) {
        let screen = self.screen();
        for text in texts {
            assert!(screen.contains(text), "{text:?} is not on the screen:\n{screen}");
        }
    }

    /// Panics with the screen if the text stands on it.
    pub fn shows_no(&self, text: &str) {
        let screen = self.screen();
        assert!(!screen.contains(text), "{text:?} is on the screen:\n{screen}");
    }

    /// The style of the first cell where `text` stands.
    pub fn style_of(&self, text: &str) -> Style {
        let (column, row) = self.find(text);
        self.frame[(column, row)].style()
    }

    /// Where the caret stands.
    pub fn caret(&mut self) -> (u16, u16) {
        let position = ratatui::backend::Backend::get_cursor_position(self.terminal.backend_mut()).unwrap();
        (position.x, position.y)
    }

    fn find(&self, text: &str) -> (u16, u16) {
        for (row, line) in self.rows().iter().enumerate() {
            if let Some(at) = line.find(text) {
                let column = unicode_width::UnicodeWidthStr::width(&line[..at]);
                return (u16::try_from(column).unwrap(), u16::try_from(row).unwrap());
            }
        }
        panic!("{text:?} is not on the screen:\n{}", self.screen());
    }

    /// Rows cell by cell: the cell behind a wide letter belongs to it and says nothing of its own.
    fn rows(&self) -> Vec<String> {
        let buffer = &self.frame;
        let area = buffer.area;
        (area.top()..area.bottom())
            .map(|y| {
                let mut line = String::new();
                let mut x = area.left();
                while x < area.right() {
                    let symbol = buffer[(x, y)].symbol();
                    line.push_str(symbol);
                    let cells = unicode_width::UnicodeWidthStr::width(symbol).max(1);
                    x += u16::try_from(cells).unwrap();
                }
                line
            })
            .collect()
    }
}
