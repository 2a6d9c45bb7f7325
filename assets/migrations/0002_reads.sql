-- What the screens read, and what the centre changes of its catalogue.

-- Found by name or initials, the newest of a name first.
DROP INDEX orders_by_name;
DROP INDEX orders_by_initials;
CREATE INDEX orders_by_name ON orders (name, id DESC);
CREATE INDEX orders_by_initials ON orders (initials, id DESC);

-- The centre's queue by the day of the visit, as small as the queue is. COALESCE, so that who asks in these
-- words is served by this index and not by orders_by_status, which would have to be sorted.
CREATE INDEX orders_to_decide ON orders (date, time, id) WHERE COALESCE(status, '') = 'requested';

-- The last weeks' bookings, for the figures.
CREATE INDEX orders_by_creation ON orders (created_at);

-- What the centre has changed of a package. One without a row is sold as it was shipped.
CREATE TABLE packages (
    code {key} PRIMARY KEY,
    price BIGINT CHECK (price >= 0),
    on_sale BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
