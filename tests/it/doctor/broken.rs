//! What a hand in the database can do, and which rules must see it.

/// What is done, and who must see it. `:paid` is the number of an order that is paid, and so on; a table
/// in front of `*` is first made anew without its constraints.
pub type Wound = (&'static str, &'static [&'static str]);

pub const PLACES: &[Wound] = &[
    (
        // One place too many, with everything else as if it had been booked.
        "UPDATE slots SET capacity = taken - 1 WHERE (date, time) = (SELECT date, time FROM orders WHERE id = :paid)",
        &["capacity"],
    ),
    (
        "DELETE FROM slots WHERE (date, time) = (SELECT date, time FROM orders WHERE id = :completed)",
        &["capacity", "capacity-counter"],
    ),
    (
        "UPDATE slots SET taken = taken + 1, capacity = 9 WHERE (date, time) = (SELECT date, time FROM orders WHERE id = :paid)",
        &["capacity-counter", "expired-holds"],
    ),
    (
        "UPDATE orders SET keeps_place = 0 WHERE id = :confirmed",
        &["capacity-counter", "keeps-place", "order-row"],
    ),
    (
        // Flag, counter and row agree with each other, but not with the status.
        "UPDATE orders SET keeps_place = 1 WHERE id = :expired;
         UPDATE slots SET taken = taken + 1, capacity = 9 WHERE (date, time) = (SELECT date, time FROM orders WHERE id = :expired)",
        &["expired-holds", "keeps-place", "order-row"],
    ),
    (
        "UPDATE slots SET date = '2026-12-xx' WHERE (date, time) = (SELECT date, time FROM orders WHERE id = :confirmed)",
        &["capacity", "capacity-counter", "expired-holds"],
    ),
];

pub const PAID_FIRST: &[Wound] = &[
    (
        "UPDATE payments SET amount = amount - 1 WHERE id = (SELECT payment_id FROM orders WHERE id = :confirmed)",
        &["payment-first"],
    ),
    (
        "UPDATE payments SET status = 'declined' WHERE id = (SELECT payment_id FROM orders WHERE id = :paid)",
        &["payment-first"],
    ),
    (
        "INSERT INTO reservations (id, order_id, status, requested_at) VALUES (900, :held, 'requested', 0);
         UPDATE orders SET reservation_id = 900 WHERE id = :held",
        &["order-row", "payment-first", "reservations"],
    ),
    (
        "UPDATE payments SET status = 'started', due_at = :now, settled_at = NULL WHERE direction = 'refund' AND order_id = :cancelled",
        &["refund-before-end"],
    ),
    (
        "DELETE FROM payments WHERE direction = 'refund' AND order_id = :rejected",
        &["refund-before-end"],
    ),
    (
        "UPDATE payments SET status = 'unknown', due_at = :now WHERE direction = 'charge' AND order_id = :none;
         DELETE FROM payments WHERE direction = 'refund' AND order_id = :none",
        &["refund-before-end"],
    ),
    (
        "DELETE FROM payments WHERE direction = 'refund' AND order_id = :stray
             AND refund_of <> (SELECT payment_id FROM orders WHERE id = :stray)",
        &["refund-before-end"],
    ),
    (
        "UPDATE payments SET status = 'approved', due_at = NULL, settled_at = 1
             WHERE direction = 'refund' AND order_id = :refund_pending",
        &["refund-pending"],
    ),
    (
        "UPDATE reservations SET status = 'confirmed' WHERE order_id = :requested",
        &["reservations"],
    ),
    (
        "UPDATE reservations SET status = 'requested' WHERE order_id = :rejected",
        &["reservations"],
    ),
    (
        "DELETE FROM reservations WHERE order_id = :completed",
        &["reservations"],
    ),
    ("DELETE FROM cancellations WHERE order_id = :gone", &["cancellations"]),
    (
        "UPDATE cancellations SET status = 'settled' WHERE order_id = :refund_pending",
        &["cancellations"],
    ),
    (
        "UPDATE cancellations SET status = 'owed' WHERE order_id = :cancelled",
        &["cancellations"],
    ),
    (
        "INSERT INTO cancellations (order_id, status, by_whom, refund, at) VALUES (:paid, 'settled', 'desk', 0, 0)",
        &["cancellations"],
    ),
];

pub const MONEY: &[Wound] = &[
    (
        "UPDATE payments SET amount = amount + 1 WHERE direction = 'refund' AND order_id = :cancelled",
        &["refunds-within-charges"],
    ),
    (
        // Less than both charges together, more than the one it belongs to.
        "UPDATE payments SET amount = amount + 1 WHERE direction = 'refund' AND order_id = :stray
             AND refund_of = (SELECT payment_id FROM orders WHERE id = :stray);
         UPDATE payments SET amount = amount - 1 WHERE direction = 'refund' AND order_id = :stray
             AND refund_of <> (SELECT payment_id FROM orders WHERE id = :stray)",
        &["refunds-within-charges"],
    ),
    (
        "UPDATE payments SET refund_of = (SELECT payment_id FROM orders WHERE id = :cancelled)
             WHERE direction = 'refund' AND order_id = :refund_pending",
        &["money-kept", "refunds-within-charges"],
    ),
    (
        "INSERT INTO payments (order_id, direction, method, amount, key, status, started_at, attempts, settled_at)
             SELECT order_id, direction, method, amount, 'another', status, started_at, attempts, settled_at
             FROM payments WHERE id = (SELECT payment_id FROM orders WHERE id = :confirmed)",
        &["one-live-charge"],
    ),
    (
        "INSERT INTO payments (order_id, direction, method, amount, key, status, started_at, attempts, settled_at)
             VALUES (:expired, 'charge', 'card', 50000, 'another', 'approved', 0, 1, 1)",
        &["money-kept"],
    ),
    (
        "INSERT INTO payments (order_id, direction, method, refund_of, amount, key, status, started_at, attempts, settled_at)
             SELECT order_id, 'refund', method, id, amount, 'another', 'approved', started_at, attempts, 1
             FROM payments WHERE id = (SELECT payment_id FROM orders WHERE id = :confirmed)",
        &["money-kept"],
    ),
    (
        "UPDATE payments SET settled_at = NULL WHERE id = (SELECT payment_id FROM orders WHERE id = :paid)",
        &["payments"],
    ),
    (
        "UPDATE payments SET due_at = :now WHERE id = (SELECT payment_id FROM orders WHERE id = :paid)",
        &["payments"],
    ),
    ("UPDATE payments SET status = 'lost' WHERE id = (SELECT payment_id FROM orders WHERE id = :declined)", &["payments"]),
    (
        "payments* UPDATE payments SET key = (SELECT key FROM payments WHERE order_id = :cancelled AND direction = 'charge')
             WHERE order_id = :cancelled AND direction = 'refund'",
        &["keys"],
    ),
    ("outbox* UPDATE outbox SET id = (SELECT MIN(id) FROM outbox) WHERE order_id = :paid AND seq = 1", &["keys"]),
    ("orders* UPDATE orders SET code = (SELECT code FROM orders WHERE id = :held) WHERE id = :paid", &["keys", "order-row"]),
    ("idempotency* INSERT INTO idempotency SELECT * FROM idempotency WHERE order_id = :paid", &["keys"]),
];

pub const MESSAGES: &[Wound] = &[
    ("DELETE FROM outbox WHERE order_id = :paid AND seq = 1", &["event-outbox"]),
    (
        "INSERT INTO outbox (id, event_id, order_id, seq, event, at, status, attempts, due_at, not_before, kind, recipient, text)
             VALUES ('stray', 90000, :paid, 90, 'NoShow', 0, 'pending', 0, 0, 0, 'SMS', '01000000000', 'text')",
        &["event-outbox"],
    ),
    (
        "outbox* INSERT INTO outbox SELECT 'twice', event_id, order_id, seq, event, at, kind, recipient, subject, text, status,
             attempts, due_at, not_before, lease_owner, lease_until, gateway_id, reason, settled_at, retried_at
             FROM outbox WHERE order_id = :completed AND seq = 1",
        &["event-outbox"],
    ),
    ("UPDATE outbox SET seq = 77 WHERE order_id = :paid AND seq = 2", &["event-outbox"]),
    (
        "UPDATE outbox SET status = 'pending', attempts = 1, settled_at = NULL WHERE order_id = :completed AND seq = 2",
        &["messages-in-order"],
    ),
    (
        "UPDATE outbox SET settled_at = settled_at - 60001 WHERE order_id = :completed AND seq = 4",
        &["messages-in-order"],
    ),
    ("UPDATE outbox SET text = '' WHERE order_id = :completed AND seq = 2", &["messages"]),
    ("UPDATE outbox SET recipient = NULL WHERE order_id = :paid AND seq = 1", &["messages"]),
    ("UPDATE outbox SET gateway_id = NULL WHERE order_id = :completed AND seq = 2", &["messages"]),
    ("UPDATE outbox SET status = 'silent' WHERE order_id = :completed AND seq = 2", &["messages"]),
    (
        "UPDATE outbox SET status = 'pending', attempts = 0, reason = NULL
             WHERE order_id = :none AND event = 'OrderPlaced' AND status = 'suppressed'",
        &["messages-in-order", "superseded"],
    ),
];

pub const LOG: &[Wound] = &[
    ("UPDATE events SET body = 'torn' WHERE order_id = :paid AND seq = 2", &["log-readable"]),
    ("UPDATE events SET event = 'NoShow' WHERE order_id = :paid AND seq = 2", &["event-outbox", "log-readable"]),
    ("UPDATE events SET status = 'lost' WHERE order_id = :completed AND seq = 2", &["log-readable"]),
    ("UPDATE events SET body = x'00ff' WHERE order_id = :completed AND seq = 2", &["log-readable"]),
    ("UPDATE orders SET birth = 'long ago' WHERE id = :completed", &["log-readable"]),
    ("UPDATE orders SET price = 1.5 WHERE id = :held", &["log-readable"]),
    (
        "UPDATE events SET seq = seq + 10 WHERE order_id = :completed AND seq > 1;
         UPDATE outbox SET seq = seq + 10 WHERE order_id = :completed AND seq > 1",
        &["log-gapless"],
    ),
    (
        "DELETE FROM outbox WHERE order_id = :completed; DELETE FROM events WHERE order_id = :completed",
        &["log-gapless"],
    ),
    (
        "DELETE FROM events WHERE order_id = :completed AND seq = 5; DELETE FROM outbox WHERE order_id = :completed AND seq = 5;
         DELETE FROM mypages WHERE order_id = :completed",
        &["inbox", "order-row"],
    ),
    ("UPDATE events SET status = 'requested' WHERE order_id = :confirmed AND seq = 3", &["log-legal"]),
    (
        "UPDATE events SET event = 'CheckedIn', body = '{\"v\":1,\"type\":\"CheckedIn\",\"by\":\"desk\"}'
             WHERE order_id = :confirmed AND seq = 3;
         UPDATE outbox SET event = 'CheckedIn' WHERE order_id = :confirmed AND seq = 3",
        &["log-legal"],
    ),
    ("UPDATE orders SET seq = seq + 1 WHERE id = :requested", &["order-row"]),
    ("UPDATE orders SET name = '김철수' WHERE id = :requested", &["order-row"]),
    ("UPDATE orders SET ending = 'cancelled' WHERE id = :expired", &["order-row"]),
    ("UPDATE mypages SET body = body || ' ' WHERE order_id = :completed", &["mypage"]),
    ("UPDATE mypages SET phone = '01000000000' WHERE order_id = :completed", &["mypage"]),
    ("UPDATE mypages SET seq = seq + 1 WHERE order_id = :completed", &["mypage"]),
    ("UPDATE mypages SET seq = seq - 1 WHERE order_id = :completed", &["inbox", "mypage"]),
    ("DELETE FROM mypages WHERE order_id = :completed", &["inbox"]),
    ("INSERT INTO mypages VALUES (9000, 1, NULL, '{}')", &["rows-belong"]),
    ("UPDATE cancellations SET order_id = 9000 WHERE order_id = :cancelled", &["cancellations", "rows-belong"]),
    ("UPDATE idempotency SET order_id = 9000 WHERE order_id = :paid", &["rows-belong"]),
    (
        "INSERT INTO payments (order_id, direction, method, amount, key, status, started_at, attempts, settled_at)
             VALUES (9000, 'charge', 'card', 50000, 'another', 'declined', 0, 1, 1)",
        &["rows-belong"],
    ),
];

pub const PROGRESS: &[Wound] = &[
    (
        "UPDATE payments SET status = 'released', settled_at = 1, due_at = NULL WHERE order_id = :payment_unknown",
        &["next-step"],
    ),
    (
        "UPDATE payments SET due_at = NULL WHERE order_id = :paying",
        &["next-step"],
    ),
    (
        "UPDATE payments SET due_at = NULL WHERE order_id = :refund_pending AND direction = 'refund'",
        &["next-step"],
    ),
    (
        "UPDATE payments SET due_at = due_at + 86400000 WHERE order_id = :refund_pending AND direction = 'refund'",
        &["next-step"],
    ),
    (
        "UPDATE inbox SET due_at = due_at + 86400000 WHERE order_id = :paid AND consumer = 'reservations'",
        &["next-step"],
    ),
    (
        "DELETE FROM inbox WHERE order_id = :paid AND consumer = 'reservations'",
        &["paid-is-passed-on"],
    ),
    (
        "DELETE FROM inbox WHERE order_id = :paid AND consumer = 'mypage'",
        &["inbox"],
    ),
    (
        "INSERT INTO inbox VALUES ('mypage', 90000, :paid, 0, :now, NULL)",
        &["inbox"],
    ),
    (
        "UPDATE inbox SET order_id = :held WHERE order_id = :paid AND consumer = 'reservations'",
        &["inbox"],
    ),
    (
        "UPDATE inbox SET consumer = 'nobody' WHERE order_id = :held AND consumer = 'mypage'",
        &["inbox"],
    ),
    (
        "UPDATE payments SET lease_until = :now WHERE order_id = :paying",
        &["leases"],
    ),
    (
        "UPDATE payments SET lease_owner = 'w', lease_until = :now WHERE order_id = :declined",
        &["leases"],
    ),
    (
        "UPDATE payments SET lease_owner = 'w', lease_until = :now + 86400000 WHERE order_id = :paying",
        &["leases"],
    ),
    (
        "UPDATE outbox SET lease_owner = 'w', lease_until = :now WHERE order_id = :completed AND seq = 2",
        &["leases"],
    ),
    (
        "UPDATE outbox SET lease_owner = '', lease_until = :now WHERE order_id = :paid AND seq = 1",
        &["leases"],
    ),
    (
        "UPDATE payments SET due_at = due_at - 3600000 WHERE order_id = :paying",
        &["worker"],
    ),
    (
        "UPDATE inbox SET due_at = due_at - 3600000 WHERE order_id = :held",
        &["worker"],
    ),
];
