/** Labels that are gone, and still to be taken off the notes that carried them. */
import type { Migration } from '@keep/service-kit/sqlite-database';

const sql = `
  CREATE TABLE label_removals (label_id TEXT PRIMARY KEY, user_id TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX label_removals_of_person ON label_removals (user_id);
`;

export const labelRemovalsMigration: Migration = { id: 5, name: 'label removals', sql };
