//! Text in cells: two for a Hangul syllable, none for a combining mark. Everything that people typed goes
//! through [`plain`] before it is drawn, so that no name can disturb the screen.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::domain::text::{is_control, is_hidden};

/// Without what moves the cursor, turns the writing around, or takes room without being seen.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| !is_control(*c) && !is_hidden(*c)).collect()
}

/// How many cells it takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Cut to at most `cells`, with `…` (or the ASCII `~`) where something is missing.
pub fn cut(text: &str, cells: usize, more: &str) -> String {
    let text = plain(text);
    if width(&text) <= cells {
        return text;
    }
    let room = cells.saturating_sub(width(more));
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide > room {
            break;
        }
        used += wide;
        out.push(c);
    }
    if cells >= width(more) {
        out.push_str(more);
    }
    out
}

/// Cut or filled up to exactly `cells`, the text at the left.
pub fn left(text: &str, cells: usize, more: &str) -> String {
    let mut out = cut(text, cells, more);
    out.extend(std::iter::repeat_n(' ', cells.saturating_sub(width(&out))));
    out
}

/// Cut or filled up to exactly `cells`, the text at the right.
pub fn right(text: &str, cells: usize, more: &str) -> String {
    let out = cut(text, cells, more);
    let fill = " ".repeat(cells.saturating_sub(width(&out)));
    fill + &out
}

/// Lines of at most `cells`, broken at blanks where there are any.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in plain(paragraph).split_whitespace() {
            if !line.is_empty() && width(&line) + 1 + width(word) > cells {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            for c in word.chars() {
                if width(&line) + c.width().unwrap_or(0) > cells.max(2) {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(c);
            }
        }
        lines.push(line);
    }
    lines
}

/// As [`wrap`], but a line that fits keeps its blanks: columns stay columns.
pub fn wrap_keeping(text: &str, cells: usize) -> Vec<String> {
    if width(text) <= cells {
        return vec![plain(text)];
    }
    wrap(text, cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hangul_takes_two_cells_and_is_never_cut_in_half() {
        assert_eq!(cut("홍길동", 6, "…"), "홍길동");
        assert_eq!(cut("홍길동", 5, "…"), "홍길…");
        assert_eq!(left("홍길", 6, "…"), "홍길  ");
        assert_eq!(right("7", 3, "…"), "  7");
        assert_eq!(width(&left("건강검진센터", 9, "~")), 9);
    }

    #[test]
    fn what_disturbs_a_screen_is_gone() {
        assert_eq!(plain("a\u{1b}[31mb\u{202e}c\u{3164}\n"), "a[31mbc");
    }

    #[test]
    fn lines_break_at_blanks_and_inside_a_long_word() {
        assert_eq!(wrap("아침 8시간 금식", 10), ["아침 8시간", "금식"]);
        assert_eq!(wrap("가나다라마", 4), ["가나", "다라", "마"]);
        assert_eq!(wrap("one\n\ntwo", 10), ["one", "", "two"]);
    }
}
