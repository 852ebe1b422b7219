/** The first tables of auth in PostgreSQL. Ids are compared bytewise, whatever the database's language. */
import type { Migration } from '@keep/service-kit/migration';
import { postgresOutboxMigrationSql } from '@keep/service-kit/postgres-outbox';

export const accounts: Migration = {
  id: 1,
  name: 'accounts',
  sql: `
  CREATE TABLE users (
    id TEXT COLLATE "C" PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'deleting')),
    created_at TIMESTAMPTZ NOT NULL
  );

  CREATE TABLE sessions (
    id TEXT COLLATE "C" PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users,
    created_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    user_agent TEXT,
    token_hash TEXT NOT NULL,
    spent_hash TEXT,
    rotated_at TIMESTAMPTZ
  );
  CREATE INDEX sessions_of_user ON sessions (user_id, id);
  CREATE INDEX sessions_expiring ON sessions (expires_at);

  CREATE TABLE api_tokens (
    id TEXT COLLATE "C" PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users,
    name TEXT NOT NULL,
    scopes TEXT[] NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ,
    hash TEXT NOT NULL UNIQUE
  );
  CREATE INDEX api_tokens_of_user ON api_tokens (user_id, id);

  -- Sessions and API tokens that ended while access tokens made for them may still be about.
  CREATE TABLE revocations (session_id TEXT COLLATE "C" PRIMARY KEY, revoked_at TIMESTAMPTZ NOT NULL);
  CREATE INDEX revocations_by_time ON revocations (revoked_at);

  CREATE TABLE pending_sign_ups (
    id TEXT COLLATE "C" PRIMARY KEY,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
  );
  CREATE INDEX pending_sign_ups_of_email ON pending_sign_ups (email, id);

  CREATE TABLE codes (
    id TEXT COLLATE "C" PRIMARY KEY,
    email TEXT NOT NULL,
    purpose TEXT NOT NULL,
    subject_id TEXT COLLATE "C" NOT NULL,
    hash TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
  );
  CREATE INDEX codes_of_email ON codes (email);
  CREATE INDEX codes_of_subject ON codes (subject_id);

  CREATE TABLE code_requests (account TEXT NOT NULL, requested_at TIMESTAMPTZ NOT NULL);
  CREATE INDEX code_requests_of_account ON code_requests (account, requested_at);

  CREATE TABLE sign_in_attempts (
    id TEXT COLLATE "C" PRIMARY KEY,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    attempted_at TIMESTAMPTZ NOT NULL
  );
  CREATE INDEX sign_in_attempts_of_account ON sign_in_attempts (account, address, attempted_at);
  CREATE TABLE sign_in_failures (
    account TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    blocked_until TIMESTAMPTZ,
    last_at TIMESTAMPTZ NOT NULL
  );

  CREATE TABLE signing_keys (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('current', 'next', 'retired')),
    public_jwk JSON NOT NULL,
    -- Forgotten when the key is retired.
    private_jwk JSON,
    created_at TIMESTAMPTZ NOT NULL,
    retired_at TIMESTAMPTZ
  );
  CREATE UNIQUE INDEX signing_keys_one_each ON signing_keys (state) WHERE state <> 'retired';
  CREATE TABLE server_secret (id INTEGER PRIMARY KEY CHECK (id = 1), secret BYTEA NOT NULL);

  CREATE TABLE idempotency_keys (
    user_id TEXT COLLATE "C" NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer JSON NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, key)
  );

  CREATE TABLE mail_queue (
    id TEXT COLLATE "C" PRIMARY KEY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    discard_after TIMESTAMPTZ NOT NULL,
    claimed_until TIMESTAMPTZ
  );

  -- A row that is done is the tombstone: the id of an erased person, and nothing about them.
  CREATE TABLE deletions (
    user_id TEXT COLLATE "C" PRIMARY KEY,
    shared_notes TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'erased', 'done')),
    requested_at TIMESTAMPTZ NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ
  );
  CREATE INDEX deletions_unfinished ON deletions (state) WHERE state <> 'done';
  CREATE TABLE deletion_participants (
    user_id TEXT COLLATE "C" NOT NULL REFERENCES deletions,
    name TEXT NOT NULL,
    answered_at TIMESTAMPTZ,
    PRIMARY KEY (user_id, name)
  );
  ${postgresOutboxMigrationSql}`,
};
