/** Mailed codes, and the sign-ups that wait for one, in SQLite. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import type { Code, CodePurpose } from '../domain/code.ts';
import type { PendingSignUp } from '../domain/user.ts';
import type { Allowance, CodeRepository, CodeRequest, CodeTry } from '../ports.ts';
import type { SqliteStore } from './sqlite-store.ts';

type CodeRow = {
  id: string;
  email: string;
  purpose: CodePurpose;
  subject_id: string;
  asked_by: string;
  hash: string;
  created_at: number;
  expires_at: number;
};
type PendingRow = { id: string; email: string; name: string; password_hash: string; created_at: number };

/** Call it inside a transaction. False when the code was spent before. */
export function spendCode(db: SqliteDatabase, codeId: string): boolean {
  return db.run('DELETE FROM codes WHERE id = ?', codeId) === 1;
}

export class SqliteCodeRepository implements CodeRepository {
  readonly #store: SqliteStore;
  readonly #db: SqliteDatabase;

  constructor(store: SqliteStore) {
    this.#store = store;
    this.#db = store.db;
  }

  issue(request: CodeRequest): Promise<{ issued: true } | { issued: false; retryAfter: number }> {
    const { charged, now, code, pendingSignUp, mail } = request;
    return this.#store.write(outgoing => {
      const retryAfter = Math.max(0, ...charged.map(allowance => this.#retryAfter(allowance, request)));
      if (retryAfter > 0) return { issued: false, retryAfter };
      for (const { key } of charged)
        this.#db.run('INSERT INTO code_requests (account, requested_at) VALUES (?, ?)', key, now.getTime());
      if (pendingSignUp) this.#insertPending(pendingSignUp);
      this.#insertCode(code);
      outgoing.mail(mail);
      return { issued: true };
    });
  }

  attempt({ email, purpose, askedBy, hash, now, maxTries }: CodeTry): Promise<Code | undefined> {
    return this.#store.write(() => {
      const live = this.#db.all<CodeRow>(
        `UPDATE codes SET tries = tries + 1
         WHERE asked_by = ? AND email = ? AND purpose = ? AND expires_at > ? AND tries < ?
         RETURNING *`,
        askedBy, email, purpose, now.getTime(), maxTries,
      ); // prettier-ignore
      const match = live.find(row => row.hash === hash);
      return match && toCode(match);
    });
  }

  async findPending(pendingId: string): Promise<PendingSignUp | undefined> {
    const row = this.#db.get<PendingRow>('SELECT * FROM pending_sign_ups WHERE id = ?', pendingId);
    return row && toPending(row);
  }

  async newestPending(email: string): Promise<PendingSignUp | undefined> {
    const row = this.#db.get<PendingRow>(
      'SELECT * FROM pending_sign_ups WHERE email = ? ORDER BY id DESC LIMIT 1',
      email,
    );
    return row && toPending(row);
  }

  /** Milliseconds until one more is allowed: when the oldest of those that fill the allowance leaves the window. */
  #retryAfter({ key, count }: Allowance, { now, window }: CodeRequest): number {
    const since = now.getTime() - window;
    const filling = this.#db.get<{ requested_at: number }>(
      `SELECT requested_at FROM code_requests WHERE account = ? AND requested_at > ?
       ORDER BY requested_at DESC LIMIT 1 OFFSET ?`,
      key, since, count - 1,
    ); // prettier-ignore
    return filling ? filling.requested_at - since : 0;
  }

  #insertPending({ id, email, name, passwordHash, createdAt }: PendingSignUp): void {
    this.#db.run(
      'INSERT INTO pending_sign_ups (id, email, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)',
      id, email, name, passwordHash, createdAt.getTime(),
    ); // prettier-ignore
  }

  #insertCode({ id, email, purpose, subjectId, askedBy, hash, createdAt, expiresAt }: Code): void {
    this.#db.run(
      `INSERT INTO codes (id, email, purpose, subject_id, asked_by, hash, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      id, email, purpose, subjectId, askedBy, hash, createdAt.getTime(), expiresAt.getTime(),
    ); // prettier-ignore
  }
}

function toCode(row: CodeRow): Code {
  return {
    id: row.id,
    email: row.email,
    purpose: row.purpose,
    askedBy: row.asked_by,
    subjectId: row.subject_id,
    hash: row.hash,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
  };
}

function toPending({ id, email, name, password_hash: passwordHash, created_at: createdAt }: PendingRow): PendingSignUp {
  return { id, email, name, passwordHash, createdAt: new Date(createdAt) };
}
