-- What waits to be sent, by its time. COALESCE, so that who asks in these words is served by this index: where the
-- status stood plainly, SQLite took outbox_by_status, and each lease of 512 texts went through all that waited.
DROP INDEX outbox_waiting;
CREATE INDEX outbox_to_send ON outbox (due_at, event_id) WHERE COALESCE(status, '') = 'pending';
