//! The screens' way to the world: their questions become tasks, their answers and the world's news become
//! messages. The thread that draws waits for none of them.

use std::io::{IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use tokio::runtime::Handle;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::compose::Composition;
use crate::app::{App, Invalid};
use crate::cli::Failure;
use crate::cli::tui_args::{Colours, Sits, Tui};
use crate::config::SmsKind;
use crate::tui::log::LogLines;
use crate::tui::look::{Glyphs, Look, Theme};
use crate::tui::terminal::{self, Mouse, World};
use crate::tui::{Gateways, Model, Msg, Outside, Role, Scene, answer};
use crate::words::Words;
use crate::worker;

/// What the screens begin with besides settings and flags.
pub struct Beginning {
    pub words: Words,
    pub by: String,
    pub log: LogLines,
}

/// Shows the screens until they are left.
///
/// # Errors
/// No terminal, no kiosk without a PIN, or whatever the terminal refuses.
pub async fn open(composition: &Composition, app: App, args: &Tui, beginning: Beginning) -> Result<(), Failure> {
    let role = role(args);
    check(composition, args, beginning.words)?;
    let (send, messages) = channel();
    let (stop, stopped) = watch::channel(false);
    let work = match args.no_worker {
        true => None,
        false => Some(tokio::spawn(worker::run(composition.worker(app.clone())?, stopped))),
    };
    tell_signals(&send)?;
    tell_changes(&app, &send);
    let typed = send.clone();
    std::thread::Builder::new()
        .name("keys".into())
        .spawn(move || terminal::listen(&typed))
        .map_err(|e| Failure::Io(e.to_string()))?;
    let clock = Arc::clone(&app.clock);
    let mut model = Model::new(scene(composition, &app, args, beginning, role));
    let mut world = Outsider {
        runtime: Handle::current(),
        app,
        messages: send,
    };
    let mouse = if args.no_mouse || !composition.settings.screen.mouse {
        Mouse::Off
    } else {
        Mouse::On
    };
    let ended = terminal::run(&mut model, clock.as_ref(), &mut world, &messages, mouse);
    let _ = stop.send(true);
    if let Some(work) = work {
        work.await.map_err(|e| Failure::Io(e.to_string()))?;
    }
    ended.map_err(|e| Failure::Io(e.to_string()))
}

/// Whether there is a terminal to show them on.
pub fn is_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

fn check(composition: &Composition, args: &Tui, words: Words) -> Result<(), Failure> {
    if !is_terminal() {
        return Err(Invalid::Usage(words.get("say", "no_terminal")).into());
    }
    if role(args) == Role::Customer && composition.settings.screen.kiosk_pin.is_none() {
        return Err(Invalid::Usage(words.get("say", "no_kiosk_pin")).into());
    }
    Ok(())
}

const fn role(args: &Tui) -> Role {
    match args.role {
        None => Role::Nobody,
        Some(Sits::Desk) => Role::Desk,
        Some(Sits::Admin) => Role::Admin,
        Some(Sits::Kiosk) => Role::Customer,
    }
}

fn scene(composition: &Composition, app: &App, args: &Tui, beginning: Beginning, role: Role) -> Scene {
    let settings = &composition.settings.screen;
    let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let theme = match args.theme {
        Some(Colours::Dark) => Theme::Dark,
        Some(Colours::Light) => Theme::Light,
        Some(Colours::Mono) => Theme::Mono,
        None if no_colour => Theme::Mono,
        None => Theme::parse(&settings.theme),
    };
    let glyphs = if args.ascii || settings.ascii {
        Glyphs::Ascii
    } else {
        Glyphs::Unicode
    };
    Scene {
        now: app.clock.now(),
        words: beginning.words,
        first_lang: beginning.words.lang,
        look: Look { theme, glyphs },
        rules: Arc::clone(&app.recorder.rules),
        gateways: Gateways {
            payment: app.gateway.is_some(),
            sms: composition.settings.sms_kind != SmsKind::None,
        },
        by: beginning.by,
        role,
        kiosk_pin: settings.kiosk_pin.clone().map(Arc::new),
        kiosk_idle: settings.kiosk_idle,
        log: beginning.log,
        size: (80, 24),
        unread: false,
    }
}

/// SIGTERM, SIGHUP and Ctrl-C from outside end the screens, SIGTSTP hands the terminal to the shell first.
fn tell_signals(messages: &Sender<Msg>) -> Result<(), Failure> {
    let io = |e: std::io::Error| Failure::Io(e.to_string());
    let ends = [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt()];
    for kind in ends {
        let (mut signal, messages) = (signal(kind).map_err(io)?, messages.clone());
        tokio::spawn(async move { while signal.recv().await.is_some() && messages.send(Msg::End).is_ok() {} });
    }
    let stop = SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw());
    let (mut signal, messages) = (signal(stop).map_err(io)?, messages.clone());
    tokio::spawn(async move { while signal.recv().await.is_some() && messages.send(Msg::Stop).is_ok() {} });
    Ok(())
}

/// What any process changes is looked at again, and a database that is away is told of.
fn tell_changes(app: &App, messages: &Sender<Msg>) {
    let (mut changes, messages) = (app.store.changes(), messages.clone());
    let mut reached = app.store.reached();
    let word = messages.clone();
    tokio::spawn(async move { while changes.changed().await.is_ok() && messages.send(Msg::Changed).is_ok() {} });
    tokio::spawn(async move {
        while reached.changed().await.is_ok() {
            let now = *reached.borrow_and_update();
            if word.send(Msg::Reached(now)).is_err() {
                return;
            }
        }
    });
}

/// Carries effects out on the runtime.
struct Outsider {
    runtime: Handle,
    app: App,
    messages: Sender<Msg>,
}

impl World for Outsider {
    fn carry_out(&mut self, effect: Outside) {
        let messages = self.messages.clone();
        match effect {
            Outside::Answer(ticket, ask) => {
                let (app, asked) = (self.app.clone(), ask.clone());
                self.runtime.spawn(async move {
                    let answered = tokio::spawn(async move { answer(&app, ask).await }).await;
                    let msg = match answered {
                        Ok(reply) => Msg::Reply(ticket, Box::new(reply)),
                        Err(panic) => {
                            tracing::error!(error = %panic, "a screen's question was not answered");
                            Msg::Lost(ticket, Box::new(asked))
                        }
                    };
                    // The screens may be gone; the work is done all the same.
                    let _ = messages.send(msg);
                });
            }
            Outside::Save { name, text } => {
                self.runtime
                    .spawn_blocking(move || messages.send(Msg::Saved(save(&name, &text))));
            }
            // The terminal does these itself.
            Outside::Copy(_) | Outside::Suspend | Outside::Redraw | Outside::Quit => {}
        }
    }
}

/// Files of one name that are kept beside each other.
const COPIES: u32 = 99;

/// Writes a new file of the working directory that only its owner reads: it can hold names and numbers.
/// The second of a name is `name-2`, as the day sheet is printed more than once a day.
fn save(name: &str, text: &str) -> Result<String, String> {
    let folder = std::env::current_dir().map_err(|e| e.to_string())?;
    let mut why = String::new();
    for copy in 1..=COPIES {
        let path = folder.join(numbered(name, copy));
        let opened = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path);
        let mut file = match opened {
            Ok(file) => file,
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
                why = format!("{name}: {e}");
                continue;
            }
            Err(e) => return Err(format!("{name}: {e}")),
        };
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|e| format!("{name}: {e}"))?;
        return Ok(path.display().to_string());
    }
    Err(why)
}

fn numbered(name: &str, copy: u32) -> String {
    match (copy, name.rsplit_once('.')) {
        (1, _) => name.to_owned(),
        (_, Some((stem, kind))) => format!("{stem}-{copy}.{kind}"),
        (_, None) => format!("{name}-{copy}"),
    }
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn the_second_file_of_a_name_has_a_number() {
        assert_eq!(numbered("day.txt", 1), "day.txt");
        assert_eq!(numbered("day.txt", 2), "day-2.txt");
        assert_eq!(numbered("day", 3), "day-3");
    }
}
