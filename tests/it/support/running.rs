//! A program that runs while the test goes on: watched line by line, killed when dropped.
//!
//! Two threads read both streams into one channel, so a full pipe never blocks the program and a
//! wait has a deadline without polling. Every wait is for a line or for the end, never for a time.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::binary::Output;

/// How long any one wait may take before it is a failure; a debug build on a loaded machine is
/// slow, a hang is for ever.
const DEADLINE: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, PartialEq)]
enum Stream {
    Out,
    Err,
}

/// A running program. Dropping it kills it and waits for its end.
pub struct Running {
    command: String,
    child: Child,
    lines: Receiver<(Stream, Vec<u8>)>,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Running {
    /// Starts `command` with both streams watched.
    pub fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let (sender, lines) = channel();
        watch(
            Stream::Out,
            child.stdout.take().expect("stdout is piped"),
            sender.clone(),
        );
        watch(Stream::Err, child.stderr.take().expect("stderr is piped"), sender);
        let program = command.get_program().to_string_lossy();
        let name = program.rsplit('/').next().unwrap_or_default().to_owned();
        let words = command.get_args().map(|word| word.to_string_lossy());
        let command = words.fold(name, |line, word| line + " " + &word);
        Self {
            command,
            child,
            lines,
            stdout: Vec::new(),
            stderr: Vec::new(),
        }
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for a line on either stream that contains `part`, from where the last wait stopped,
    /// and answers it without its end. Panics when the program ends first, or after a minute.
    pub fn wait_line(&mut self, part: &str) -> String {
        let until = Instant::now() + DEADLINE;
        loop {
            match self.next_line(until) {
                Ok(line) if line.contains(part) => return line,
                Ok(_) => {}
                Err(why) => panic!("no line with {part:?} ({why}): {:#?}", self.seen()),
            }
        }
    }

    /// Waits for the end, but no longer than `time`; `true` when it came.
    pub fn ends_within(&mut self, time: Duration) -> bool {
        let until = Instant::now() + time;
        loop {
            match self.next_line(until) {
                Ok(_) => {}
                Err(why) => return why == RecvTimeoutError::Disconnected,
            }
        }
    }

    /// Kills the program as a crash would, and waits for its end.
    pub fn kill9(mut self) -> Output {
        self.child.kill().expect("SIGKILL");
        self.finish()
    }

    /// Asks the program to end (SIGTERM), and waits for its end.
    pub fn term(self) -> Output {
        self.ask_to_end();
        self.finish()
    }

    /// Asks the program to end (SIGTERM), and does not wait.
    pub fn ask_to_end(&self) {
        let sent = Command::new("/bin/sh")
            .args(["-c", "kill -TERM \"$0\"", &self.pid().to_string()])
            .status();
        assert!(sent.is_ok_and(|status| status.success()), "SIGTERM: {:#?}", self.seen());
    }

    /// Waits until the program ends by itself. Panics after a minute.
    pub fn finish(mut self) -> Output {
        let until = Instant::now() + DEADLINE;
        loop {
            match self.next_line(until) {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => break,
                Err(why) => panic!("still running ({why}): {:#?}", self.seen()),
            }
        }
        let status = self.child.wait().expect("its end");
        let code = status.code().unwrap_or_else(|| -status.signal().unwrap_or_default());
        let text = |bytes: &[u8]| match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(error) => panic!("not UTF-8 ({error}): {:#?}", self.seen()),
        };
        let (stdout, stderr) = (text(&self.stdout), text(&self.stderr));
        Output {
            command: self.command.clone(),
            code,
            stdout,
            stderr,
        }
    }

    fn next_line(&mut self, until: Instant) -> Result<String, RecvTimeoutError> {
        let left = until.saturating_duration_since(Instant::now());
        let (stream, bytes) = self.lines.recv_timeout(left)?;
        let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
        match stream {
            Stream::Out => self.stdout.extend(bytes),
            Stream::Err => self.stderr.extend(bytes),
        }
        Ok(line)
    }

    /// What came so far, for the message of a failure.
    fn seen(&self) -> (&str, String, String) {
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        (&self.command, text(&self.stdout), text(&self.stderr))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn watch(stream: Stream, source: impl Read + Send + 'static, lines: Sender<(Stream, Vec<u8>)>) {
    thread::spawn(move || {
        let mut source = BufReader::new(source);
        loop {
            let mut line = Vec::new();
            match source.read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) if lines.send((stream, line)).is_err() => return,
                Ok(_) => {}
            }
        }
    });
}
