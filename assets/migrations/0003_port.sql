-- Who may call the port. Of a token only its SHA-256 is here: a stolen backup opens nothing.
CREATE TABLE tokens (
    id {id},
    name {key} NOT NULL,
    role TEXT NOT NULL,
    hash {key} NOT NULL UNIQUE,
    added_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT
);

-- What this centre alone knows. The link in a customer's text is derived from it (see app/links.rs).
CREATE TABLE secrets (
    name {key} PRIMARY KEY,
    value TEXT NOT NULL
);
INSERT INTO secrets VALUES ('customer_link', {secret});
