/** Which address of an account was announced last, and when: null for accounts made before auth did so. */
import type { Migration } from '@keep/service-kit/migration';

export const announcedAddresses: Migration = {
  id: 2,
  name: 'announced-addresses',
  sql: `
  ALTER TABLE users ADD COLUMN announced_email TEXT;
  ALTER TABLE users ADD COLUMN announced_at TIMESTAMPTZ;
  CREATE INDEX users_to_announce ON users (id) WHERE announced_email IS DISTINCT FROM email AND status = 'active';`,
};
