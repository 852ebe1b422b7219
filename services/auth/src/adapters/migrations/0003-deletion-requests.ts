/** Which session asked for an erasure under which key, for as long as its access tokens may be about. */
import type { Migration } from '@keep/service-kit/sqlite-database';

export const deletionRequests: Migration = {
  id: 3,
  name: 'deletion-requests',
  sql: `
  CREATE TABLE deletion_requests (
    session_id TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    requested_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX deletion_requests_by_time ON deletion_requests (requested_at);`,
};
