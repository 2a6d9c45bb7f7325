//! What must not get out: secrets, phone numbers in logs, and the file under a careless umask.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::support::binary::Healthcenter;
use crate::support::running::Running;

use super::centre::{Centre, booking};

const SECRETS: [&str; 3] = ["s3cret-payment", "s3cret-texts", "s3cret-key"];

fn with_secrets(centre: Centre) -> Centre {
    let centre = centre.with_cards().with_texts();
    centre
        .set("payment.secret", SECRETS[0])
        .set("sms.api_secret", SECRETS[1])
        .set("sms.api_key", SECRETS[2])
}

on_both! {
    fn logs_hold_neither_secrets_nor_people(centre) {
        let centre = with_secrets(centre);
        let mut said = String::new();
        for line in [
            booking("-vv --card-token tok_s3cret"),
            "worker --until-idle -vv".into(),
            "confirm --all -vvv".into(),
            booking("-vvv --card-token tok_s3cret --idempotency-key K"),
            "mypage --phone 010-1234-5678 -vvv --json".into(),
            "worker --until-idle -vvv".into(),
            "cancel 1 -vvv".into(),
        ] {
            let output = centre.run(&line);
            assert_eq!(output.code, 0, "{output:#?}");
            said.push_str(&output.stderr);
        }
        assert!(said.contains("healthcenter"), "there is a log: {said}");
        for secret in SECRETS.into_iter().chain(["tok_s3cret", "01012345678", "1234-5678", "홍길동", "1980-01-31"]) {
            let line = said.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret} is in the log");
        }
    }
}

#[test]
fn a_log_file_takes_the_log() {
    let centre = with_secrets(Centre::sqlite());
    let output = centre.run("worker --until-idle --json -vv --log-file worker.log");
    assert_eq!((output.code, output.stderr.as_str()), (0, ""), "{output:#?}");
    assert_eq!(output.json()["worker"]["status"], "idle");
    centre.book("");
    centre.json("worker --until-idle -vv --log-file worker.log");
    let log = std::fs::read_to_string(centre.program().home().join("worker.log")).unwrap();
    assert!(
        !log.is_empty() && !log.contains("01012345678") && !log.contains("s3cret"),
        "{log}"
    );
    let refused = centre.run("orders --json --log-file /no/such/folder/x.log");
    assert_eq!((refused.code, refused.error().0.as_str()), (1, "io"));
}

#[test]
fn settings_are_shown_without_their_secrets() {
    let centre = with_secrets(Centre::at("postgres://desk:s3cret-database@db.example/centre"));
    for line in ["config", "config --json"] {
        let shown = centre.text(line);
        assert!(!shown.contains("s3cret"), "{shown}");
        assert!(shown.contains("***") && shown.contains("desk@db.example"), "{shown}");
    }
}

#[test]
fn a_database_that_can_not_be_reached_keeps_its_password() {
    let centre = Centre::at("postgres://desk:s3cret-database@127.0.0.1:9/centre");
    let output = centre.run("orders -vvv");
    assert_eq!(output.code, 7, "{output:#?}");
    assert!(!format!("{output:?}").contains("s3cret"), "{output:#?}");
}

#[test]
fn the_database_is_for_its_owner_whatever_the_umask() {
    let program = Healthcenter::new();
    let file = program.home().join("a/b/centre.db");
    let line = format!(
        "umask 000; exec {} mypage --phone 010-1234-5678 --watch --json",
        env!("CARGO_BIN_EXE_healthcenter")
    );
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &line]).env("HEALTHCENTER_DATABASE", &file);
    let mut watching = Running::start(command);
    watching.wait_line("mypages");
    let mode = |path: &Path| {
        path.metadata()
            .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode(&file), 0o600);
    for beside in ["centre.db-wal", "centre.db-shm"] {
        assert_eq!(mode(&file.with_file_name(beside)), 0o600, "{beside}");
    }
    assert_eq!(
        (mode(file.parent().unwrap()), mode(&program.home().join("a"))),
        (0o700, 0o700)
    );
}
