//! Names on a terminal: two numbers for a place, two for its size, then what is written there. Nothing is
//! drawn outside its place, no row grows, nothing that moves the cursor gets through, typing stays within.

use std::cell::RefCell;

use crossterm::event::KeyCode;
use healthcenter::domain::text::{is_control, is_hidden};
use healthcenter::tui::canvas::Canvas;
use healthcenter::tui::key::Key;
use healthcenter::tui::look::{Glyphs, Look, Theme, Tone};
use healthcenter::tui::text;
use healthcenter::tui::widgets::field::Field;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_normalization::is_nfc;
use unicode_width::UnicodeWidthStr;

const WIDTH: u16 = 24;
const HEIGHT: u16 = 6;
/// Cells of the widest letter that there is, U+17D8.
const WIDEST: usize = 3;
/// Stands where nothing was drawn.
const UNTOUCHED: &str = "\u{2591}";

thread_local! {
    static TERMINAL: RefCell<Terminal<TestBackend>> =
        RefCell::new(Terminal::new(TestBackend::new(WIDTH, HEIGHT)).unwrap_or_else(|e| match e {}));
}

pub fn check(data: &[u8]) {
    let Some((&[x, y, width, height], typed)) = data.split_first_chunk() else {
        return;
    };
    let typed = String::from_utf8_lossy(typed);
    let area = Rect::new(
        u16::from(x) % WIDTH,
        u16::from(y) % HEIGHT,
        u16::from(width) % (WIDTH + 8),
        u16::from(height) % (HEIGHT + 4),
    );
    let glyphs = if x < 128 { Glyphs::Unicode } else { Glyphs::Ascii };
    let look = Look {
        theme: Theme::Dark,
        glyphs,
    };
    measured(&typed, usize::from(area.width), look.more());
    let seen = area.intersection(Rect::new(0, 0, WIDTH, HEIGHT));
    let line = Rect { height: 1, ..area }.intersection(Rect::new(0, 0, WIDTH, HEIGHT));
    let (first, field) = (seen.intersection(line), written(&typed));
    let caret = TERMINAL.with_borrow_mut(|terminal| {
        let shown = terminal.draw(|frame| {
            let mut canvas = Canvas::new(frame, look);
            drawn(&mut canvas, line, |canvas| {
                let end = canvas.put(area.x, area.y, &typed, area.width, Tone::Plain);
                assert!(end <= area.right(), "the column after it is {end} in {area:?}");
            });
            drawn(&mut canvas, seen, |canvas| {
                canvas.lines(seen, &typed, Tone::Strong);
            });
            drawn(&mut canvas, first, |canvas| {
                let pieces = [(Tone::Dim, typed.as_ref().into()), (Tone::Bad, "끝".into())];
                canvas.pieces(seen, &pieces);
            });
            drawn(&mut canvas, seen, |canvas| {
                let inner = canvas.panel(seen, &typed, x % 2 == 0);
                assert_eq!(inner.intersection(seen), inner);
                canvas.lines(inner, &typed, Tone::Plain);
            });
            drawn(&mut canvas, first, |canvas| field.view(seen, true, canvas));
        });
        assert!(shown.is_ok());
        terminal.get_cursor_position().unwrap_or_default()
    });
    let shown = first.width >= 2 && first.height > 0;
    assert!(
        !shown || first.contains(caret),
        "the caret is at {caret}, its line is {first:?}"
    );
}

/// Draws over an untouched frame and looks at all of it.
fn drawn(canvas: &mut Canvas<'_, '_>, area: Rect, draw: impl FnOnce(&mut Canvas<'_, '_>)) {
    for cell in &mut canvas.frame.buffer_mut().content {
        cell.set_symbol(UNTOUCHED);
    }
    draw(canvas);
    looked_at(canvas.frame.buffer_mut(), area);
}

fn looked_at(buffer: &Buffer, area: Rect) {
    for y in 0..HEIGHT {
        let mut x = 0;
        while x < WIDTH {
            let symbol = buffer[(x, y)].symbol();
            if symbol == UNTOUCHED {
                x += 1;
                continue;
            }
            assert!(
                !symbol.contains(|c| is_control(c) || is_hidden(c)),
                "{symbol:?} on the screen"
            );
            let inside = area.contains(Position::new(x, y));
            assert!(inside, "{symbol:?} at {x},{y}, outside {area:?}");
            let wide = u16::try_from(symbol.width()).unwrap_or(u16::MAX);
            assert!(
                x + wide <= area.right(),
                "{symbol:?} at {x},{y} is cut in half by {area:?}"
            );
            x += wide.max(1);
        }
    }
}

/// Widths are kept to the cell.
fn measured(typed: &str, cells: usize, more: &str) {
    let cut = text::cut(typed, cells, more);
    assert!(
        cut.width() <= cells,
        "{} cells instead of {cells}: {cut:?}",
        cut.width()
    );
    assert!(!cut.contains(|c| is_control(c) || is_hidden(c)), "{cut:?}");
    assert_eq!(text::left(typed, cells, more).width(), cells, "{typed:?}");
    assert_eq!(text::right(typed, cells, more).width(), cells, "{typed:?}");
    if text::plain(typed).width() <= cells {
        assert_eq!(cut, text::plain(typed), "there was room for it");
    }
    for line in text::wrap(typed, cells) {
        assert!(line.width() <= cells.max(WIDEST), "{line:?} in {cells} cells");
    }
    let words = |text: &str| text.split_whitespace().collect::<String>();
    let kept = words(&text::wrap(typed, cells).join(" "));
    assert_eq!(
        kept,
        words(&typed.lines().map(text::plain).collect::<Vec<_>>().join(" ")),
        "letters got lost"
    );
}

/// Typed, pasted and edited: a field takes what it can show, and no more than it may.
fn written(typed: &str) -> Field {
    const LIMIT: usize = 12;
    let mut field = Field::new(LIMIT);
    for c in typed.chars().take(40) {
        field.key(match c {
            '\u{1}' => Key::LEFT,
            '\u{2}' => Key::RIGHT,
            '\u{3}' => Key::HOME,
            '\u{4}' => Key::BACKSPACE,
            '\u{5}' => Key::DELETE,
            '\u{6}' => Key::ctrl('w'),
            '\u{7}' => Key {
                code: KeyCode::Left,
                ..Key::ctrl('x')
            },
            c => Key::char(c),
        });
        stays_sound(&field);
    }
    if let Some((front, _)) = typed.split_once('\n') {
        field.paste(front);
        stays_sound(&field);
    }
    return field;

    fn stays_sound(field: &Field) {
        let text = field.text();
        assert!(is_nfc(text), "{text:?} is not composed");
        assert!(text.chars().count() <= LIMIT, "{text:?}");
        assert!(!text.contains(is_control), "{text:?}");
    }
}
