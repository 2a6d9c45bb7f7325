//! The terminal itself: taken over, read from, drawn to, and given back whatever happens.
//!
//! One thread reads what is typed, one (this) updates and draws. It sleeps until a message comes or a
//! countdown is due; a burst of messages is drawn once.

use std::io::{Stdout, Write, stdout};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, Event, KeyEventKind,
    MouseButton, MouseEventKind,
};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute};
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::Outside;
use super::key::Key;
use super::model::Model;
use super::msg::Msg;
use super::view::view;
use crate::app::ports::Clock;

/// Who carries out what the terminal can't do itself.
pub trait World {
    fn carry_out(&mut self, effect: Outside);
}

/// Whether the mouse is listened to; without it the terminal's own selection works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    On,
    Off,
}

/// Runs the model until it quits.
///
/// # Errors
/// Whatever the terminal refuses; it is given back first.
pub fn run(
    model: &mut Model,
    clock: &dyn Clock,
    world: &mut dyn World,
    messages: &Receiver<Msg>,
    mouse: Mouse,
) -> std::io::Result<()> {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        give_back();
        before(panic);
    }));
    let ended = take_over(mouse)
        .and_then(|()| Terminal::new(CrosstermBackend::new(stdout())))
        .and_then(|mut terminal| drive(model, clock, world, messages, mouse, &mut terminal));
    give_back();
    drop(std::panic::take_hook());
    ended
}

type Screen = Terminal<CrosstermBackend<Stdout>>;

fn drive(
    model: &mut Model,
    clock: &dyn Clock,
    world: &mut dyn World,
    messages: &Receiver<Msg>,
    mouse: Mouse,
    terminal: &mut Screen,
) -> std::io::Result<()> {
    let size = terminal.size()?;
    model.scene.size = (size.width, size.height);
    let mut effects = model.begin(clock.now());
    loop {
        for effect in effects.drain(..) {
            match effect {
                Outside::Quit => return Ok(()),
                Outside::Redraw => redraw(terminal)?,
                Outside::Suspend => suspend(terminal, mouse)?,
                Outside::Copy(text) => copy(&text)?,
                other => world.carry_out(other),
            }
        }
        terminal.draw(|frame| model.spots = view(model, frame))?;
        let first = match wait(messages, model.wakes(), clock) {
            Some(msg) => msg,
            None => return Ok(()),
        };
        effects.extend(model.update(first, clock.now()));
        while let Ok(msg) = messages.try_recv() {
            effects.extend(model.update(msg, clock.now()));
        }
    }
}

/// The next message, or a tick when somebody waits for the time. None when nobody can send any more.
fn wait(messages: &Receiver<Msg>, until: Option<Timestamp>, clock: &dyn Clock) -> Option<Msg> {
    let Some(until) = until else {
        return messages.recv().ok();
    };
    let wait = Duration::try_from(until.duration_since(clock.now())).unwrap_or(Duration::ZERO);
    match messages.recv_timeout(wait) {
        Ok(msg) => Some(msg),
        Err(RecvTimeoutError::Timeout) => Some(Msg::Tick),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

/// Reads what is typed until nobody listens any more. To be run on a thread of its own.
pub fn listen(messages: &Sender<Msg>) {
    while let Ok(event) = crossterm::event::read() {
        let msg = match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => Msg::Key(Key::of(key)),
            Event::Paste(text) => Msg::Paste(text),
            Event::Resize(columns, rows) => Msg::Resize { columns, rows },
            Event::Mouse(mouse) => {
                let (column, row) = (mouse.column, mouse.row);
                match mouse.kind {
                    MouseEventKind::Down(MouseButton::Left) => Msg::Click { column, row },
                    MouseEventKind::ScrollDown => Msg::Wheel {
                        column,
                        row,
                        down: true,
                    },
                    MouseEventKind::ScrollUp => Msg::Wheel {
                        column,
                        row,
                        down: false,
                    },
                    _ => continue,
                }
            }
            Event::Key(_) | Event::FocusGained | Event::FocusLost => continue,
        };
        if messages.send(msg).is_err() {
            return;
        }
    }
    // The terminal is gone.
    let _ = messages.send(Msg::End);
}

fn take_over(mouse: Mouse) -> std::io::Result<()> {
    enable_raw_mode()?;
    let mut out = stdout();
    execute!(out, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    if mouse == Mouse::On {
        execute!(out, EnableMouseCapture)?;
    }
    Ok(())
}

/// Gives the terminal back as it was. Best effort: it may be gone already.
pub fn give_back() {
    let _ = disable_raw_mode();
    let _ = execute!(
        stdout(),
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
}

/// To the shell and back: the whole process stops here until the shell says `fg`.
fn suspend(terminal: &mut Screen, mouse: Mouse) -> std::io::Result<()> {
    give_back();
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP)?;
    take_over(mouse)?;
    redraw(terminal)
}

/// Everything anew at the next draw. Not `Terminal::clear`: that asks the terminal where the cursor is, and
/// the answer goes to the thread that reads the keys.
fn redraw(terminal: &mut Screen) -> std::io::Result<()> {
    execute!(
        stdout(),
        crossterm::terminal::Clear(crossterm::terminal::ClearType::All)
    )?;
    *terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
    Ok(())
}

/// OSC 52: most terminals put it on the clipboard, also over SSH; the others ignore it.
fn copy(text: &str) -> std::io::Result<()> {
    let mut out = stdout();
    execute!(
        out,
        crossterm::clipboard::CopyToClipboard::to_clipboard_from(text.as_bytes())
    )?;
    out.flush()
}
