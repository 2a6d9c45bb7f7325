//! The rows of one paid booking, written with no check, no text to fill in and no word to answer: the least
//! that a booking can cost on either engine.

const PLACED: &str = r#"{"v":1,"type":"OrderPlaced","code":"7K3M9QWZ1","package":"basic","date":"2026-12-01","time":"08:00","price":50000,"name":"홍길동","phone":"01012345678","birth":"1980-01-31","sex":"m","holdExpiresAt":1800000000000}"#;
const APPROVED: &str =
    r#"{"v":1,"type":"PaymentApproved","payment":1,"method":"cash","amount":50000,"reference":null}"#;
/// What the booking's key is answered with when it comes again.
pub const ANSWER: &str = r#"{"id":100001,"code":"7K3M-9QWZ-1","status":"paid","package":"basic","date":"2026-12-01","time":"08:00","price":50000,"name":"홍길동","phone":"01012345678","birth":"1980-01-31","sex":"m","createdAt":"2026-11-24T04:21:23.123Z","holdExpiresAt":null,"paymentId":100001,"reservationId":null}"#;
const TEXT: &str =
    "[한빛검진센터] 홍길동님 기본검진 12월 1일(화) 08:00 예약 신청이 접수되었습니다. 예약번호 7K3M-9QWZ-1";

/// A value of a statement.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    Int(i64),
    Text(&'a str),
}

/// A connection with a transaction open on it.
pub trait Least {
    type Error;

    /// Changes rows.
    fn run(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<(), Self::Error>;

    /// Adds a row and gives its number.
    fn add(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<i64, Self::Error>;
}

/// Who books, and when for.
pub struct Booking<'a> {
    pub phone: &'a str,
    pub date: &'a str,
    pub time: &'a str,
    /// Milliseconds since 1970.
    pub now: i64,
    /// 36 characters that no other booking has, the last nine of them neither.
    pub key: &'a str,
}

/// Writes the rows that `book --pay cash` writes.
pub fn book<L: Least>(db: &mut L, booking: &Booking<'_>) -> Result<(), L::Error> {
    use Value::{Int, Text};
    let Booking {
        phone,
        date,
        time,
        now,
        key,
    } = *booking;
    let (phone, date, time, at) = (Text(phone), Text(date), Text(time), Int(now));
    db.run(
        "INSERT INTO phones (phone, seen_at) VALUES (?1, ?2) ON CONFLICT (phone) DO UPDATE SET seen_at = excluded.seen_at",
        &[phone, at],
    )?;
    let order = db.add(
        "INSERT INTO orders (code, seq, status, package, date, time, price, name, initials, phone, last4, birth, sex,
             created_at, hold_expires_at, keeps_place)
         VALUES (?1, 2, 'paid', 'basic', ?2, ?3, 50000, '홍길동', 'ㅎㄱㄷ', ?4, '5678', '1980-01-31', 'm', ?5, ?5, 1)
         RETURNING id",
        &[Text(&key[key.len() - 9..]), date, time, phone, at],
    )?;
    let payment = db.add(
        "INSERT INTO payments (order_id, direction, method, amount, key, status, started_at, attempts, settled_at)
         VALUES (?1, 'charge', 'cash', 50000, ?2, 'approved', ?3, 1, ?3) RETURNING id",
        &[Int(order), Text(key), at],
    )?;
    db.run(
        "UPDATE orders SET payment_id = ?2 WHERE id = ?1",
        &[Int(order), Int(payment)],
    )?;
    for (seq, event, status, body) in [
        (1, "OrderPlaced", "held", PLACED),
        (2, "PaymentApproved", "paid", APPROVED),
    ] {
        let id = db.add(
            "INSERT INTO events (order_id, seq, event, status, at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
            &[Int(order), Int(seq), Text(event), Text(status), at, Text(body)],
        )?;
        db.run(
            "INSERT INTO outbox (id, event_id, order_id, seq, event, at, kind, recipient, text, status, attempts, due_at,
                 not_before) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'LMS', ?7, ?8, 'pending', 0, ?6, 0)",
            &[Text(&format!("{key}-{seq}")), Int(id), Int(order), Int(seq), Text(event), at, phone, Text(TEXT)],
        )?;
        for consumer in ["mypage", "reservations"]
            .iter()
            .take(usize::try_from(seq).unwrap_or(1))
        {
            db.run(
                "INSERT INTO inbox (consumer, event_id, order_id, attempts, due_at) VALUES (?1, ?2, ?3, 0, ?4)",
                &[Text(consumer), Int(id), Int(order), at],
            )?;
        }
    }
    db.run(
        "UPDATE slots SET taken = taken + 1 WHERE date = ?1 AND time = ?2 AND taken < capacity",
        &[date, time],
    )?;
    db.run(
        "INSERT INTO idempotency (key, request, order_id, answer, at) VALUES (?1, ?1, ?2, ?3, ?4)",
        &[Text(key), Int(order), Text(ANSWER), at],
    )
}

/// The rows on SQLite.
pub struct OnSqlite<'a>(pub &'a rusqlite::Connection);

impl Least for OnSqlite<'_> {
    type Error = rusqlite::Error;

    fn run(&mut self, sql: &'static str, values: &[Value<'_>]) -> rusqlite::Result<()> {
        self.0
            .prepare_cached(sql)?
            .execute(rusqlite::params_from_iter(values))
            .map(|_| ())
    }

    fn add(&mut self, sql: &'static str, values: &[Value<'_>]) -> rusqlite::Result<i64> {
        self.0
            .prepare_cached(sql)?
            .query_row(rusqlite::params_from_iter(values), |row| row.get(0))
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        match self {
            Self::Int(n) => n.to_sql(),
            Self::Text(text) => text.to_sql(),
        }
    }
}
