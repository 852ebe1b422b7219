/** One row for each list that a note is in, so that a page of any view and any filters is one range of one index. */
import type { Migration } from '@keep/service-kit/sqlite-database';

/**
 * `label_id` is empty for the view as a whole. What only sorted a board leaves `placements`; `unpinned` is 0 for pinned
 * notes, so that the order ascends in every column.
 */
const sql = `
  DROP INDEX board; DROP INDEX board_by_color; DROP INDEX board_by_kind;
  DROP INDEX board_of_reminders; DROP INDEX board_of_shared;
  DROP INDEX placements_of_note; DROP INDEX placements_changed;
  ALTER TABLE placements RENAME TO placements_before;

  CREATE TABLE placements (
    user_id TEXT NOT NULL,
    note_id TEXT NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    change_seq INTEGER NOT NULL,
    view TEXT NOT NULL,
    placement TEXT NOT NULL,
    PRIMARY KEY (user_id, note_id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO placements SELECT user_id, note_id, version, change_seq, view, placement FROM placements_before;
  CREATE INDEX placements_of_note ON placements (note_id);
  CREATE INDEX placements_changed ON placements (user_id, change_seq);

  CREATE TABLE listings (
    user_id TEXT NOT NULL,
    note_id TEXT NOT NULL,
    label_id TEXT NOT NULL,
    view TEXT NOT NULL,
    color TEXT NOT NULL,
    kind TEXT NOT NULL,
    unpinned INTEGER NOT NULL,
    position TEXT NOT NULL,
    PRIMARY KEY (user_id, note_id, label_id, view),
    FOREIGN KEY (user_id, note_id) REFERENCES placements (user_id, note_id) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  INSERT INTO listings
  SELECT p.user_id, p.note_id, l.label_id, v.view, p.color, p.kind, p.unpinned, p.position
  FROM placements_before p
    JOIN (SELECT user_id, note_id, '' AS label_id FROM placements_before
          UNION ALL SELECT user_id, note_id, label_id FROM placement_labels) l USING (user_id, note_id)
    JOIN (SELECT user_id, note_id, view FROM placements_before
          UNION ALL SELECT user_id, note_id, 'shared' FROM placements_before WHERE shared = 1
          UNION ALL SELECT user_id, note_id, 'reminders' FROM placements_before
            WHERE reminder_at IS NOT NULL AND view <> 'trashed') v USING (user_id, note_id);
  CREATE INDEX listed ON listings (user_id, label_id, view, unpinned, position, note_id);
  CREATE INDEX listed_by_color ON listings (user_id, label_id, view, color, unpinned, position, note_id);
  CREATE INDEX listed_by_kind ON listings (user_id, label_id, view, kind, unpinned, position, note_id);
  CREATE INDEX listed_by_both ON listings (user_id, label_id, view, color, kind, unpinned, position, note_id);

  DROP TABLE placement_labels;
  DROP TABLE placements_before;
`;

export const listingsMigration: Migration = { id: 4, name: 'listings', sql };
