//! The real binary in a terminal of its own: keys in, a screen of cells out.
//!
//! A thread feeds what the program writes into a terminal emulator and wakes whoever waits for a text, so
//! that every wait is for what stands on the screen and never for a time.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::WaitOptions;

use super::binary::Healthcenter;

/// How long any one wait may take before it is a failure.
const DEADLINE: Duration = Duration::from_secs(60);

/// What a program writes that wants the screen to itself.
const TAKES: &[u8] = b"\x1b[?1049h";

/// What the program has written, as a terminal shows it.
struct Shown {
    parser: Mutex<Seen>,
    news: Condvar,
}

struct Seen {
    parser: vt100::Parser,
    ended: bool,
    /// The program has had the screen to itself.
    taken: bool,
    /// How many came, and when the last of them did.
    bytes: usize,
    last: Instant,
}

/// A program in a terminal. Dropping it kills the program.
pub struct InTerminal {
    #[allow(dead_code, reason = "what the benches measure with")]
    started: Instant,
    shown: Arc<Shown>,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    /// The line's modes.
    before: String,
    keys: Box<dyn Write + Send>,
}

impl InTerminal {
    /// Starts a program in a terminal of so many columns and rows.
    pub fn start_sized(command: CommandBuilder, (columns, rows): (u16, u16)) -> Self {
        let started = Instant::now();
        let pair = native_pty_system()
            .openpty(size((columns, rows)))
            .expect("a pseudo terminal");
        let before = modes(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).expect("the program");
        drop(pair.slave);
        let cells = |n| NonZero::new(n).expect("a terminal has cells");
        let shown = Arc::new(Shown {
            parser: Mutex::new(Seen {
                parser: vt100::Parser::new(cells(rows), cells(columns), 0),
                ended: false,
                taken: false,
                bytes: 0,
                last: started,
            }),
            news: Condvar::new(),
        });
        let mut output = pair.master.try_clone_reader().expect("its output");
        let keys = pair.master.take_writer().expect("its input");
        let reader = Arc::clone(&shown);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            loop {
                let read = output.read(&mut bytes).unwrap_or(0);
                let mut shown = reader.parser.lock().unwrap();
                match bytes.get(..read) {
                    Some(bytes) if read > 0 => {
                        shown.last = Instant::now();
                        shown.bytes += read;
                        shown.parser.process(bytes);
                        shown.taken |= bytes.windows(TAKES.len()).any(|part| part == TAKES);
                    }
                    _ => shown.ended = true,
                }
                let ended = shown.ended;
                drop(shown);
                reader.news.notify_all();
                if ended {
                    return;
                }
            }
        });
        Self {
            started,
            shown,
            child,
            master: pair.master,
            before,
            keys,
        }
    }

    /// Types bytes: `\r` is Enter, `\x1b` Esc, `\x03` Ctrl-C.
    pub fn keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("the terminal takes keys");
        self.keys.flush().expect("the terminal takes keys");
    }

    /// Waits until `text` stands on the screen.
    pub fn wait_for(&self, text: &str) {
        self.wait(&format!("{text:?}"), |screen| screen.contents().contains(text));
    }

    /// Waits until the program has given the terminal back: the shell's screen, a cursor, no mouse, plain
    /// pastes, and the modes of the line as they were.
    pub fn wait_given_back(&self) {
        self.wait("the shell's screen", |screen| {
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && !screen.bracketed_paste()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        });
        assert!(
            self.is_as_before(),
            "the line's modes are others: {:?}",
            self.master.get_termios()
        );
    }

    /// Whether the line has the modes that it had before the program began.
    pub fn is_as_before(&self) -> bool {
        modes(self.master.as_ref()) == self.before
    }

    /// Whether the program has ever had the screen to itself.
    pub fn was_taken_over(&self) -> bool {
        self.shown.parser.lock().unwrap().taken
    }

    fn wait(&self, what: &str, holds: impl Fn(&vt100::Screen) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        let mut shown = self.shown.parser.lock().unwrap();
        loop {
            if holds(shown.parser.screen()) {
                return;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !shown.ended,
                "waited for {what}; the screen:\n{}",
                shown.parser.screen().contents()
            );
            shown = self.shown.news.wait_timeout(shown, left).unwrap().0;
        }
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    /// Waits until the program has stopped itself: a SIGCONT before that would be lost.
    pub fn wait_stopped(&self) {
        let ended = rustix::process::waitpid(Some(self.process()), WaitOptions::UNTRACED);
        let (_, status) = ended.expect("a child").expect("waited for");
        assert!(status.stopped(), "{status:?}");
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(self.process(), signal).expect("it lives");
    }

    fn process(&self) -> rustix::process::Pid {
        let pid = i32::try_from(self.pid()).ok();
        pid.and_then(rustix::process::Pid::from_raw).expect("a process")
    }

    /// Waits until the program has ended; its exit code.
    pub fn end(&mut self) -> u32 {
        self.child.wait().expect("it ends").exit_code()
    }
}

/// Whether a program of screens ends when the window it stands in is closed, once `text` stands in it.
pub fn ends_with_its_window(program: &Healthcenter, text: &str) -> bool {
    let pair = native_pty_system().openpty(size((80, 24))).expect("a pseudo terminal");
    let mut child = pair.slave.spawn_command(program.screens(["tui"])).expect("the program");
    drop(pair.slave);
    let mut output = pair.master.try_clone_reader().expect("its output");
    let (mut seen, mut bytes) = (Vec::new(), [0; 4096]);
    while !String::from_utf8_lossy(&seen).contains(text) {
        let read = output.read(&mut bytes).expect("its output");
        assert!(read > 0, "it ended before its window did");
        seen.extend_from_slice(&bytes[..read]);
    }
    drop((output, pair.master));
    let began = Instant::now();
    while began.elapsed() < DEADLINE {
        if child.try_wait().expect("a child").is_some() {
            return true;
        }
        std::thread::yield_now();
    }
    let _ = child.kill();
    false
}

const fn size((cols, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn modes(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios().expect("a line"))
}

#[allow(dead_code, reason = "what the benches measure with")]
impl InTerminal {
    /// From its start to the last byte that it has drawn so far.
    pub fn since_start(&self) -> Duration {
        self.shown.parser.lock().unwrap().last.duration_since(self.started)
    }

    /// Bytes it has drawn so far.
    pub fn bytes(&self) -> usize {
        self.shown.parser.lock().unwrap().bytes
    }

    /// Waits until it has drawn more than so many bytes; when it did.
    pub fn wait_drawn(&self, bytes: usize) -> Instant {
        let mut shown = self.shown.parser.lock().unwrap();
        while shown.bytes <= bytes {
            let (next, late) = self.shown.news.wait_timeout(shown, DEADLINE).unwrap();
            assert!(!late.timed_out(), "nothing was drawn");
            shown = next;
        }
        shown.last
    }

    /// Lets it alone for a time, as a benchmark does that measures how it rests.
    pub fn rest(&self, time: Duration) {
        let shown = self.shown.parser.lock().unwrap();
        let ended = |shown: &mut Seen| !shown.ended;
        drop(self.shown.news.wait_timeout_while(shown, time, ended).unwrap());
    }
}

impl Drop for InTerminal {
    fn drop(&mut self) {
        // Already ended when the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
