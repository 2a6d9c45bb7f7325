//! The least that a terminal program can cost: ratatui, a list of two hundred lines, a selection. No store,
//! no words, no worker. `j` moves the selection, `q` ends.
//!
//!     minimal_screen LINES

use crossterm::event::{Event, KeyCode, read};
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{Block, List, ListState, Paragraph};

fn main() -> std::io::Result<()> {
    // `cargo bench` says --bench to every bench, and this one measures nothing by itself.
    let Some(lines) = std::env::args().skip(1).find_map(|word| word.parse::<usize>().ok()) else {
        return Ok(());
    };
    let rows: Vec<String> = (0..lines)
        .map(|n| format!("{n:>7}  ABCD-EFGH-{n}  12/1(화) 08:30  홍길동  010-1234-5678  기본검진  50,000원  확정"))
        .collect();
    let mut terminal = ratatui::init();
    let mut selected = ListState::default().with_selected(Some(0));
    loop {
        terminal.draw(|frame| {
            let [body, foot] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(frame.area());
            let list = List::new(rows.iter().map(String::as_str))
                .block(Block::bordered().title("minimal"))
                .highlight_style(Style::default().add_modifier(Modifier::REVERSED));
            frame.render_stateful_widget(list, body, &mut selected);
            frame.render_widget(Paragraph::new("ready"), foot);
        })?;
        match read()? {
            Event::Key(key) if key.code == KeyCode::Char('j') => selected.select_next(),
            Event::Key(key) if key.code == KeyCode::Char('q') => break,
            _ => {}
        }
    }
    ratatui::restore();
    Ok(())
}
