//! The fixtures themselves: a test that passes on a broken fixture proves nothing.

use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use postgres::{Client, NoTls, error::SqlState};

use crate::support::binary::Healthcenter;
use crate::support::postgres::{TestPostgres, postgres_url};
use crate::support::running::Running;

fn connect(url: &str) -> Client {
    Client::connect(url, NoTls).unwrap_or_else(|error| panic!("{url}: {error}"))
}

fn backend(client: &mut Client) -> i32 {
    client
        .query_one("SELECT pg_backend_pid()", &[])
        .expect("a live session")
        .get(0)
}

#[test]
fn fresh_databases_are_separate() {
    let (first, second) = (postgres_url(), postgres_url());
    assert_ne!(first, second);
    connect(&first)
        .batch_execute("CREATE TABLE only_here (n BIGINT)")
        .unwrap();
    let refused = connect(&second).batch_execute("SELECT n FROM only_here").unwrap_err();
    assert_eq!(refused.code(), Some(&SqlState::UNDEFINED_TABLE));
    connect(&first)
        .batch_execute("SELECT n FROM only_here")
        .expect("it is still there");
}

#[test]
fn server_is_durable_utf8_and_takes_300_sessions() {
    let mut client = connect(&postgres_url());
    let mut show = |name: &str| -> String { client.query_one(&format!("SHOW {name}"), &[]).unwrap().get(0) };
    for (name, value) in [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("server_encoding", "UTF8"),
        ("lc_collate", "C.UTF-8"),
        ("max_connections", "300"),
        ("timezone", "UTC"),
    ] {
        assert_eq!(show(name), value, "{name}");
    }
}

#[test]
fn killed_backend_is_noticed_and_its_neighbour_is_not() {
    let url = postgres_url();
    let (mut victim, mut neighbour) = (connect(&url), connect(&url));
    TestPostgres::shared().kill_backend(backend(&mut victim));
    victim.batch_execute("SELECT 1").expect_err("its backend is gone");
    assert!(victim.is_closed());
    neighbour.batch_execute("SELECT 1").expect("only one was killed");
}

#[test]
fn all_backends_of_one_database_are_killed_and_no_others() {
    let (url, other) = (postgres_url(), postgres_url());
    let (mut one, mut two, mut outsider) = (connect(&url), connect(&url), connect(&other));
    assert_eq!(TestPostgres::shared().kill_backends(&url), 2);
    one.batch_execute("SELECT 1").expect_err("its backend is gone");
    two.batch_execute("SELECT 1").expect_err("its backend is gone");
    outsider.batch_execute("SELECT 1").expect("another database");
}

#[test]
fn private_server_stops_like_a_crash_comes_back_and_vanishes() {
    let server = TestPostgres::private();
    let url = server.url();
    let mut before = connect(&url);
    before
        .batch_execute("CREATE TABLE kept (n BIGINT); INSERT INTO kept VALUES (42)")
        .unwrap();
    let data: String = before.query_one("SHOW data_directory", &[]).unwrap().get(0);

    server.stop_immediately();
    before.batch_execute("SELECT 1").expect_err("the server is down");
    assert!(Client::connect(&url, NoTls).is_err(), "nothing listens");

    server.start_again();
    let kept: i64 = connect(&url).query_one("SELECT n FROM kept", &[]).unwrap().get(0);
    assert_eq!(kept, 42, "what was acknowledged survives");

    let port: u16 = url
        .rsplit([':', '/'])
        .nth(1)
        .and_then(|port| port.parse().ok())
        .expect("a port");
    let reach = || TcpStream::connect(("127.0.0.1", port));
    assert!(reach().is_ok(), "it listens where its URL says");
    drop(server);
    assert!(reach().is_err(), "the server is gone");
    assert!(!Path::new(&data).exists(), "{data} is gone");
}

#[test]
fn binary_answers_with_one_document() {
    let program = Healthcenter::new().config("[centre]\nname = \"한빛검진센터\"\n");
    let shown = program.run(["config", "--json"]);
    assert_eq!(shown.code, 0, "{shown:#?}");
    assert!(shown.json().to_string().contains("한빛검진센터"), "{shown:#?}");

    let refused = program.run(["no-such-command", "--json"]);
    assert_eq!((refused.code, refused.error().0.as_str()), (2, "usage"), "{refused:#?}");
    assert!(refused.stdout.is_empty(), "{refused:#?}");
}

#[test]
fn binary_sees_only_what_it_is_given() {
    let program = Healthcenter::new()
        .database("sqlite:given.db")
        .env("HEALTHCENTER_CENTRE__NAME", "given")
        .lang("en");
    let mut running = program.spawn(["serve", "--listen", "127.0.0.1:0"]);
    // A process that has only just begun shows no environment yet.
    running.wait_line("127.0.0.1");
    let environment = std::fs::read(format!("/proc/{}/environ", running.pid())).unwrap();
    let environment = String::from_utf8_lossy(&environment).into_owned();
    let mut names: Vec<&str> = environment
        .split_terminator('\0')
        .filter_map(|variable| variable.split('=').next())
        .filter(|name| *name != "LLVM_PROFILE_FILE")
        .collect();
    names.sort_unstable();
    let given = [
        "HEALTHCENTER_CENTRE__NAME",
        "HEALTHCENTER_DATABASE",
        "HOME",
        "LANG",
        "PATH",
        "TMPDIR",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
    ];
    assert_eq!(names, given, "{environment:?}");
    assert!(environment.contains("HEALTHCENTER_DATABASE=sqlite:given.db\0"));
    assert_eq!(
        running.kill9().command,
        "healthcenter --lang en serve --listen 127.0.0.1:0"
    );
    assert!(program.home().join("data").is_dir());
}

/// A shell that says `ready` on stdout and `beside` on stderr, and ends well on SIGTERM only.
fn patient_shell() -> Running {
    let mut command = Command::new("/bin/sh");
    command.args([
        "-c",
        "trap 'echo drained; exit 0' TERM
         tail --pid=$$ -f /dev/null >/dev/null 2>&1 &
         echo early; echo beside >&2; echo ready now; wait",
    ]);
    Running::start(command)
}

#[test]
fn running_program_is_watched_and_ended() {
    let mut drained = patient_shell();
    assert_eq!(drained.wait_line("ready"), "ready now");
    let ended = drained.term();
    assert_eq!(ended.code, 0, "{ended:#?}");
    assert_eq!(
        (ended.stdout.as_str(), ended.stderr.as_str()),
        ("early\nready now\ndrained\n", "beside\n")
    );

    let mut crashed = patient_shell();
    crashed.wait_line("ready");
    assert_eq!(crashed.kill9().code, -9);

    let mut dropped = patient_shell();
    dropped.wait_line("ready");
    let entry = format!("/proc/{}", dropped.pid());
    assert!(Path::new(&entry).exists());
    drop(dropped);
    assert!(!Path::new(&entry).exists(), "killed and reaped");
}
