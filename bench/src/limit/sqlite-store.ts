/** The limit's storage on SQLite: the same durable settings, group commit, joins and indexes as notes has. */
import { join } from 'node:path';
import { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { outboxMigrationSql } from '@keep/service-kit/sqlite-outbox';
import { type BareContent, BARE_USER, bareContent, bareEvent, barePlacement, joined, revised } from './bare-note.ts';
import type { BareStore } from './store.ts';

const sql = `
  CREATE TABLE notes (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, content TEXT NOT NULL) STRICT;
  CREATE TABLE placements (
    user_id TEXT NOT NULL, note_id TEXT NOT NULL, position TEXT NOT NULL, color TEXT NOT NULL, kind TEXT NOT NULL,
    change_seq INTEGER NOT NULL, placement TEXT NOT NULL, PRIMARY KEY (user_id, note_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX board ON placements (user_id, position, note_id);
  CREATE INDEX board_by_color ON placements (user_id, color, position, note_id);
  CREATE INDEX board_by_kind ON placements (user_id, kind, position, note_id);
  CREATE INDEX placements_changed ON placements (user_id, change_seq);
  CREATE TABLE revisions (
    note_id TEXT NOT NULL, revision INTEGER NOT NULL, content TEXT NOT NULL, PRIMARY KEY (note_id, revision)
  ) STRICT;
  CREATE TABLE user_state (user_id TEXT PRIMARY KEY, change_seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  ${outboxMigrationSql}
`;

type Row = { content: string; placement: string };

export function openSqliteStore(dataDir: string): BareStore {
  const db = SqliteDatabase.open(join(dataDir, 'limit.sqlite'), [{ id: 1, name: 'limit', sql }]);
  const placement = JSON.stringify(barePlacement);

  function find(id: string): Row | undefined {
    return db.get<Row>(
      `SELECT n.content, p.placement FROM placements p JOIN notes n ON n.id = p.note_id
       WHERE p.user_id = ? AND p.note_id = ?`,
      BARE_USER, id,
    ); // prettier-ignore
  }

  function store(content: BareContent): string {
    const text = JSON.stringify(content);
    const event = bareEvent(content);
    const { position, color } = barePlacement;
    db.run('INSERT OR REPLACE INTO notes VALUES (?, ?, ?)', content.id, content.revision, text);
    db.run('INSERT INTO revisions VALUES (?, ?, ?)', content.id, content.revision, text);
    const state = db.get<{ change_seq: number }>(
      `INSERT INTO user_state VALUES (?, 1) ON CONFLICT DO UPDATE SET change_seq = change_seq + 1 RETURNING change_seq`,
      BARE_USER,
    );
    db.run(
      'INSERT OR REPLACE INTO placements VALUES (?, ?, ?, ?, ?, ?, ?)',
      BARE_USER, content.id, position, color, content.kind, state?.change_seq ?? 0, placement,
    ); // prettier-ignore
    db.run(
      'INSERT INTO outbox (id, subject, event, created_at) VALUES (?, ?, ?, ?)',
      event.id, event.subject, event.text, content.updatedAt,
    ); // prettier-ignore
    return joined(text, placement);
  }

  return {
    async page(limit) {
      const rows = db.all<Row>(
        `SELECT n.content, p.placement FROM placements p INDEXED BY board CROSS JOIN notes n ON n.id = p.note_id
         WHERE p.user_id = ? ORDER BY p.position, p.note_id LIMIT ?`,
        BARE_USER, limit,
      ); // prettier-ignore
      return rows.map(row => joined(row.content, row.placement));
    },
    async note(id) {
      const row = find(id);
      return row && joined(row.content, row.placement);
    },
    create: written => db.write(() => store(bareContent(written))),
    async edit(id, { body }) {
      const row = find(id);
      return row && db.write(() => store(revised(JSON.parse(row.content) as BareContent, body)));
    },
  };
}
