/** Wrong passwords by where they come from; what older versions counted is worth minutes, and begins anew. */
import type { Migration } from '@keep/service-kit/migration';

export const origins: Migration = {
  id: 7,
  name: 'origins',
  sql: `
  DROP TABLE sign_in_failures;
  CREATE TABLE sign_in_waits (
    account TEXT COLLATE "C" NOT NULL,
    origin TEXT COLLATE "C" NOT NULL,
    failures INTEGER NOT NULL,
    last_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account, origin)
  );
  DELETE FROM sign_in_attempts;
  ALTER TABLE sign_in_attempts RENAME COLUMN address TO origin;
  CREATE INDEX sign_in_attempts_of_origin ON sign_in_attempts (origin, attempted_at);

  -- Networks from which an account has signed in, as digests.
  CREATE TABLE familiar_networks (
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users,
    digest TEXT COLLATE "C" NOT NULL,
    last_used_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, digest)
  );
  CREATE INDEX familiar_networks_by_time ON familiar_networks (last_used_at);
  ALTER TABLE users ADD COLUMN resets INTEGER NOT NULL DEFAULT 0;

  -- From here on, whose allowance was used is stored as a digest.
  DELETE FROM code_requests;`,
};
