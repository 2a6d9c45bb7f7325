//! Bookings with nothing around them: callers, a queue, and threads that write [`rows`](super::rows) and commit as
//! durably as the program does. On SQLite one thread carries up to 64 callers in one commit; on PostgreSQL
//! eight connections commit each on its own, and the server makes one flush of theirs.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use healthcenter::store::DatabaseUrl;
use postgres::types::ToSql;
use postgres::{Client, NoTls, Statement};
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::rows::{Booking, Least, OnSqlite, Value, book};
use super::support::counter::Slot;

/// Callers that one commit carries.
const TOGETHER: usize = 64;
/// Connections that carry the most bookings on PostgreSQL.
pub const CONNECTIONS: usize = 8;
/// A time that nothing here looks at.
const NOW: i64 = 1_800_000_000_000;

/// One caller's booking.
struct Call {
    n: u64,
    slot: Slot,
    done: oneshot::Sender<()>,
}

/// The threads that write.
pub struct Raw {
    calls: Option<Sender<Call>>,
    threads: Vec<JoinHandle<()>>,
}

impl Raw {
    /// Connects, and makes the rows of the slots.
    pub fn open(url: &DatabaseUrl, slots: &[Slot]) -> Self {
        let (calls, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let threads = match url {
            DatabaseUrl::Sqlite(path) => {
                let db = Connection::open(path).expect("the database");
                db.execute_batch(
                    "PRAGMA journal_mode=wal; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=0;
                     PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-8192;",
                )
                .expect("pragmas");
                db.set_prepared_statement_cache_capacity(64);
                for (date, time) in slots {
                    db.execute(SLOT, [date, time]).expect("a slot");
                }
                vec![std::thread::spawn(move || on_sqlite(&db, &waiting))]
            }
            DatabaseUrl::Postgres(url) => {
                let url = url.clone();
                let mut first = Client::connect(&url, NoTls).expect("the server");
                for (date, time) in slots {
                    let text = SLOT.replace('?', "$");
                    first.execute(text.as_str(), &[date, time]).expect("a slot");
                }
                (0..CONNECTIONS)
                    .map(|_| {
                        let (url, waiting) = (url.clone(), Arc::clone(&waiting));
                        std::thread::spawn(move || on_postgres(&url, &waiting))
                    })
                    .collect()
            }
        };
        Self {
            calls: Some(calls),
            threads,
        }
    }

    /// Books, and comes back when it is durable.
    pub async fn book(&self, n: u64, slot: Slot) {
        let (done, answer) = oneshot::channel();
        if let Some(calls) = &self.calls {
            calls.send(Call { n, slot, done }).expect("a writer");
        }
        answer.await.expect("a commit");
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        self.calls = None;
        for thread in self.threads.drain(..) {
            thread.join().expect("a writer");
        }
    }
}

const SLOT: &str =
    "INSERT INTO slots (date, time, capacity, taken) VALUES (?1, ?2, 100000, 0) ON CONFLICT (date, time) DO NOTHING";

fn on_sqlite(db: &Connection, waiting: &Mutex<Receiver<Call>>) {
    let waiting = waiting.lock().expect("the only writer");
    while let Ok(first) = waiting.recv() {
        let calls: Vec<Call> = std::iter::once(first)
            .chain(waiting.try_iter().take(TOGETHER - 1))
            .collect();
        db.execute_batch("BEGIN IMMEDIATE").expect("a transaction");
        for call in &calls {
            write(&mut OnSqlite(db), call).expect("a booking");
        }
        db.execute_batch("COMMIT").expect("a commit");
        calls.into_iter().for_each(answer);
    }
}

fn on_postgres(url: &str, waiting: &Mutex<Receiver<Call>>) {
    let mut db = OnPostgres {
        client: Client::connect(url, NoTls).expect("the server"),
        prepared: HashMap::new(),
    };
    loop {
        let next = waiting.lock().expect("a queue").recv();
        let Ok(call) = next else { return };
        db.client.batch_execute("BEGIN").expect("a transaction");
        write(&mut db, &call).expect("a booking");
        db.client.batch_execute("COMMIT").expect("a commit");
        answer(call);
    }
}

fn write<L: Least>(db: &mut L, call: &Call) -> Result<(), L::Error> {
    let (date, time) = &call.slot;
    let booking = Booking {
        phone: &format!("010{:08}", call.n),
        date,
        time,
        now: NOW,
        key: &format!("{:036x}", call.n),
    };
    book(db, &booking)
}

fn answer(call: Call) {
    // A caller that went away needs none.
    let _ = call.done.send(());
}

struct OnPostgres {
    client: Client,
    prepared: HashMap<&'static str, Statement>,
}

impl OnPostgres {
    fn statement(&mut self, sql: &'static str) -> Result<Statement, postgres::Error> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&sql.replace('?', "$"))?;
        self.prepared.insert(sql, statement.clone());
        Ok(statement)
    }
}

impl Least for OnPostgres {
    type Error = postgres::Error;

    fn run(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<(), postgres::Error> {
        let statement = self.statement(sql)?;
        self.client.execute(&statement, &parameters(values)).map(|_| ())
    }

    fn add(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<i64, postgres::Error> {
        let statement = self.statement(sql)?;
        self.client.query_one(&statement, &parameters(values))?.try_get(0)
    }
}

fn parameters<'a>(values: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    let parameter = |value: &'a Value<'a>| match value {
        Value::Int(n) => n as &(dyn ToSql + Sync),
        Value::Text(text) => text,
    };
    values.iter().map(parameter).collect()
}
