/** Which session asked for an erasure under which key, for as long as its access tokens may be about. */
import type { Migration } from '@keep/service-kit/migration';

export const deletionRequests: Migration = {
  id: 3,
  name: 'deletion-requests',
  sql: `
  CREATE TABLE deletion_requests (
    session_id TEXT COLLATE "C" PRIMARY KEY,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL
  );
  CREATE INDEX deletion_requests_by_time ON deletion_requests (requested_at);`,
};
