/** How many notes each person has, the bytes of their revisions, and what of these are revisions of each editor. */
import type { Migration } from '@keep/service-kit/sqlite-database';

/** `octet_length` knows the length of a text without reading it. */
const sql = `
  ALTER TABLE user_state ADD COLUMN notes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE user_state ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE editor_shares (
    owner_id TEXT NOT NULL,
    editor_id TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (owner_id, editor_id)
  ) STRICT, WITHOUT ROWID;

  INSERT INTO user_state (user_id, change_seq, notes, bytes)
  SELECT n.owner_id, 0, count(DISTINCT n.id), sum(octet_length(r.written))
  FROM notes n JOIN revisions r ON r.note_id = n.id WHERE true GROUP BY n.owner_id
  ON CONFLICT DO UPDATE SET notes = excluded.notes, bytes = excluded.bytes;

  INSERT INTO editor_shares
  SELECT n.owner_id, r.edited_by, sum(octet_length(r.written))
  FROM notes n JOIN revisions r ON r.note_id = n.id WHERE r.edited_by <> n.owner_id GROUP BY n.owner_id, r.edited_by;
`;

export const usageMigration: Migration = { id: 8, name: 'usage', sql };
