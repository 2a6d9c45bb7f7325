//! Where a view draws, and what of it can be clicked. A view is a pure function of the model; the spots
//! it leaves behind are how the mouse finds its way back to the same keys and rows.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Style};
use ratatui::symbols::border;
use ratatui::widgets::{Block, Clear};
use unicode_width::UnicodeWidthStr;

use super::key::Key;
use super::look::{Glyphs, Look, Tone};
use super::text;

/// What a click hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// As if the key were pressed.
    Press(Key),
    /// The `n`th thing of a zone of the screen: a row, a day, a field.
    Item(&'static str, usize),
    /// A button of the modal.
    Modal(usize),
    /// Nothing: a modal's own ground.
    Cover,
    /// What lies around a modal: a click there is the way out of it.
    Around,
}

/// A frame, a look, and the spots so far.
pub struct Canvas<'a, 'b> {
    pub frame: &'a mut Frame<'b>,
    pub look: Look,
    spots: Vec<(Rect, Spot)>,
}

/// The spots of one frame, the topmost last.
#[derive(Debug, Clone, Default)]
pub struct Spots(Vec<(Rect, Spot)>);

impl Spots {
    /// What is under a cell.
    pub fn at(&self, column: u16, row: u16) -> Option<&Spot> {
        let position = Position::new(column, row);
        self.0
            .iter()
            .rev()
            .find(|(area, _)| area.contains(position))
            .map(|(_, spot)| spot)
    }
}

impl<'a, 'b> Canvas<'a, 'b> {
    /// Over a frame.
    pub fn new(frame: &'a mut Frame<'b>, look: Look) -> Self {
        Self {
            frame,
            look,
            spots: Vec::new(),
        }
    }

    /// What can be clicked on the finished frame.
    pub fn finish(self) -> Spots {
        Spots(self.spots)
    }

    /// Makes an area clickable.
    pub fn spot(&mut self, area: Rect, spot: Spot) {
        self.spots.push((area, spot));
    }

    /// The style of a tone.
    pub fn style(&self, tone: Tone) -> Style {
        self.look.style(tone)
    }

    /// Writes at most `cells` cells and answers with the column after them. Outside the frame nothing is written.
    pub fn put(&mut self, x: u16, y: u16, text: &str, cells: u16, tone: Tone) -> u16 {
        let style = self.style(tone);
        let frame = self.frame.area();
        if y >= frame.bottom() || x >= frame.right() {
            return x;
        }
        let cells = cells.min(frame.right() - x);
        let text = self.look.marks(text);
        let text = text::cut(&text, usize::from(cells), self.look.more());
        let (end, _) = self
            .frame
            .buffer_mut()
            .set_stringn(x, y, &text, usize::from(cells), style);
        end
    }

    /// One line of pieces in the first row of `area`, cut at its end.
    pub fn pieces(&mut self, area: Rect, pieces: &[(Tone, Cow<'_, str>)]) -> u16 {
        let mut x = area.x;
        if area.height == 0 {
            return x;
        }
        for (tone, piece) in pieces {
            let room = area.right().saturating_sub(x);
            if room == 0 {
                break;
            }
            x = self.put(x, area.y, piece, room, *tone);
        }
        x
    }

    /// Lines from the top of `area`, wrapped at its width; answers with the rows used.
    pub fn lines(&mut self, area: Rect, text: &str, tone: Tone) -> u16 {
        let lines = text::wrap(text, usize::from(area.width));
        let mut used = 0;
        for line in lines.iter().take(usize::from(area.height)) {
            self.put(area.x, area.y + used, line, area.width, tone);
            used += 1;
        }
        used
    }

    /// Gives a whole area a style, whatever is written in it.
    pub fn tint(&mut self, area: Rect, tone: Tone) {
        let style = self.style(tone);
        let area = area.intersection(self.frame.area());
        self.frame.buffer_mut().set_style(area, style);
    }

    /// A frame with a title; answers with the room inside.
    pub fn panel(&mut self, area: Rect, title: &str, focused: bool) -> Rect {
        let tone = if focused { Tone::Focus } else { Tone::Border };
        let mut block = Block::bordered()
            .border_set(self.borders())
            .border_style(self.style(tone));
        if !title.is_empty() {
            let title = self.look.marks(title);
            let title = text::cut(&title, usize::from(area.width.saturating_sub(4)), self.look.more());
            // Of a panel without the keyboard the frame is faint, its title is not.
            let style = match focused {
                true => self.style(Tone::Title),
                false => self.style(Tone::Strong).fg(Color::Reset),
            };
            block = block.title(ratatui::text::Span::styled(format!(" {title} "), style));
        }
        let inner = block.inner(area);
        self.frame.render_widget(block, area);
        inner
    }

    const fn borders(&self) -> border::Set<'static> {
        match self.look.glyphs {
            Glyphs::Unicode => border::ROUNDED,
            Glyphs::Ascii => border::Set {
                top_left: "+",
                top_right: "+",
                bottom_left: "+",
                bottom_right: "+",
                vertical_left: "|",
                vertical_right: "|",
                horizontal_top: "-",
                horizontal_bottom: "-",
            },
        }
    }

    /// Empties an area for something on top. A wide letter that it cuts in half loses its other half too:
    /// terminals would draw it over the border.
    pub fn blank(&mut self, area: Rect) {
        let area = area.intersection(self.frame.area());
        self.frame.render_widget(Clear, area);
        let buffer = self.frame.buffer_mut();
        if area.x == 0 {
            return;
        }
        for y in area.top()..area.bottom() {
            if let Some(cell) = buffer.cell_mut((area.x - 1, y))
                && cell.symbol().width() > 1
            {
                cell.set_symbol(" ");
            }
        }
    }

    /// Where the caret stands: input methods draw what is being composed there.
    pub fn caret(&mut self, x: u16, y: u16) {
        self.frame.set_cursor_position((x, y));
    }
}
