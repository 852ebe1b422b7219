/** Imports in SQLite; one is written with the first note that names it. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import type { Commit, Import, ImportPlace, ImportRepository, SaveOutcome } from '../ports.ts';
import { nextChange, type SqliteWriter } from './sqlite-commit.ts';

export class SqliteImportRepository implements ImportRepository {
  readonly #db: SqliteDatabase;
  readonly #writer: SqliteWriter;

  constructor(writer: SqliteWriter) {
    this.#db = writer.db;
    this.#writer = writer;
  }

  async page(userId: string, after: ImportPlace | undefined, limit: number): Promise<Import[]> {
    const { createdAt, id } = after ?? { createdAt: '~', id: '~' };
    return this.#db.all<Import>(
      `SELECT i.id, i.created_at AS createdAt,
         (SELECT count(*) FROM notes n WHERE n.owner_id = i.user_id AND n.import_id = i.id) AS notes
       FROM imports i WHERE i.user_id = ? AND (i.created_at, i.id) < (?, ?)
       ORDER BY i.created_at DESC, i.id DESC LIMIT ?`,
      userId, createdAt, id, limit,
    ); // prettier-ignore
  }

  async exists(userId: string, importId: string): Promise<boolean> {
    return this.#db.get('SELECT 1 FROM imports WHERE user_id = ? AND id = ?', userId, importId) !== undefined;
  }

  async notes(userId: string, importId: string): Promise<{ id: string; title: string }[]> {
    return this.#db.all<{ id: string; title: string }>(
      `SELECT id, content ->> 'title' AS title FROM notes WHERE owner_id = ? AND import_id = ? ORDER BY id`,
      userId, importId,
    ); // prettier-ignore
  }

  close(userId: string, importId: string, commit: Commit): Promise<SaveOutcome> {
    return this.#writer.commit(commit, () => {
      this.#db.run(
        `DELETE FROM imports WHERE user_id = ? AND id = ?
         AND NOT EXISTS (SELECT 1 FROM notes WHERE owner_id = imports.user_id AND import_id = imports.id)`,
        userId, importId,
      ); // prettier-ignore
      nextChange(this.#db, userId);
    });
  }
}
