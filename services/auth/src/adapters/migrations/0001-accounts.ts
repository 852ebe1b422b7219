/** The first tables of auth. Times are milliseconds since the epoch. */
import type { Migration } from '@keep/service-kit/sqlite-database';
import { outboxMigrationSql } from '@keep/service-kit/sqlite-outbox';

export const accounts: Migration = {
  id: 1,
  name: 'accounts',
  sql: `
  CREATE TABLE users (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'deleting')),
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    user_agent TEXT,
    token_hash TEXT NOT NULL,
    spent_hash TEXT,
    rotated_at INTEGER
  ) STRICT;
  CREATE INDEX sessions_of_user ON sessions (user_id, id);
  CREATE INDEX sessions_expiring ON sessions (expires_at);

  CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    hash TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE INDEX api_tokens_of_user ON api_tokens (user_id, id);

  -- Sessions and API tokens that ended while access tokens made for them may still be about.
  CREATE TABLE revocations (session_id TEXT PRIMARY KEY, revoked_at INTEGER NOT NULL) STRICT;
  CREATE INDEX revocations_by_time ON revocations (revoked_at);

  CREATE TABLE pending_sign_ups (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX pending_sign_ups_of_email ON pending_sign_ups (email, id);

  CREATE TABLE codes (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    purpose TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX codes_of_email ON codes (email);

  CREATE TABLE code_requests (id INTEGER PRIMARY KEY, account TEXT NOT NULL, requested_at INTEGER NOT NULL) STRICT;
  CREATE INDEX code_requests_of_account ON code_requests (account, requested_at);

  CREATE TABLE sign_in_attempts (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    attempted_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX sign_in_attempts_of_account ON sign_in_attempts (account, address, attempted_at);
  CREATE TABLE sign_in_failures (
    account TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL,
    last_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE signing_keys (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('current', 'next', 'retired')),
    public_jwk TEXT NOT NULL,
    -- Forgotten when the key is retired.
    private_jwk TEXT,
    created_at INTEGER NOT NULL,
    retired_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX signing_keys_one_each ON signing_keys (state) WHERE state <> 'retired';
  CREATE TABLE server_secret (id INTEGER PRIMARY KEY CHECK (id = 1), secret BLOB NOT NULL) STRICT;

  CREATE TABLE idempotency_keys (
    user_id TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
  ) STRICT;

  CREATE TABLE mail_queue (
    id TEXT PRIMARY KEY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    discard_after INTEGER NOT NULL,
    claimed_until INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  -- A row that is done is the tombstone: the id of an erased person, and nothing about them.
  CREATE TABLE deletions (
    user_id TEXT PRIMARY KEY,
    shared_notes TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'erased', 'done')),
    requested_at INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    finished_at INTEGER
  ) STRICT;
  CREATE INDEX deletions_unfinished ON deletions (state) WHERE state <> 'done';
  CREATE TABLE deletion_participants (
    user_id TEXT NOT NULL REFERENCES deletions,
    name TEXT NOT NULL,
    answered_at INTEGER,
    PRIMARY KEY (user_id, name)
  ) STRICT;
  ${outboxMigrationSql}`,
};
