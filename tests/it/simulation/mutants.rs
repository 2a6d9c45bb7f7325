//! Faults sown on purpose, each from outside: a trigger in the simulated database that undoes what the
//! program does, or a port that lies. The rules must find every one of them, and say which it breaks.

/// A fault in a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// Every key is given out twice.
    RepeatingIds,
    StandingClock,
    /// The client makes a key of its own for each call.
    NewKeys,
    /// The client takes silence for a decline.
    SilenceIsNo,
    /// The client takes silence for a charge.
    SilenceIsYes,
    /// The client takes silence for money that is back.
    SilenceIsBack,
}

/// What is broken.
#[derive(Clone, Copy)]
pub enum Fault {
    Sql(&'static str),
    Port(Port),
}

/// A program with one fault.
pub struct Mutant {
    pub name: &'static str,
    pub fault: Fault,
    /// The rules that may be the first to see it.
    pub found_by: &'static [&'static str],
}

impl Mutant {
    pub fn sql(&self) -> Option<&'static str> {
        match self.fault {
            Fault::Sql(sql) => Some(sql),
            Fault::Port(_) => None,
        }
    }

    pub fn port(&self) -> Option<Port> {
        match self.fault {
            Fault::Sql(_) => None,
            Fault::Port(port) => Some(port),
        }
    }
}

const fn sql(name: &'static str, text: &'static str, found_by: &'static [&'static str]) -> Mutant {
    Mutant {
        name,
        fault: Fault::Sql(text),
        found_by,
    }
}

const fn port(name: &'static str, port: Port, found_by: &'static [&'static str]) -> Mutant {
    Mutant {
        name,
        fault: Fault::Port(port),
        found_by,
    }
}

/// Every one, by what it is about.
pub const MUTANTS: &[Mutant] = &[
    sql(
        "a cancelled place is not given back",
        "CREATE TRIGGER m AFTER UPDATE OF taken ON slots WHEN NEW.taken < OLD.taken BEGIN
             UPDATE slots SET taken = OLD.taken WHERE date = NEW.date AND time = NEW.time; END",
        &["capacity-counter"],
    ),
    sql(
        "a place is given away without being counted",
        "CREATE TRIGGER m AFTER UPDATE OF taken ON slots WHEN NEW.taken > OLD.taken BEGIN
             UPDATE slots SET taken = OLD.taken WHERE date = NEW.date AND time = NEW.time; END",
        &["capacity-counter", "capacity"],
    ),
    sql(
        "a capacity is set below what is booked",
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (taken >= 0 AND taken <= capacity)', 'CHECK (taken >= 0)')
             WHERE name = 'slots';
         PRAGMA writable_schema = RESET;
         CREATE TRIGGER m AFTER INSERT ON capacity_rules BEGIN UPDATE slots SET capacity = NEW.capacity; END;
         CREATE TRIGGER n BEFORE UPDATE OF capacity ON slots WHEN NEW.capacity > OLD.capacity BEGIN SELECT RAISE(IGNORE); END",
        &["capacity"],
    ),
    sql(
        "a held place is not kept",
        "CREATE TRIGGER m AFTER INSERT ON orders BEGIN UPDATE orders SET keeps_place = 0 WHERE id = NEW.id; END",
        &["keeps-place"],
    ),
    sql(
        "a hold never runs out",
        "CREATE TRIGGER m AFTER INSERT ON orders BEGIN
             UPDATE orders SET hold_expires_at = hold_expires_at + 31536000000 WHERE id = NEW.id; END",
        &["order-row", "idle"],
    ),
    sql(
        "an event has no message",
        "CREATE TRIGGER m BEFORE INSERT ON outbox WHEN NEW.event = 'ReservationConfirmed' BEGIN SELECT RAISE(IGNORE); END",
        &["event-and-message"],
    ),
    sql(
        "a text that is tried again has another key",
        "CREATE TRIGGER m AFTER UPDATE OF attempts ON outbox WHEN NEW.status = 'pending' BEGIN
             UPDATE outbox SET id = NEW.id || '+' WHERE id = NEW.id; END",
        &["in-order", "a-text-has-an-event"],
    ),
    sql(
        "a text that was sent waits again",
        "CREATE TRIGGER m AFTER UPDATE OF status ON outbox WHEN NEW.status = 'sent' AND NEW.seq > 1 BEGIN
             UPDATE outbox SET status = 'pending' WHERE order_id = NEW.order_id AND seq = 1 AND status = 'sent'; END",
        &["in-order"],
    ),
    sql(
        "a text that is no longer true goes out",
        "CREATE TRIGGER m BEFORE UPDATE ON outbox WHEN NEW.reason = 'superseded' BEGIN SELECT RAISE(IGNORE); END",
        &["superseded"],
    ),
    sql(
        "a worker keeps its lease on what it has sent",
        "CREATE TRIGGER m AFTER UPDATE OF lease_owner ON outbox WHEN NEW.lease_owner IS NULL AND NEW.status = 'sent' BEGIN
             UPDATE outbox SET lease_owner = OLD.lease_owner, lease_until = OLD.lease_until WHERE id = NEW.id; END",
        &["leases"],
    ),
    sql(
        "a lease is not written down",
        "CREATE TRIGGER m BEFORE UPDATE OF lease_owner ON outbox WHEN NEW.lease_owner IS NOT NULL BEGIN SELECT RAISE(IGNORE); END",
        &["idle"],
    ),
    sql(
        "a page misses an event",
        "CREATE TRIGGER m BEFORE UPDATE ON mypages BEGIN SELECT RAISE(IGNORE); END",
        &["mypage", "inbox"],
    ),
    sql(
        "a page shows another status",
        "CREATE TRIGGER m AFTER UPDATE ON mypages BEGIN
             UPDATE mypages SET body = replace(NEW.body, '\"requested\"', '\"confirmed\"') WHERE order_id = NEW.order_id; END",
        &["mypage"],
    ),
    sql(
        "a paid order is not passed on",
        "CREATE TRIGGER m BEFORE INSERT ON inbox WHEN NEW.consumer = 'reservations' BEGIN SELECT RAISE(IGNORE); END",
        &["next-step"],
    ),
    sql(
        "an order is confirmed by nobody",
        "CREATE TRIGGER m AFTER UPDATE OF status ON orders WHEN NEW.status = 'requested' BEGIN
             UPDATE orders SET status = 'confirmed' WHERE id = NEW.id; END",
        &["row-is-last-event"],
    ),
    sql(
        "an event is skipped in the log",
        "CREATE TRIGGER m AFTER INSERT ON events WHEN NEW.event = 'ReservationRequested' BEGIN
             UPDATE events SET seq = seq + 1 WHERE id = NEW.id; END",
        &["gapless", "no-fault"],
    ),
    sql(
        "what is cancelled is erased",
        "CREATE TRIGGER m AFTER UPDATE OF status ON reservations WHEN NEW.status = 'cancelled' BEGIN
             DELETE FROM reservations WHERE id = NEW.id; END",
        &["nothing-erased"],
    ),
    sql(
        "a refund counts before the gateway knows of it",
        "CREATE TRIGGER m AFTER INSERT ON payments WHEN NEW.direction = 'refund' AND NEW.status = 'started' BEGIN
             UPDATE payments SET status = 'approved', due_at = NULL, settled_at = NEW.started_at WHERE id = NEW.id; END",
        &["our-view", "next-step"],
    ),
    sql(
        "a refund that was not answered is not repeated",
        "CREATE TRIGGER m AFTER UPDATE ON payments WHEN NEW.direction = 'refund' AND NEW.status = 'unknown' BEGIN
             UPDATE payments SET due_at = NULL WHERE id = NEW.id; END",
        &["next-step"],
    ),
    sql(
        "more goes back than came in",
        "CREATE TRIGGER m AFTER INSERT ON payments WHEN NEW.direction = 'refund' AND NEW.amount > 0 BEGIN
             UPDATE payments SET amount = amount + 1 WHERE id = NEW.id; END",
        &["refunds-within-charges"],
    ),
    sql(
        "a charge in doubt is forgotten",
        "CREATE TRIGGER m AFTER UPDATE ON payments WHEN NEW.direction = 'charge' AND NEW.status = 'unknown' BEGIN
             UPDATE payments SET due_at = NULL WHERE id = NEW.id; END",
        &["next-step"],
    ),
    sql(
        "a charge is taken down with another price",
        "CREATE TRIGGER m AFTER UPDATE OF status ON payments WHEN NEW.status = 'approved' AND NEW.direction = 'charge' BEGIN
             UPDATE payments SET amount = amount - 1 WHERE id = NEW.id; END",
        &["payment-first"],
    ),
    sql(
        "a cancellation is settled before the money is back",
        "CREATE TRIGGER m AFTER INSERT ON cancellations BEGIN
             UPDATE cancellations SET status = 'settled' WHERE id = NEW.id; END",
        &["cancellation"],
    ),
    sql(
        "a request's key is not kept",
        "CREATE TRIGGER m AFTER INSERT ON idempotency WHEN NEW.key LIKE 'request-%' BEGIN
             DELETE FROM idempotency WHERE key = NEW.key; END",
        &["one-request-one-order"],
    ),
    port("ids repeat", Port::RepeatingIds, &["no-fault"]),
    port("the clock stands still", Port::StandingClock, &["idle"]),
    port("each call has a new key", Port::NewKeys, &["intent-first"]),
    port("silence is taken for a decline", Port::SilenceIsNo, &["our-view"]),
    port("silence is taken for a charge", Port::SilenceIsYes, &["our-view"]),
    port("silence is taken for money that is back", Port::SilenceIsBack, &["our-view"]),
];
