/** Members of notes, those who are invited without an account yet, and whose address is whose. */
import type { Migration } from '@keep/service-kit/sqlite-database';

/** `members` is JSON. `shared` marks what is in the list of notes with members. */
const sql = `
  ALTER TABLE notes ADD COLUMN members TEXT NOT NULL DEFAULT '[]';

  ALTER TABLE placements ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX board_of_shared ON placements (user_id, unpinned, position, note_id) WHERE shared = 1;

  CREATE TABLE invitations (
    address_hash TEXT NOT NULL,
    note_id TEXT NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
    PRIMARY KEY (address_hash, note_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX invitations_of_note ON invitations (note_id);

  CREATE TABLE addresses (
    address_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL UNIQUE,
    verified_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

export const membersMigration: Migration = { id: 3, name: 'members', sql };
