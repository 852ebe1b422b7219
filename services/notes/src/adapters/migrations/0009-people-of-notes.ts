/** Who wrote in a note, who was asked to become its owner, and where those who left it are named. */
import type { Migration } from '@keep/service-kit/sqlite-database';

/** `hand_over` and `authors` are JSON. `former_authors` are authors without a placement: an erasure looks there for them. */
const sql = `
  ALTER TABLE notes ADD COLUMN hand_over TEXT;
  ALTER TABLE notes ADD COLUMN authors TEXT NOT NULL DEFAULT '[]';

  CREATE TABLE former_authors (
    user_id TEXT NOT NULL,
    note_id TEXT NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, note_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX former_authors_of_note ON former_authors (note_id);
`;

export const peopleOfNotesMigration: Migration = { id: 9, name: 'people of notes', sql };
