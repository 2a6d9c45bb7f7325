//! The least that a booking can cost: one process that opens the file with the program's own pragmas,
//! commits the rows that `book --pay cash` commits, and ends. No checks, no texts to fill in, no words.
//!
//!     minimal_book DATABASE PHONE DATE TIME

use rusqlite::{Connection, OpenFlags, params};

const PLACED: &str = r#"{"v":1,"type":"OrderPlaced","code":"7K3M9QWZ1","package":"basic","date":"2026-12-01","time":"08:00","price":50000,"name":"홍길동","phone":"01012345678","birth":"1980-01-31","sex":"m","holdExpiresAt":1800000000000}"#;
const APPROVED: &str =
    r#"{"v":1,"type":"PaymentApproved","payment":1,"method":"cash","amount":50000,"reference":null}"#;
const ANSWER: &str = r#"{"id":100001,"code":"7K3M-9QWZ-1","status":"paid","package":"basic","date":"2026-12-01","time":"08:00","price":50000,"name":"홍길동","phone":"01012345678","birth":"1980-01-31","sex":"m","createdAt":"2026-11-24T04:21:23.123Z","holdExpiresAt":null,"paymentId":100001,"reservationId":null}"#;
const TEXT: &str =
    "[한빛검진센터] 홍길동님 기본검진 12월 1일(화) 08:00 예약 신청이 접수되었습니다. 예약번호 7K3M-9QWZ-1";

fn main() -> rusqlite::Result<()> {
    // `cargo bench` says --bench to every bench, and this one measures nothing by itself.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if arguments.is_empty() {
        return Ok(());
    }
    let [database, phone, date, time] = arguments.as_slice() else {
        eprintln!("minimal_book DATABASE PHONE DATE TIME");
        std::process::exit(2);
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(database, flags)?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    db.pragma_update(None, "journal_mode", "wal")?;
    db.execute_batch(
        "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA mmap_size=0;
         PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-8192;
         BEGIN IMMEDIATE",
    )?;
    let (now, key): (i64, String) = db.query_row(
        "SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER), lower(hex(randomblob(18)))",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    db.execute(
        "INSERT INTO phones (phone, seen_at) VALUES (?1, ?2) ON CONFLICT (phone) DO UPDATE SET seen_at = excluded.seen_at",
        params![phone, now],
    )?;
    let order: i64 = db.query_row(
        "INSERT INTO orders (code, seq, status, package, date, time, price, name, initials, phone, last4, birth, sex,
             created_at, hold_expires_at, keeps_place)
         VALUES (?1, 2, 'paid', 'basic', ?2, ?3, 50000, '홍길동', 'ㅎㄱㄷ', ?4, '5678', '1980-01-31', 'm', ?5, ?5, 1)
         RETURNING id",
        params![&key[..9], date, time, phone, now],
        |row| row.get(0),
    )?;
    db.execute(
        "INSERT INTO payments (order_id, direction, method, amount, key, status, started_at, attempts, settled_at)
         VALUES (?1, 'charge', 'cash', 50000, ?2, 'approved', ?3, 1, ?3)",
        params![order, key, now],
    )?;
    let payment = db.last_insert_rowid();
    db.execute(
        "UPDATE orders SET payment_id = ?2 WHERE id = ?1",
        params![order, payment],
    )?;
    for (seq, event, status, body) in [
        (1_i64, "OrderPlaced", "held", PLACED),
        (2, "PaymentApproved", "paid", APPROVED),
    ] {
        let id: i64 = db.query_row(
            "INSERT INTO events (order_id, seq, event, status, at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
            params![order, seq, event, status, now, body],
            |row| row.get(0),
        )?;
        db.execute(
            "INSERT INTO outbox (id, event_id, order_id, seq, event, at, kind, recipient, text, status, attempts, due_at,
                 not_before) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'LMS', ?7, ?8, 'pending', 0, ?6, 0)",
            params![format!("{key}-{seq}"), id, order, seq, event, now, phone, TEXT],
        )?;
        for consumer in ["mypage", "reservations"]
            .iter()
            .take(usize::try_from(seq).unwrap_or(1))
        {
            db.execute(
                "INSERT INTO inbox (consumer, event_id, order_id, attempts, due_at) VALUES (?1, ?2, ?3, 0, ?4)",
                params![consumer, id, order, now],
            )?;
        }
    }
    db.execute(
        "UPDATE slots SET taken = taken + 1 WHERE date = ?1 AND time = ?2 AND taken < capacity",
        params![date, time],
    )?;
    db.execute(
        "INSERT INTO idempotency (key, request, order_id, answer, at) VALUES (?1, ?1, ?2, ?3, ?4)",
        params![key, order, ANSWER, now],
    )?;
    db.execute_batch("COMMIT")?;
    println!("{ANSWER}");
    Ok(())
}
