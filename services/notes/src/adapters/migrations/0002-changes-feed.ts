/** What the changes feed needs: when notes were gone, what is forgotten of them, and apart from it their last versions. */
import type { Migration } from '@keep/service-kit/sqlite-database';

/** `changes_floor`: of notes that were gone by this change of the person, some are forgotten. */
const sql = `
  CREATE TABLE deleted_notes (id TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO deleted_notes SELECT note_id, max(version) FROM gone_notes GROUP BY note_id;
  DROP INDEX gone_notes_by_note;

  ALTER TABLE gone_notes ADD COLUMN gone_at TEXT NOT NULL DEFAULT '';
  UPDATE gone_notes SET gone_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now');
  CREATE INDEX gone_notes_by_time ON gone_notes (gone_at);

  ALTER TABLE user_state ADD COLUMN changes_floor INTEGER NOT NULL DEFAULT 0;
`;

export const changesFeedMigration: Migration = { id: 2, name: 'changes feed', sql };
