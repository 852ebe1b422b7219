/** The first schema of notes: content apart from placements, each as the JSON text that is sent. */
import type { Migration } from '@keep/service-kit/sqlite-database';
import { outboxMigrationSql } from '@keep/service-kit/sqlite-outbox';

/**
 * `unpinned` is 0 for pinned notes, so that a board's order ascends in every column and a page is one range of an index.
 * `change_seq` is the person's own counter at the last change of anything they see of the note.
 */
const sql = `
  CREATE TABLE notes (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    content_version INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    trashed_at TEXT,
    import_id TEXT,
    creation_fingerprint TEXT NOT NULL,
    content TEXT NOT NULL
  ) STRICT;
  CREATE INDEX notes_of_owner ON notes (owner_id, id);
  CREATE INDEX notes_of_import ON notes (owner_id, import_id, revision) WHERE import_id IS NOT NULL;
  CREATE INDEX notes_in_trash ON notes (trashed_at) WHERE trashed_at IS NOT NULL;

  CREATE TABLE placements (
    user_id TEXT NOT NULL,
    note_id TEXT NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    change_seq INTEGER NOT NULL,
    view TEXT NOT NULL,
    unpinned INTEGER NOT NULL,
    position TEXT NOT NULL,
    color TEXT NOT NULL,
    kind TEXT NOT NULL,
    reminder_at TEXT,
    placement TEXT NOT NULL,
    PRIMARY KEY (user_id, note_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX board ON placements (user_id, view, unpinned, position, note_id);
  CREATE INDEX board_by_color ON placements (user_id, view, color, unpinned, position, note_id);
  CREATE INDEX board_by_kind ON placements (user_id, view, kind, unpinned, position, note_id);
  CREATE INDEX board_of_reminders ON placements (user_id, unpinned, position, note_id)
    WHERE reminder_at IS NOT NULL AND view <> 'trashed';
  CREATE INDEX placements_of_note ON placements (note_id);
  CREATE INDEX placements_changed ON placements (user_id, change_seq);

  CREATE TABLE placement_labels (
    user_id TEXT NOT NULL,
    label_id TEXT NOT NULL,
    view TEXT NOT NULL,
    unpinned INTEGER NOT NULL,
    position TEXT NOT NULL,
    note_id TEXT NOT NULL,
    PRIMARY KEY (user_id, label_id, view, unpinned, position, note_id),
    FOREIGN KEY (user_id, note_id) REFERENCES placements (user_id, note_id) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX labels_of_placement ON placement_labels (user_id, note_id);

  CREATE TABLE gone_notes (
    user_id TEXT NOT NULL,
    note_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    change_seq INTEGER NOT NULL,
    PRIMARY KEY (user_id, note_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX gone_notes_by_note ON gone_notes (note_id, version);
  CREATE INDEX gone_notes_changed ON gone_notes (user_id, change_seq);

  CREATE TABLE user_state (
    user_id TEXT PRIMARY KEY,
    change_seq INTEGER NOT NULL,
    labels_change_seq INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE revisions (
    note_id TEXT NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    edited_by TEXT NOT NULL,
    edited_at TEXT NOT NULL,
    written TEXT NOT NULL,
    PRIMARY KEY (note_id, revision)
  ) STRICT;

  CREATE TABLE labels (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (user_id, name_key)
  ) STRICT;

  CREATE TABLE imports (
    user_id TEXT NOT NULL,
    id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (user_id, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE handled_requests (
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    note_id TEXT,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (user_id, kind, key)
  ) STRICT;
  CREATE INDEX handled_requests_by_expiry ON handled_requests (expires_at);
  CREATE INDEX handled_requests_of_note ON handled_requests (note_id) WHERE note_id IS NOT NULL;

  CREATE TABLE erased_users (user_id TEXT PRIMARY KEY, erased_at TEXT NOT NULL) STRICT, WITHOUT ROWID;

  ${outboxMigrationSql}
`;

export const notesMigration: Migration = { id: 1, name: 'notes', sql };
