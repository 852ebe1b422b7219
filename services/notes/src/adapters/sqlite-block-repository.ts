/** Blocks in SQLite. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import type { Block, BlockPlace, BlockRepository, Commit, SaveOutcome } from '../ports.ts';
import { isErased, nextChange, type SqliteWriter } from './sqlite-commit.ts';

export class SqliteBlockRepository implements BlockRepository {
  readonly #db: SqliteDatabase;
  readonly #writer: SqliteWriter;

  constructor(writer: SqliteWriter) {
    this.#db = writer.db;
    this.#writer = writer;
  }

  async page(userId: string, after: BlockPlace | undefined, limit: number): Promise<Block[]> {
    const { blockedAt, blockedId } = after ?? { blockedAt: '~', blockedId: '~' };
    const rows = this.#db.all<{ blockedId: string; name: string | null; blockedAt: string }>(
      `SELECT blocked_id AS blockedId, name, blocked_at AS blockedAt FROM blocks
       WHERE user_id = ? AND (blocked_at, blocked_id) < (?, ?) ORDER BY blocked_at DESC, blocked_id DESC LIMIT ?`,
      userId, blockedAt, blockedId, limit,
    ); // prettier-ignore
    return rows.map(({ name, ...block }) => ({ ...block, ...(name !== null && { name }) }));
  }

  save(userId: string, { blockedId, name, blockedAt }: Block, commit: Commit): Promise<SaveOutcome> {
    return this.#writer.commit(commit, () => {
      if (isErased(this.#db, blockedId)) return;
      this.#db.run('INSERT OR IGNORE INTO blocks VALUES (?, ?, ?, ?)', userId, blockedId, name ?? null, blockedAt);
      this.#db.run(
        'DELETE FROM contacts WHERE (user_id, contact_id) IN (VALUES (?1, ?2), (?2, ?1))',
        userId, blockedId,
      ); // prettier-ignore
      nextChange(this.#db, userId);
    });
  }

  remove(userId: string, blockedId: string, commit: Commit): Promise<SaveOutcome> {
    return this.#writer.commit(commit, () => {
      this.#db.run('DELETE FROM blocks WHERE user_id = ? AND blocked_id = ?', userId, blockedId);
      nextChange(this.#db, userId);
    });
  }
}
