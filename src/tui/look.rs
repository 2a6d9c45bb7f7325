//! How things look: a theme of tones, and glyphs that every terminal draws one cell wide.
//!
//! A colour is never the only sign: whatever has a tone has a word or a mark beside it, so that the
//! monochrome theme and `NO_COLOR` lose nothing.

use std::borrow::Cow;

use ratatui::style::{Color, Modifier, Style};

/// A set of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Dark,
    Light,
    Mono,
}

/// Which characters are drawn with. Box drawing and arrows are two cells wide in some Korean terminals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    Unicode,
    Ascii,
}

/// What a piece of screen means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Dim,
    Strong,
    Title,
    Accent,
    Good,
    Warn,
    Bad,
    /// The row or field that has the focus.
    Selected,
    /// The selected row of a list that has not.
    Marked,
    Border,
    /// The border of what has the focus.
    Focus,
    Bar,
    /// The open tab in the bar.
    Tab,
    /// Occupancy from empty (0) to full (4).
    Heat(u8),
}

/// A theme and its glyphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub theme: Theme,
    pub glyphs: Glyphs,
}

impl Theme {
    /// The one after it, for the key that goes round.
    pub const fn next(self) -> Self {
        match self {
            Self::Dark => Self::Light,
            Self::Light => Self::Mono,
            Self::Mono => Self::Dark,
        }
    }

    /// By its name in the settings; dark when it is none of them.
    pub fn parse(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "mono" => Self::Mono,
            _ => Self::Dark,
        }
    }
}

impl Glyphs {
    /// The other one.
    pub const fn next(self) -> Self {
        match self {
            Self::Unicode => Self::Ascii,
            Self::Ascii => Self::Unicode,
        }
    }
}

impl Look {
    /// The style of a tone.
    pub fn style(self, tone: Tone) -> Style {
        match self.theme {
            Theme::Mono => mono(tone),
            Theme::Dark => coloured(tone, &DARK),
            Theme::Light => coloured(tone, &LIGHT),
        }
    }

    /// The glyph, or its ASCII stand-in.
    pub const fn glyph(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        match self.glyphs {
            Glyphs::Unicode => unicode,
            Glyphs::Ascii => ascii,
        }
    }

    /// A text with stand-ins for the marks of which terminals do not agree how wide they are.
    pub fn marks(self, text: &str) -> Cow<'_, str> {
        match self.glyphs {
            Glyphs::Ascii if text.contains(['·', '…', '→']) => {
                text.replace('·', "-").replace('…', "~").replace('→', ">").into()
            }
            Glyphs::Ascii | Glyphs::Unicode => text.into(),
        }
    }

    /// What stands where a text was cut.
    pub const fn more(self) -> &'static str {
        self.glyph("…", "~")
    }
}

/// The colours of a theme. Indexed ones, so that the terminal's own palette keeps its say where it should.
struct Palette {
    dim: Color,
    accent: Color,
    good: Color,
    warn: Color,
    bad: Color,
    border: Color,
    bar: (Color, Color),
    selected: (Color, Color),
    marked: Color,
    heat: [(Color, Color); 5],
}

const DARK: Palette = Palette {
    dim: Color::Indexed(245),
    accent: Color::Indexed(80),
    good: Color::Indexed(114),
    warn: Color::Indexed(221),
    bad: Color::Indexed(210),
    border: Color::Indexed(240),
    bar: (Color::Indexed(255), Color::Indexed(24)),
    selected: (Color::Indexed(16), Color::Indexed(80)),
    marked: Color::Indexed(238),
    heat: [
        (Color::Indexed(252), Color::Indexed(236)),
        (Color::Indexed(255), Color::Indexed(23)),
        (Color::Indexed(255), Color::Indexed(29)),
        (Color::Indexed(16), Color::Indexed(179)),
        (Color::Indexed(16), Color::Indexed(174)),
    ],
};

const LIGHT: Palette = Palette {
    dim: Color::Indexed(242),
    accent: Color::Indexed(25),
    good: Color::Indexed(28),
    warn: Color::Indexed(130),
    bad: Color::Indexed(124),
    border: Color::Indexed(250),
    bar: (Color::Indexed(236), Color::Indexed(153)),
    selected: (Color::Indexed(231), Color::Indexed(31)),
    marked: Color::Indexed(254),
    heat: [
        (Color::Indexed(238), Color::Indexed(255)),
        (Color::Indexed(16), Color::Indexed(194)),
        (Color::Indexed(16), Color::Indexed(151)),
        (Color::Indexed(16), Color::Indexed(223)),
        (Color::Indexed(16), Color::Indexed(217)),
    ],
};

fn coloured(tone: Tone, palette: &Palette) -> Style {
    let style = Style::default();
    match tone {
        Tone::Plain => style,
        Tone::Dim => style.fg(palette.dim),
        Tone::Strong => style.add_modifier(Modifier::BOLD),
        Tone::Title | Tone::Focus => style.fg(palette.accent).add_modifier(Modifier::BOLD),
        Tone::Accent => style.fg(palette.accent),
        Tone::Good => style.fg(palette.good),
        Tone::Warn => style.fg(palette.warn),
        Tone::Bad => style.fg(palette.bad).add_modifier(Modifier::BOLD),
        Tone::Border => style.fg(palette.border),
        Tone::Bar => style.fg(palette.bar.0).bg(palette.bar.1),
        Tone::Selected | Tone::Tab => style.fg(palette.selected.0).bg(palette.selected.1),
        Tone::Marked => style.bg(palette.marked),
        Tone::Heat(level) => {
            let (fg, bg) = palette.heat[usize::from(level.min(4))];
            style.fg(fg).bg(bg)
        }
    }
}

fn mono(tone: Tone) -> Style {
    let style = Style::default();
    match tone {
        Tone::Plain | Tone::Dim | Tone::Border | Tone::Heat(0..=2) => style,
        Tone::Strong | Tone::Title | Tone::Accent | Tone::Focus | Tone::Good | Tone::Warn => {
            style.add_modifier(Modifier::BOLD)
        }
        Tone::Bad | Tone::Marked | Tone::Heat(_) => style.add_modifier(Modifier::UNDERLINED),
        Tone::Selected | Tone::Bar => style.add_modifier(Modifier::REVERSED),
        Tone::Tab => style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_monochrome_theme_has_no_colour_and_still_shows_what_is_selected() {
        let look = Look {
            theme: Theme::Mono,
            glyphs: Glyphs::Ascii,
        };
        for tone in [Tone::Good, Tone::Bad, Tone::Selected, Tone::Heat(4), Tone::Bar] {
            let style = look.style(tone);
            assert_eq!((style.fg, style.bg), (None, None), "{tone:?}");
        }
        assert_ne!(look.style(Tone::Selected), look.style(Tone::Plain));
        assert_ne!(look.style(Tone::Tab), look.style(Tone::Bar), "which tab is open");
        assert_ne!(look.style(Tone::Heat(4)), look.style(Tone::Heat(0)));
        assert_eq!(look.glyph("…", "~"), "~");
    }
}
