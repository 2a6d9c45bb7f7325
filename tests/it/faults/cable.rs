//! The cable between a desk and its server is pulled: no FIN, no answer. The desk says so, and works again when
//! it is back. Pulling needs a network namespace; where the machine gives none, connections are cut instead.

use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;

use crate::cli::centre::{Centre, booking, customer};
use crate::support::running::Running;
use crate::support::terminal::InTerminal;

/// From the pull to the word, and from the cable's return to work.
const SOON: Duration = Duration::from_secs(30);

#[test]
fn a_desk_whose_cable_is_pulled_says_so_and_works_again_when_it_is_back() {
    let server = Centre::postgres();
    let cable = Cable::lay(server.database());
    let far = Centre::at(cable.url.clone());
    let mut worker = Running::start(cable.at_the_desk(&far, "worker"));
    worker.wait_line("worker runs");
    let command = cable.at_the_desk(&far, "--lang en tui --no-worker");
    let screens = in_terminal(&command);
    screens.wait_for("0 wait for the centre");

    cable.pull();
    let began = Instant::now();
    screens.wait_for("No answer from the database since");
    assert!(began.elapsed() < SOON, "said after {:?}", began.elapsed());
    let shown = Running::start(cable.at_the_desk(&far, booking("--json"))).finish();
    assert_eq!(
        (shown.code, shown.error().0.as_str()),
        (7, "store_unavailable"),
        "{shown:#?}"
    );
    server.book(&customer(1));

    cable.plug_in();
    let began = Instant::now();
    screens.wait_for("1 wait for the centre");
    screens.wait_for("all commands");
    assert!(began.elapsed() < SOON, "back after {:?}", began.elapsed());
    assert_eq!(worker.term().code, 0);
    server.json("doctor");
}

fn in_terminal(command: &Command) -> InTerminal {
    let mut inside = CommandBuilder::new(command.get_program());
    inside.args(command.get_args());
    inside.env_clear();
    for (name, value) in command.get_envs() {
        inside.env(name, value.unwrap_or_default());
    }
    inside.env("TERM", "xterm-256color");
    InTerminal::start_sized(inside, (80, 24))
}

/// The way from the desk to the server.
struct Cable {
    url: String,
    /// The desk's own network, and the end of its cable that is here.
    network: Option<String>,
    line: Arc<Mutex<Line>>,
}

#[derive(Default)]
struct Line {
    cut: bool,
    ends: Vec<TcpStream>,
}

impl Cable {
    fn lay(url: &str) -> Self {
        let (rest, database) = url.rsplit_once('/').expect("a URL");
        let server = rest.rsplit('@').next().expect("a server").to_owned();
        let name = format!("hc{}", std::process::id());
        let part = std::process::id() % 250;
        let laid = ip(&format!("netns add {name}"))
            && ip(&format!("link add {name} type veth peer name desk netns {name}"))
            && ip(&format!("addr add 10.231.{part}.1/24 dev {name}"))
            && ip(&format!("link set {name} up"))
            && ip(&format!("-n {name} addr add 10.231.{part}.2/24 dev desk"))
            && ip(&format!("-n {name} link set desk up"));
        let here = if laid {
            format!("10.231.{part}.1")
        } else {
            "127.0.0.1".into()
        };
        let listener = TcpListener::bind((here.as_str(), 0)).expect("a port");
        let port = listener.local_addr().expect("a port").port();
        let line = Arc::new(Mutex::new(Line::default()));
        let shared = Arc::clone(&line);
        std::thread::spawn(move || {
            for desk in listener.incoming().flatten() {
                let mut line = shared.lock().unwrap();
                let server = TcpStream::connect(&server);
                if let (false, Ok(server)) = (line.cut, server) {
                    line.ends.extend([join(&desk, &server), join(&server, &desk)]);
                }
            }
        });
        Self {
            url: format!("postgres://postgres@{here}:{port}/{database}"),
            network: laid.then_some(name),
            line,
        }
    }

    /// A command line of the program where the desk is.
    fn at_the_desk(&self, centre: &Centre, line: impl AsRef<str>) -> Command {
        let words = line.as_ref().split_whitespace();
        let program = self
            .network
            .as_ref()
            .map_or_else(String::new, |name| format!("ip netns exec {name} "));
        centre
            .program()
            .in_shell(&format!("exec {program}\"$0\" \"$@\""), words)
    }

    fn pull(&self) {
        if let Some(name) = &self.network {
            assert!(ip(&format!("link set {name} down")));
            return;
        }
        let mut line = self.line.lock().unwrap();
        line.cut = true;
        for end in line.ends.drain(..) {
            let _ = end.shutdown(Shutdown::Both);
        }
    }

    fn plug_in(&self) {
        if let Some(name) = &self.network {
            assert!(ip(&format!("link set {name} up")));
        }
        self.line.lock().unwrap().cut = false;
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        if let Some(name) = &self.network {
            ip(&format!("link del {name}"));
            ip(&format!("netns del {name}"));
        }
    }
}

fn join(from: &TcpStream, to: &TcpStream) -> TcpStream {
    let (mut from, mut to) = (from.try_clone().expect("a socket"), to.try_clone().expect("a socket"));
    let end = from.try_clone().expect("a socket");
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    end
}

fn ip(line: &str) -> bool {
    let done = Command::new("ip").args(line.split(' ')).output();
    done.is_ok_and(|done| done.status.success())
}
