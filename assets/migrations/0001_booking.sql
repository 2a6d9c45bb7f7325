-- TEXT and BIGINT only, so that both engines read one text. {id} is an automatic number, {key} is text
-- that sorts by bytes. Instants are epoch milliseconds; dates YYYY-MM-DD and times HH:MM are local.

CREATE TABLE slots (
    date {key} NOT NULL,
    time {key} NOT NULL,
    capacity BIGINT NOT NULL,
    taken BIGINT NOT NULL,
    PRIMARY KEY (date, time),
    CHECK (taken >= 0 AND taken <= capacity)
);

CREATE TABLE capacity_rules (
    id {id},
    from_date TEXT NOT NULL,
    to_date TEXT,
    time TEXT,
    capacity BIGINT NOT NULL CHECK (capacity >= 0),
    set_at BIGINT NOT NULL
);

CREATE TABLE closures (
    date {key} PRIMARY KEY,
    reason TEXT NOT NULL,
    added_at BIGINT NOT NULL
);

-- One row a phone number: the lock that makes its limit exact.
CREATE TABLE phones (
    phone {key} PRIMARY KEY,
    seen_at BIGINT NOT NULL
);

CREATE TABLE orders (
    id {id},
    code {key} NOT NULL UNIQUE,
    seq BIGINT NOT NULL,
    status {key} NOT NULL,
    package {key} NOT NULL,
    date {key} NOT NULL,
    time {key} NOT NULL,
    price BIGINT NOT NULL CHECK (price >= 0),
    name {key} NOT NULL,
    initials {key} NOT NULL,
    phone {key},
    last4 {key},
    birth TEXT,
    sex TEXT,
    created_at BIGINT NOT NULL,
    hold_expires_at BIGINT NOT NULL,
    keeps_place BIGINT NOT NULL,
    payment_id BIGINT,
    reservation_id BIGINT,
    ending TEXT
);
CREATE INDEX orders_by_slot ON orders (date, time);
CREATE INDEX orders_by_status ON orders (status, id);
CREATE INDEX orders_by_phone ON orders (phone, id);
CREATE INDEX orders_by_last4 ON orders (last4, id);
CREATE INDEX orders_by_name ON orders (name, id);
CREATE INDEX orders_by_initials ON orders (initials, id);
CREATE INDEX orders_holding ON orders (hold_expires_at) WHERE status IN ('held', 'paying', 'payment_unknown') AND keeps_place = 1;

CREATE TABLE events (
    id {id},
    order_id BIGINT NOT NULL REFERENCES orders (id),
    seq BIGINT NOT NULL,
    event TEXT NOT NULL,
    status TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (order_id, seq)
);

-- One row an event, written with it. The text is fixed here: what is sent is what was true then.
CREATE TABLE outbox (
    id {key} PRIMARY KEY,
    event_id BIGINT NOT NULL UNIQUE REFERENCES events (id),
    order_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    event TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT,
    recipient TEXT,
    subject TEXT,
    text TEXT,
    status {key} NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT,
    gateway_id TEXT,
    reason TEXT,
    settled_at BIGINT,
    -- When somebody last took it up again by hand: from then on it keeps no order with its neighbours.
    retried_at BIGINT
);
CREATE INDEX outbox_waiting ON outbox (due_at, event_id) WHERE status = 'pending';
CREATE INDEX outbox_by_order ON outbox (order_id, seq);
CREATE INDEX outbox_by_status ON outbox (status, event_id);

-- What each consumer has still to do; a row goes away in the transaction that does it.
CREATE TABLE inbox (
    consumer {key} NOT NULL,
    event_id BIGINT NOT NULL,
    order_id BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    reason TEXT,
    PRIMARY KEY (consumer, event_id)
);

CREATE TABLE payments (
    id {id},
    order_id BIGINT NOT NULL REFERENCES orders (id),
    direction TEXT NOT NULL,
    method TEXT NOT NULL,
    refund_of BIGINT REFERENCES payments (id),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    key {key} NOT NULL UNIQUE,
    status {key} NOT NULL,
    reference TEXT,
    reason TEXT,
    started_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT,
    lease_owner TEXT,
    lease_until BIGINT,
    settled_at BIGINT
);
CREATE INDEX payments_by_order ON payments (order_id, id);
CREATE INDEX payments_due ON payments (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE reservations (
    id {id},
    order_id BIGINT NOT NULL UNIQUE REFERENCES orders (id),
    status {key} NOT NULL,
    requested_at BIGINT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT
);

CREATE TABLE cancellations (
    id {id},
    order_id BIGINT NOT NULL UNIQUE REFERENCES orders (id),
    status TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    reason TEXT,
    refund BIGINT NOT NULL,
    at BIGINT NOT NULL
);

-- The first answer to each key. A row without an answer is a request still under way, or one that died.
CREATE TABLE idempotency (
    key {key} PRIMARY KEY,
    request TEXT NOT NULL,
    order_id BIGINT NOT NULL,
    answer TEXT,
    at BIGINT NOT NULL
);

CREATE TABLE mypages (
    order_id BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL,
    phone {key},
    body TEXT NOT NULL
);
CREATE INDEX mypages_by_phone ON mypages (phone, order_id);

CREATE TABLE breakers (
    gateway {key} PRIMARY KEY,
    recent BIGINT NOT NULL,
    failures_in_row BIGINT NOT NULL,
    trips BIGINT NOT NULL,
    open_until BIGINT,
    probe_until BIGINT
);
INSERT INTO breakers VALUES ('payment', 0, 0, 0, NULL, NULL);
INSERT INTO breakers VALUES ('sms', 0, 0, 0, NULL, NULL);
