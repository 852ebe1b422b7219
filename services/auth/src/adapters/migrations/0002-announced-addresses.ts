/** Which address of an account was announced last, and when: null for accounts made before auth did so. */
import type { Migration } from '@keep/service-kit/sqlite-database';

export const announcedAddresses: Migration = {
  id: 2,
  name: 'announced-addresses',
  sql: `
  ALTER TABLE users ADD COLUMN announced_email TEXT;
  ALTER TABLE users ADD COLUMN announced_at INTEGER;
  CREATE INDEX users_to_announce ON users (id) WHERE announced_email IS NOT email AND status = 'active';`,
};
