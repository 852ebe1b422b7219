/** Labels in SQLite. */
import { labelKey } from '@keep/contracts/label-key';
import { labelLimits } from '@keep/contracts/labels-http';
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import type { Label } from '../domain/label.ts';
import type { Commit, LabelChange, LabelPlace, LabelRemoval, LabelRepository, SaveOutcome } from '../ports.ts';
import { insertOr, nextChange, refuse, type SqliteWriter } from './sqlite-commit.ts';

const columns = 'id, name, created_at AS createdAt, updated_at AS updatedAt, version, import_id AS importId';

export class SqliteLabelRepository implements LabelRepository {
  readonly #db: SqliteDatabase;
  readonly #writer: SqliteWriter;

  constructor(writer: SqliteWriter) {
    this.#db = writer.db;
    this.#writer = writer;
  }

  async find(userId: string, labelId: string): Promise<Label | undefined> {
    return this.#db.get<Label>(`SELECT ${columns} FROM labels WHERE user_id = ? AND id = ?`, userId, labelId);
  }

  async findByName(userId: string, key: string): Promise<Label | undefined> {
    return this.#db.get<Label>(`SELECT ${columns} FROM labels WHERE user_id = ? AND name_key = ?`, userId, key);
  }

  async page(userId: string, after: LabelPlace | undefined, limit: number): Promise<Label[]> {
    return this.#db.all<Label>(
      `SELECT ${columns} FROM labels WHERE user_id = ?
         AND name_key > coalesce((SELECT name_key FROM labels WHERE user_id = ? AND id = ?), ?)
       ORDER BY name_key LIMIT ?`,
      userId, userId, after?.id ?? '', labelKey(after?.name ?? ''), limit,
    ); // prettier-ignore
  }

  async count(userId: string): Promise<number> {
    return countLabels(this.#db, userId);
  }

  async ofImport(userId: string, importId: string): Promise<Label[]> {
    const sql = `SELECT ${columns} FROM labels WHERE user_id = ? AND import_id = ?`;
    return this.#db.all<Label>(sql, userId, importId);
  }

  async owned(userId: string, labelIds: readonly string[]): Promise<Set<string>> {
    if (labelIds.length === 0) return new Set();
    const rows = this.#db.all<{ id: string }>(
      'SELECT id FROM labels WHERE user_id = ? AND id IN (SELECT value FROM json_each(?))',
      userId, JSON.stringify(labelIds),
    ); // prettier-ignore
    return new Set(rows.map(({ id }) => id));
  }

  save({ previous, next, ifUnused }: LabelChange, commit: Commit): Promise<SaveOutcome> {
    return this.#writer.commit(commit, () => {
      const { userId } = commit;
      if (!previous && next) insertLabel(this.#db, userId, next);
      if (previous && next) renameLabel(this.#db, userId, previous, next);
      if (ifUnused && previous && isCarried(this.#db, userId, previous.id)) refuse('clash');
      if (previous && !next) deleteLabel(this.#db, userId, previous);
      const seq = nextChange(this.#db, userId);
      this.#db.run('UPDATE user_state SET labels_change_seq = ? WHERE user_id = ?', seq, userId);
    });
  }

  async removals(limit: number): Promise<LabelRemoval[]> {
    return this.#db.all<LabelRemoval>(
      'SELECT user_id AS userId, label_id AS labelId FROM label_removals ORDER BY label_id LIMIT ?',
      limit,
    );
  }

  async endRemoval(labelId: string): Promise<void> {
    await this.#db.write(() => this.#db.run('DELETE FROM label_removals WHERE label_id = ?', labelId));
  }
}

/** All of a person's, by name. */
export function labelsOf(db: SqliteDatabase, userId: string): Label[] {
  return db.all<Label>(`SELECT ${columns} FROM labels WHERE user_id = ? ORDER BY name_key`, userId);
}

function insertLabel(db: SqliteDatabase, userId: string, label: Label): void {
  const { id, name, version, createdAt, updatedAt, importId } = label;
  if (db.get('SELECT 1 FROM labels WHERE id = ?', id)) refuse('id-taken');
  if (db.get('SELECT 1 FROM label_removals WHERE label_id = ?', id)) refuse('clash');
  if (countLabels(db, userId) >= labelLimits.labels) refuse('clash');
  insertOr('clash', () =>
    db.run(
      `INSERT INTO labels (id, user_id, name, name_key, version, created_at, updated_at, import_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      id, userId, name, labelKey(name), version, createdAt, updatedAt, importId,
    ),
  ); // prettier-ignore
}

function renameLabel(db: SqliteDatabase, userId: string, previous: Label, next: Label): void {
  insertOr('clash', () => {
    const count = db.run(
      `UPDATE labels SET name = ?, name_key = ?, version = ?, updated_at = ?, import_id = ?
       WHERE user_id = ? AND id = ? AND version = ?`,
      next.name, labelKey(next.name), next.version, next.updatedAt, next.importId, userId, previous.id, previous.version,
    ); // prettier-ignore
    if (count === 0) refuse('clash');
  });
}

function deleteLabel(db: SqliteDatabase, userId: string, { id, version }: Label): void {
  if (db.run('DELETE FROM labels WHERE user_id = ? AND id = ? AND version = ?', userId, id, version) === 0)
    refuse('clash');
  db.run(
    `INSERT INTO label_removals (label_id, user_id)
     SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM listings WHERE user_id = ?2 AND label_id = ?1)`,
    id, userId,
  ); // prettier-ignore
}

function isCarried(db: SqliteDatabase, userId: string, labelId: string): boolean {
  return db.get('SELECT 1 FROM listings WHERE user_id = ? AND label_id = ?', userId, labelId) !== undefined;
}

function countLabels(db: SqliteDatabase, userId: string): number {
  return db.get<{ count: number }>('SELECT count(*) AS count FROM labels WHERE user_id = ?', userId)?.count ?? 0;
}
