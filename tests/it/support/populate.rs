//! A centre with a past: N orders written straight into the tables, 100,000 in seconds, and consistent
//! with every rule: gapless events that lead to each row, an outbox row an event, counters that count.
//! The schema must be there; the read model is left to `mypage rebuild`, which alone knows its bytes.

use std::path::Path;

use healthcenter::domain::code::BookingCode;
use healthcenter::domain::hangul;
use rusqlite::{Connection, params};

/// What to write.
#[derive(Debug, Clone, Copy)]
pub struct Population {
    pub orders: i64,
    /// So many texts of each order still wait, made just now; 0 = all are sent, long ago.
    pub unsent: i64,
}

/// Days of the past and of the future that the visits are spread over.
const DAYS: (i64, i64) = (600, 150);
const FAMILY: [&str; 10] = ["김", "이", "박", "최", "정", "강", "조", "윤", "장", "임"];
const GIVEN: [&str; 10] = [
    "민준", "서연", "도윤", "하은", "시우", "지아", "주원", "수아", "길동", "영희",
];

/// Fills an empty, migrated SQLite file.
pub fn populate(path: &Path, population: Population) {
    let db = Connection::open(path).expect("the database");
    // A file that is thrown away needs no fsync while it is filled, nor a log; and indexes that don't fit into memory
    // would be read and written again for each row.
    let kilobytes = (population.orders * 2 / 5).max(200_000);
    db.execute_batch(&format!(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{kilobytes}; BEGIN IMMEDIATE"
    ))
    .expect("a transaction");
    db.execute_batch("CREATE TEMP TABLE visits (n INTEGER PRIMARY KEY, date TEXT, time TEXT, coming INTEGER)")
        .expect("a table");
    slots(&db);
    orders(&db, population);
    for statement in [PAYMENTS, RESERVATIONS, CANCELLATIONS, PHONES, COUNTERS, KEYS] {
        db.execute_batch(statement).expect(statement);
    }
    for (seq, event, which, status, body) in EVENTS {
        let text = format!(
            "INSERT INTO events (id, order_id, seq, event, status, at, body)
             SELECT id * 8 + {seq}, id, {seq}, '{event}', {status}, created_at + ({seq} - 1) * 1000, {body} FROM orders WHERE {which}"
        );
        db.execute_batch(&text).expect(event);
    }
    // A key is unique in the world, in that of a gateway that many files send to as well.
    let tag = format!("{:04x}", rand::random::<u16>());
    db.execute(OUTBOX, params![tag]).expect("the outbox");
    db.execute(UNSENT, params![population.unsent]).expect("the outbox");
    db.execute_batch("DROP TABLE visits; COMMIT; PRAGMA journal_mode=WAL")
        .expect("a commit");
}

/// Eight half-hours on every weekday.
fn slots(db: &Connection) {
    let (past, future) = DAYS;
    db.execute_batch(&format!(
        "WITH RECURSIVE day (n) AS (SELECT -{past} UNION ALL SELECT n + 1 FROM day WHERE n < {future}),
              half (m) AS (SELECT 0 UNION ALL SELECT m + 1 FROM half WHERE m < 7)
         INSERT INTO visits (date, time, coming)
             SELECT date('now', '+9 hours', n || ' days'), printf('%02d:%02d', (450 + 30 * m) / 60, (450 + 30 * m) % 60), n > 0
             FROM day, half WHERE n <> 0 AND strftime('%w', 'now', '+9 hours', n || ' days') BETWEEN '1' AND '5' ORDER BY 1, 2"
    ))
    .expect("the visits");
}

/// One in ten was given up before it was paid; the others came, or are expected.
fn orders(db: &Connection, population: Population) {
    let visits: i64 = db
        .query_row("SELECT COUNT(*) FROM visits", [], |row| row.get(0))
        .expect("a number");
    let age = if population.unsent > 0 { 10_000 } else { 14 * 86_400_000 };
    let coming = if population.unsent > 0 { "coming AND" } else { "" };
    let first: i64 = db
        .query_row("SELECT MIN(n) FROM visits WHERE coming", [], |row| row.get(0))
        .expect("a number");
    let span = if coming.is_empty() {
        (1, visits)
    } else {
        (first, visits - first + 1)
    };
    let mut insert = db
        .prepare(
            "INSERT INTO orders (id, code, seq, status, package, date, time, price, name, initials, phone, last4, birth,
                 sex, created_at, hold_expires_at, keeps_place, payment_id, reservation_id, ending)
             SELECT ?1, ?2, CASE WHEN ?8 THEN 2 WHEN coming THEN 4 ELSE 5 END,
                 CASE WHEN ?8 THEN 'cancelled' WHEN coming THEN 'confirmed' ELSE 'completed' END,
                 'basic', date, time, 50000, ?4, ?5, ?6, substr(?6, -4), '1980-01-31', 'm', at, at + 600000, NOT ?8,
                 iif(?8, NULL, ?1), iif(?8, NULL, ?1), iif(?8, 'cancelled', NULL)
             FROM (SELECT *, min(CAST(unixepoch('subsec') * 1000 AS INTEGER),
                       (unixepoch(date) * 1000 + ?1 % 1000)) - ?7 AS at FROM visits WHERE n = ?3)",
        )
        .expect("a statement");
    let mut bits = 0;
    for id in 1..=population.orders {
        let code = loop {
            // An odd multiplier visits every value of 40 bits once.
            bits += 1_u64;
            if let Some(code) = BookingCode::from_random(bits.wrapping_mul(0x9E37_79B9_7F4A_7C15)) {
                break code;
            }
        };
        let at = usize::try_from(id).expect("a small number");
        let name = format!("{}{}", FAMILY[at % 10], GIVEN[at / 10 % 10]);
        let phone = format!("010{:08}", 50_000_000 + id / 3);
        let cancelled = id % 10 == 0;
        let visit = span.0 + id * 7919 % span.1;
        let initials = hangul::initials(&name);
        let row = params![id, code.as_str(), visit, name, initials, phone, age, cancelled];
        assert_eq!(insert.execute(row).expect("an order"), 1, "visit {visit}");
    }
}

const PAID: &str = "payment_id IS NOT NULL";
const PAYMENTS: &str = "INSERT INTO payments (id, order_id, direction, method, amount, key, status, started_at, attempts, settled_at)
    SELECT id, id, 'charge', 'cash', price, printf('01970000-0000-7000-8001-%012x', id), 'approved', created_at + 1000, 1,
        created_at + 1000 FROM orders WHERE payment_id IS NOT NULL";
const RESERVATIONS: &str = "INSERT INTO reservations (id, order_id, status, requested_at, decided_by, decided_at)
    SELECT id, id, 'confirmed', created_at + 2000, 'desk', created_at + 3000 FROM orders WHERE reservation_id IS NOT NULL";
const CANCELLATIONS: &str = "INSERT INTO cancellations (order_id, status, by_whom, reason, refund, at)
    SELECT id, 'settled', 'desk', NULL, 0, created_at + 1000 FROM orders WHERE ending IS NOT NULL";
const PHONES: &str = "INSERT INTO phones (phone, seen_at) SELECT phone, MAX(created_at) FROM orders GROUP BY phone";
const COUNTERS: &str = "INSERT INTO slots (date, time, capacity, taken)
    SELECT date, time, MAX(40, SUM(keeps_place)), SUM(keeps_place) FROM orders GROUP BY date, time";
const KEYS: &str = "INSERT INTO idempotency (key, request, order_id, answer, at)
    SELECT printf('01970000-0000-7000-8002-%012x', id), printf('%064x', id), id, NULL, created_at FROM orders";

type Happening = (i64, &'static str, &'static str, &'static str, &'static str);

/// What happened to them, in the log's own words.
const EVENTS: [Happening; 6] = [
    (
        1,
        "OrderPlaced",
        "1",
        "'held'",
        r#"printf('{"v":1,"type":"OrderPlaced","code":"%s","package":"%s","date":"%s","time":"%s","price":%d,"name":"%s","phone":"%s","birth":"%s","sex":"%s","holdExpiresAt":%d}', code, package, date, time, price, name, phone, birth, sex, hold_expires_at)"#,
    ),
    (
        2,
        "PaymentApproved",
        PAID,
        "'paid'",
        r#"printf('{"v":1,"type":"PaymentApproved","payment":%d,"method":"cash","amount":%d,"reference":null}', payment_id, price)"#,
    ),
    (
        2,
        "OrderCancelled",
        "ending IS NOT NULL",
        "'cancelled'",
        r#"'{"v":1,"type":"OrderCancelled","by":"desk","reason":null,"refund":0}'"#,
    ),
    (
        3,
        "ReservationRequested",
        PAID,
        "'requested'",
        r#"printf('{"v":1,"type":"ReservationRequested","reservation":%d}', reservation_id)"#,
    ),
    (
        4,
        "ReservationConfirmed",
        PAID,
        "'confirmed'",
        r#"printf('{"v":1,"type":"ReservationConfirmed","reservation":%d,"by":"desk"}', reservation_id)"#,
    ),
    (
        5,
        "CheckedIn",
        "status = 'completed'",
        "'completed'",
        r#"'{"v":1,"type":"CheckedIn","by":"desk"}'"#,
    ),
];

const OUTBOX: &str = "INSERT INTO outbox (id, event_id, order_id, seq, event, at, kind, recipient, subject, text, status, attempts,
        due_at, not_before, gateway_id, settled_at)
    SELECT printf('01970000-%s-7000-8003-%012x', ?1, e.id), e.id, order_id, e.seq, event, at, 'SMS', phone, NULL,
        '[한빛검진센터] ' || name || '님 ' || o.date || ' ' || o.time || ' 예약 안내. 예약번호 ' || code, 'sent', 1, at, 0,
        printf('m%d', e.id), at + 500
    FROM events e JOIN orders o ON o.id = e.order_id";
const UNSENT: &str = "UPDATE outbox SET status = 'pending', attempts = 0, gateway_id = NULL, settled_at = NULL
    WHERE seq > (SELECT seq FROM orders WHERE id = order_id) - ?1";
