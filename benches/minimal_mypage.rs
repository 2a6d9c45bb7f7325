//! The least that a look at one's booking can cost: one process that opens the file with the program's own
//! pragmas, reads the view, the events after it and the texts, prints the view, and ends.
//!
//!     minimal_mypage DATABASE ORDER

use rusqlite::params;

#[path = "figures/least.rs"]
mod least;

fn main() -> rusqlite::Result<()> {
    let Some([database, order]) = least::words("minimal_mypage DATABASE ORDER") else {
        return Ok(());
    };
    let db = least::open(&database)?;
    db.execute_batch("BEGIN")?;
    let (seq, body): (i64, String) = db.query_row(
        "SELECT seq, body FROM mypages WHERE order_id = ?1",
        params![order],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut after = db.prepare("SELECT body FROM events WHERE order_id = ?1 AND seq > ?2 ORDER BY seq")?;
    let events = after
        .query_map(params![order, seq], |row| row.get::<_, String>(0))?
        .count();
    let mut texts = db.prepare("SELECT event, status, settled_at FROM outbox WHERE order_id = ?1 ORDER BY seq")?;
    let texts = texts.query_map(params![order], |row| row.get::<_, String>(0))?.count();
    println!("{body} {events} {texts}");
    Ok(())
}
