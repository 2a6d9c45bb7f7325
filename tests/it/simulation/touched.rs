//! What a transaction has touched, written down by triggers of the simulation's own: only that is examined
//! after a step, because nothing else can have changed. The same log shows every move of a status.

use std::collections::BTreeSet;

use rusqlite::Connection;

/// Rows of the log are never taken out, so that reading it writes nothing.
pub const TRIGGERS: &str = "
CREATE TABLE touched (n INTEGER PRIMARY KEY, what TEXT NOT NULL, a, b);
CREATE TRIGGER t1 AFTER INSERT ON orders BEGIN INSERT INTO touched (what, a) VALUES ('order', NEW.id); END;
CREATE TRIGGER t2 AFTER UPDATE ON orders BEGIN INSERT INTO touched (what, a) VALUES ('order', NEW.id); END;
CREATE TRIGGER t3 AFTER INSERT ON events BEGIN INSERT INTO touched (what, a) VALUES ('order', NEW.order_id); END;
CREATE TRIGGER t4 AFTER INSERT ON outbox BEGIN INSERT INTO touched (what, a) VALUES ('order', NEW.order_id); END;
CREATE TRIGGER t5 AFTER UPDATE ON outbox BEGIN INSERT INTO touched (what, a) VALUES ('order', NEW.order_id); END;
CREATE TRIGGER t6 AFTER INSERT ON payments BEGIN INSERT INTO touched (what, a) VALUES ('order', NEW.order_id); END;
CREATE TRIGGER t7 AFTER UPDATE ON payments BEGIN
    INSERT INTO touched (what, a) VALUES ('order', NEW.order_id);
    INSERT INTO touched (what, a, b) SELECT 'payment', OLD.status, NEW.status
        WHERE OLD.status <> NEW.status OR (OLD.status = 'unknown' AND OLD.attempts < NEW.attempts);
END;
CREATE TRIGGER t8 AFTER UPDATE ON reservations BEGIN
    INSERT INTO touched (what, a) VALUES ('order', NEW.order_id);
    INSERT INTO touched (what, a, b) SELECT 'reservation', OLD.status, NEW.status WHERE OLD.status <> NEW.status;
END;
CREATE TRIGGER t9 AFTER INSERT ON reservations BEGIN INSERT INTO touched (what, a) VALUES ('order', NEW.order_id); END;
CREATE TRIGGER t10 AFTER UPDATE ON cancellations BEGIN
    INSERT INTO touched (what, a) VALUES ('order', NEW.order_id);
    INSERT INTO touched (what, a, b) SELECT 'cancellation', OLD.status, NEW.status WHERE OLD.status <> NEW.status;
END;
CREATE TRIGGER t11 AFTER INSERT ON cancellations BEGIN INSERT INTO touched (what, a) VALUES ('order', NEW.order_id); END;
CREATE TRIGGER t12 AFTER INSERT ON inbox BEGIN INSERT INTO touched (what, a) VALUES ('order', NEW.order_id); END;
CREATE TRIGGER t13 AFTER UPDATE ON inbox BEGIN INSERT INTO touched (what, a) VALUES ('order', NEW.order_id); END;
CREATE TRIGGER t14 AFTER DELETE ON inbox BEGIN INSERT INTO touched (what, a) VALUES ('order', OLD.order_id); END;
CREATE TRIGGER t15 AFTER INSERT ON mypages BEGIN INSERT INTO touched (what, a) VALUES ('order', NEW.order_id); END;
CREATE TRIGGER t16 AFTER UPDATE ON mypages BEGIN INSERT INTO touched (what, a) VALUES ('order', NEW.order_id); END;
CREATE TRIGGER t17 AFTER INSERT ON slots BEGIN INSERT INTO touched (what, a, b) VALUES ('slot', NEW.date, NEW.time); END;
CREATE TRIGGER t18 AFTER UPDATE ON slots BEGIN INSERT INTO touched (what, a, b) VALUES ('slot', NEW.date, NEW.time); END;
CREATE TRIGGER t19 AFTER DELETE ON orders BEGIN INSERT INTO touched (what, a) VALUES ('gone', 'orders'); END;
CREATE TRIGGER t20 AFTER DELETE ON events BEGIN INSERT INTO touched (what, a) VALUES ('gone', 'events'); END;
CREATE TRIGGER t21 AFTER DELETE ON outbox BEGIN INSERT INTO touched (what, a) VALUES ('gone', 'outbox'); END;
CREATE TRIGGER t22 AFTER DELETE ON payments BEGIN INSERT INTO touched (what, a) VALUES ('gone', 'payments'); END;
CREATE TRIGGER t23 AFTER DELETE ON reservations BEGIN INSERT INTO touched (what, a) VALUES ('gone', 'reservations'); END;
CREATE TRIGGER t24 AFTER DELETE ON cancellations BEGIN INSERT INTO touched (what, a) VALUES ('gone', 'cancellations'); END;
";

/// What happened in the tables since the log was last read.
#[derive(Debug, Default)]
pub struct Touched {
    pub orders: BTreeSet<i64>,
    pub slots: BTreeSet<(String, String)>,
    /// Machine, from, to.
    pub moves: Vec<(String, String, String)>,
    /// Tables that lost a row.
    pub gone: Vec<String>,
}

/// Reads the log from `after` on, and moves `after` to its end.
pub fn read(eyes: &Connection, after: &mut i64) -> rusqlite::Result<Touched> {
    let mut touched = Touched::default();
    let mut statement = eyes.prepare_cached("SELECT n, what, a, b FROM touched WHERE n > ?1 ORDER BY n")?;
    let mut rows = statement.query([*after])?;
    while let Some(row) = rows.next()? {
        *after = row.get(0)?;
        let what: String = row.get(1)?;
        match what.as_str() {
            "order" => drop(touched.orders.insert(row.get(2)?)),
            "slot" => drop(touched.slots.insert((row.get(2)?, row.get(3)?))),
            "gone" => touched.gone.push(row.get(2)?),
            _ => touched.moves.push((what, row.get(2)?, row.get(3)?)),
        }
    }
    Ok(touched)
}
