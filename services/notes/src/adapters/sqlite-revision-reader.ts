/** The history of notes in SQLite; it is written with the notes. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { readWritten } from '../domain/stored-text.ts';
import type { Revision, RevisionReader, RevisionSummary } from '../ports.ts';

const summaryColumns = 'r.revision, r.edited_by AS editedBy, r.edited_at AS editedAt';
/** Only of what the reader may see, and has accepted. */
const onBoard = `placements p JOIN revisions r ON r.note_id = p.note_id
  WHERE p.user_id = ? AND p.note_id = ? AND p.view NOT IN ('hidden', 'invited')`;

export class SqliteRevisionReader implements RevisionReader {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  async page(userId: string, noteId: string, before: number | undefined, limit: number): Promise<RevisionSummary[]> {
    return this.#db.all<RevisionSummary>(
      `SELECT ${summaryColumns} FROM ${onBoard} AND r.revision < ? ORDER BY r.revision DESC LIMIT ?`,
      userId, noteId, before ?? Number.MAX_SAFE_INTEGER, limit,
    ); // prettier-ignore
  }

  async find(userId: string, noteId: string, revision: number): Promise<Revision | undefined> {
    const found = await this.asOf(userId, noteId, revision);
    return found?.revision === revision ? found : undefined;
  }

  async asOf(userId: string, noteId: string, revision: number): Promise<Revision | undefined> {
    const row = this.#db.get<RevisionSummary & { written: string }>(
      `SELECT ${summaryColumns}, r.written FROM ${onBoard} AND r.revision <= ? ORDER BY r.revision DESC LIMIT 1`,
      userId, noteId, revision,
    ); // prettier-ignore
    if (!row) return undefined;
    const { written, ...summary } = row;
    return { ...summary, ...readWritten(written) };
  }
}
