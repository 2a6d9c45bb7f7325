//! One process takes over the port of another, and nobody is turned away.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::process::Stdio;

use super::port::Port;
use crate::cli::centre::Centre;
use crate::support::running::Running;

/// Starts the program as a service manager does: with its socket as file 3.
fn with_socket(centre: &Centre, socket: &TcpListener) -> Running {
    let script = "exec 3<&0 </dev/null; export LISTEN_FDS=1 LISTEN_PID=$$; exec \"$0\" \"$@\"";
    let mut shell = centre.program().in_shell(script, ["serve", "--json"]);
    shell.stdin(Stdio::from(OwnedFd::from(socket.try_clone().unwrap())));
    Running::start(shell)
}

fn ask(socket: &TcpListener) -> TcpStream {
    let mut client = TcpStream::connect(socket.local_addr().unwrap()).unwrap();
    client
        .write_all(b"GET /livez HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        .unwrap();
    client
}

fn answer(mut client: TcpStream) -> String {
    let mut text = String::new();
    client.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn who_comes_while_the_program_is_exchanged_waits_a_moment() {
    let centre = Centre::sqlite();
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let before = ask(&socket);
    let mut first = with_socket(&centre, &socket);
    first.wait_line(&socket.local_addr().unwrap().to_string());
    assert!(answer(before).ends_with("alive\n"));
    assert_eq!(first.term().code, 0);
    let between = ask(&socket);
    let second = with_socket(&centre, &socket);
    assert!(answer(between).ends_with("alive\n"));
    assert_eq!(second.term().code, 0);
}

#[test]
fn two_may_listen_at_one_address_when_both_say_so() {
    let centre = Centre::sqlite();
    let first = Port::of(&centre, "--share-port");
    let address = first.url.strip_prefix("http://").unwrap().to_owned();
    let mut second = centre.spawn(&format!("serve --json --share-port --listen {address}"));
    second.wait_line(&address);
    let url = first.url.clone();
    assert_eq!(first.running.term().code, 0);
    let second = Port { url, running: second };
    assert_eq!(second.get("/livez").text, "alive\n");
    assert_eq!(second.running.term().code, 0);
}
