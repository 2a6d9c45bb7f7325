//! A store in trouble: each trouble has exit code 7 and a sentence, and when it is over, work goes on.

use std::fs;
use std::process::Command;

use healthcenter::gateway::practice::fault::ChargeFault;
use postgres::NoTls;

use crate::support::postgres::TestPostgres;
use crate::support::running::Running;

use super::centre::{Centre, booking, customer};
use super::days::text;

/// Another program's write lock on everything, given back when dropped.
enum Lock {
    Sqlite(#[allow(dead_code, reason = "held, not read")] rusqlite::Connection),
    Postgres(#[allow(dead_code, reason = "held, not read")] postgres::Client),
}

fn lock(centre: &Centre) -> Lock {
    if centre.database().starts_with("postgres") {
        let mut client = postgres::Client::connect(centre.database(), NoTls).unwrap();
        client
            .batch_execute("BEGIN; LOCK TABLE orders, phones IN EXCLUSIVE MODE")
            .unwrap();
        return Lock::Postgres(client);
    }
    let connection = rusqlite::Connection::open(centre.database()).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    Lock::Sqlite(connection)
}

on_both! {
    fn locked_for_longer_than_the_wait(centre) {
        let centre = centre.set("store.wait_ms", 200);
        centre.book("");
        let locked = lock(&centre);
        let said = centre.refused(&booking(&customer(1)), 7, "store_busy");
        assert!(said.contains("Another program") && said.contains("again"), "{said}");
        centre.refused("cancel 1", 7, "store_busy");
        assert_eq!(centre.json("mypage 1")["mypages"][0]["status"], "paid", "reading goes on");
        drop(locked);
        assert_eq!(centre.book(&customer(1))["id"], 2);
    }

    fn locked_for_less_than_the_wait(centre) {
        let centre = centre.set("store.wait_ms", 50_000);
        centre.json("orders");
        let locked = lock(&centre);
        let desk = centre.spawn(&booking("--json"));
        assert_eq!(centre.json("orders")["orders"].as_array().unwrap().len(), 0);
        drop(locked);
        let booked = desk.finish();
        assert_eq!(booked.code, 0, "{booked:#?}");
        assert_eq!(booked.json()["order"]["status"], "paid");
    }

    /// "Try again in a moment" would charge the card once more, for a second booking.
    fn a_payment_whose_answer_can_not_be_kept_is_a_doubt(centre) {
        let centre = centre.with_cards().set("store.wait_ms", 200).set("payment.timeout_ms", 2_000);
        centre.cards().change(|now| now.next_charges.push(ChargeFault::Hang, 1));
        let desk = centre.spawn(&booking("--json"));
        while centre.money().totals.calls == 0 {}
        let locked = lock(&centre);
        let shown = desk.finish();
        assert_eq!((shown.code, shown.error().0.as_str()), (6, "payment_unknown"), "{shown:#?}");
        assert!(shown.error().1.contains("do not pay again"), "{shown:#?}");
        let order = shown.json()["order"].clone();
        drop(locked);
        centre.work();
        assert_eq!((centre.status(&order), centre.kept()), ("requested".into(), 50_000));
    }

    fn a_newer_programs_database_is_left_alone(centre) {
        centre.book("");
        centre.sql("INSERT INTO schema_version (version) VALUES (999)");
        for line in ["orders", "worker --until-idle", "cancel 1"] {
            let said = centre.refused(line, 7, "store_unavailable");
            assert!(said.contains("newer version") && said.contains("999"), "{said}");
        }
        assert_eq!(centre.sql("SELECT status FROM orders"), [["paid"]]);
    }
}

#[test]
fn places_where_nothing_can_be_written() {
    for path in ["/sys/centre.db", "/proc/centre.db", "/dev/null/centre.db", "/tmp"] {
        let centre = Centre::at(path);
        let said = centre.refused("orders", 7, "store_unavailable");
        assert!(said.contains(path), "which file: {said}");
        assert!(said.contains("--database"), "what to do: {said}");
        let said = centre.lang("ko").refused("orders", 7, "store_unavailable");
        assert!(said.contains("데이터베이스를 쓸 수 없습니다"), "{said}");
    }
}

#[test]
fn files_that_are_not_ours_are_not_touched() {
    let centre = Centre::sqlite();
    fs::write(centre.database(), "이것은 데이터베이스가 아닙니다. ".repeat(100)).unwrap();
    let before = fs::read(centre.database()).unwrap();
    let said = centre.refused("orders", 7, "store_unavailable");
    assert!(said.contains("centre.db") && said.contains("--database"), "{said}");
    assert_eq!(fs::read(centre.database()).unwrap(), before);

    let centre = Centre::sqlite();
    centre.sql("CREATE TABLE photos (id INTEGER PRIMARY KEY, title TEXT)");
    let before = fs::read(centre.database()).unwrap();
    let said = centre.refused(&booking(""), 7, "store_unavailable");
    assert!(said.contains("not a database of this program"), "{said}");
    assert!(
        fs::read(centre.database()).unwrap() == before,
        "another program's file has been written to"
    );
    let beside: Vec<_> = fs::read_dir(centre.program().home())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        !beside.iter().any(|name| name.to_string_lossy().contains("-wal")),
        "{beside:?}"
    );
}

#[test]
fn a_damaged_file_is_told_from_a_busy_one() {
    let centre = Centre::sqlite();
    centre.book("");
    let mut bytes = fs::read(centre.database()).unwrap();
    let from = 4096;
    bytes[from..].fill(0x5a);
    fs::write(centre.database(), bytes).unwrap();
    let output = centre.run("orders --json");
    assert_eq!(output.code, 7, "{output:#?}");
    let (code, said) = output.error();
    assert_eq!(code, "store_corrupt");
    assert!(said.contains("damaged") && said.contains("backup"), "{said}");
}

/// A shell line in which the program runs with its database on a disk of 600 KiB. Mounting needs a
/// namespace; where the machine gives none, a limit on the file's size is the nearest thing.
fn small_disk(centre: &Centre) -> (String, bool) {
    let program = env!("CARGO_BIN_EXE_healthcenter");
    let book = |n: &str| {
        format!(
            "{program} {} --json --idempotency-key {n}",
            booking("--package nhis").replace("01234", "01$i")
        )
    };
    let home = centre.program().home().display();
    let fill = format!(
        "export HEALTHCENTER_DATABASE={home}/disk/centre.db HEALTHCENTER_BOOKING__SLOT_CAPACITY=999 \
           HEALTHCENTER_BOOKING__MAX_RESERVATION_PER_PERSON=99999
         i=0; while [ $i -lt 2000 ]; do i=$((i + 1))
           {} >{home}/out 2>{home}/err; code=$?
           if [ $code -ne 0 ]; then echo failed $code; cat {home}/err; break; fi
           echo booked
         done",
        book("k$i").replace("01$i", "01234"),
    );
    for how in ["unshare -m", "unshare -Urm"] {
        let works = Command::new("/bin/sh")
            .args(["-c", &format!("{how} mount -t tmpfs -o size=600k none {home}/tmp")])
            .status();
        if works.is_ok_and(|status| status.success()) {
            let after = format!(
                "{fill}; rm {home}/disk/ballast; {program} orders --json --limit 9999; {}",
                book("last")
            );
            let inside = format!(
                "mount -t tmpfs -o size=1500k none {home}/disk && head -c 1000000 /dev/zero >{home}/disk/ballast; {}",
                after.replace("01$i", "01234")
            );
            return (format!("mkdir {home}/disk; {how} /bin/sh -c '{inside}'"), true);
        }
    }
    let after = format!(
        "{fill}; ulimit -S -f unlimited; {program} orders --json --limit 9999; {}",
        book("last")
    );
    (
        format!(
            "mkdir {home}/disk; trap '' XFSZ; ulimit -S -f 1200; {}",
            after.replace("01$i", "01234")
        ),
        false,
    )
}

#[test]
fn a_full_disk_loses_nothing_and_says_so() {
    let centre = Centre::sqlite();
    let (script, real) = small_disk(&centre);
    let mut command = Command::new("/bin/bash");
    command
        .args(["-c", &script])
        .current_dir(centre.program().home())
        .env("LANG", "C.UTF-8");
    let output = Running::start(command).finish();
    let lines: Vec<&str> = output.stdout.lines().collect();
    let booked = lines.iter().filter(|line| **line == "booked").count();
    assert!(booked > 0, "{output:#?}");
    let [failed, error, orders, last] = lines[booked..] else {
        panic!("{output:#?}")
    };
    assert_eq!(failed, "failed 7", "{output:#?}");
    let error: serde_json::Value = serde_json::from_str(error).unwrap();
    assert_eq!(text(&error["error"]["code"]), "store_unavailable", "{error}");
    assert!(
        !real || text(&error["error"]["message"]).contains("disk is full"),
        "{error}"
    );
    let orders: serde_json::Value = serde_json::from_str(orders).unwrap();
    assert_eq!(
        orders["orders"].as_array().unwrap().len(),
        booked,
        "what was acknowledged is there, and no more"
    );
    let last: serde_json::Value = serde_json::from_str(last).unwrap();
    assert_eq!(text(&last["order"]["status"]), "paid", "with space again it goes on");
}

#[test]
fn a_server_that_stops_and_comes_back() {
    let server = TestPostgres::private();
    let centre = Centre::at(server.url());
    centre.book("");
    let mut worker = centre.spawn("worker -v");
    worker.wait_line("worker runs");
    server.stop_immediately();
    let said = centre.refused(&booking(&customer(1)), 7, "store_unavailable");
    assert!(
        said.contains("The database can't be used") && said.contains("refused"),
        "{said}"
    );
    let said = Centre::at(centre.database())
        .lang("ko")
        .refused("orders", 7, "store_unavailable");
    assert!(said.contains("데이터베이스를 쓸 수 없습니다"), "{said}");
    worker.wait_line("a step failed");
    server.start_again();
    let order = centre.book(&customer(1));
    super::worker::until(|| centre.status(&order) == "requested");
    assert_eq!(worker.term().code, 0, "the worker outlived it");
}
