/** Mailed codes, and the sign-ups that wait for one, in PostgreSQL. */
import type { PostgresDatabase, PostgresTransaction } from '@keep/service-kit/postgres-database';
import type { Code, CodePurpose } from '../domain/code.ts';
import type { PendingSignUp } from '../domain/user.ts';
import type { Allowance, CodeRepository, CodeRequest, CodeTry } from '../ports.ts';
import type { PostgresStore } from './postgres-store.ts';

type CodeRow = {
  id: string;
  email: string;
  purpose: CodePurpose;
  subject_id: string;
  asked_by: string;
  hash: string;
  created_at: Date;
  expires_at: Date;
};
type PendingRow = { id: string; email: string; name: string; password_hash: string; created_at: Date };

/** False when the code was spent before. */
export async function spendCode(tx: PostgresTransaction, codeId: string): Promise<boolean> {
  return (await tx.run('DELETE FROM codes WHERE id = $1', codeId)) === 1;
}

export class PostgresCodeRepository implements CodeRepository {
  readonly #store: PostgresStore;
  readonly #db: PostgresDatabase;

  constructor(store: PostgresStore) {
    this.#store = store;
    this.#db = store.db;
  }

  issue(request: CodeRequest): Promise<{ issued: true } | { issued: false; retryAfter: number }> {
    const { now, code, pendingSignUp, mail } = request;
    const charged = request.charged.toSorted((one, other) => (one.key < other.key ? -1 : 1));
    return this.#store.write(async (tx, outgoing) => {
      const waits: number[] = [];
      for (const allowance of charged) {
        await tx.lock(`codes ${allowance.key}`);
        waits.push(await retryAfterOf(tx, allowance, request));
      }
      const retryAfter = Math.max(0, ...waits);
      if (retryAfter > 0) return { issued: false, retryAfter };
      for (const { key } of charged)
        await tx.run('INSERT INTO code_requests (account, requested_at) VALUES ($1, $2)', key, now);
      if (pendingSignUp) await insertPending(tx, pendingSignUp);
      await insertCode(tx, code);
      await outgoing.mail(mail);
      return { issued: true };
    });
  }

  /** One statement: a try is counted before its code is looked at, however many come at once. */
  async attempt({ email, purpose, askedBy, hash, now, maxTries }: CodeTry): Promise<Code | undefined> {
    const live = await this.#db.all<CodeRow>(
      `UPDATE codes SET tries = tries + 1
       WHERE asked_by = $1 AND email = $2 AND purpose = $3 AND expires_at > $4 AND tries < $5
       RETURNING *`,
      askedBy, email, purpose, now, maxTries,
    ); // prettier-ignore
    const match = live.find(row => row.hash === hash);
    return match && toCode(match);
  }

  async findPending(pendingId: string): Promise<PendingSignUp | undefined> {
    const row = await this.#db.get<PendingRow>('SELECT * FROM pending_sign_ups WHERE id = $1', pendingId);
    return row && toPending(row);
  }

  async newestPending(email: string): Promise<PendingSignUp | undefined> {
    const row = await this.#db.get<PendingRow>(
      'SELECT * FROM pending_sign_ups WHERE email = $1 ORDER BY id DESC LIMIT 1',
      email,
    );
    return row && toPending(row);
  }
}

/** Milliseconds until one more is allowed: when the oldest of those that fill the allowance leaves the window. */
async function retryAfterOf(
  tx: PostgresTransaction,
  { key, count }: Allowance,
  { now, window }: CodeRequest,
): Promise<number> {
  const since = new Date(now.getTime() - window);
  const filling = await tx.get<{ requested_at: Date }>(
    `SELECT requested_at FROM code_requests WHERE account = $1 AND requested_at > $2
     ORDER BY requested_at DESC LIMIT 1 OFFSET $3`,
    key, since, count - 1,
  ); // prettier-ignore
  return filling ? filling.requested_at.getTime() - since.getTime() : 0;
}

async function insertPending(tx: PostgresTransaction, pending: PendingSignUp): Promise<void> {
  const { id, email, name, passwordHash, createdAt } = pending;
  await tx.run(
    'INSERT INTO pending_sign_ups (id, email, name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)',
    id, email, name, passwordHash, createdAt,
  ); // prettier-ignore
}

async function insertCode(tx: PostgresTransaction, code: Code): Promise<void> {
  const { id, email, purpose, subjectId, askedBy, hash, createdAt, expiresAt } = code;
  await tx.run(
    `INSERT INTO codes (id, email, purpose, subject_id, asked_by, hash, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    id, email, purpose, subjectId, askedBy, hash, createdAt, expiresAt,
  ); // prettier-ignore
}

function toCode(row: CodeRow): Code {
  return {
    id: row.id,
    email: row.email,
    purpose: row.purpose,
    askedBy: row.asked_by,
    subjectId: row.subject_id,
    hash: row.hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

function toPending({ id, email, name, password_hash: passwordHash, created_at: createdAt }: PendingRow): PendingSignUp {
  return { id, email, name, passwordHash, createdAt };
}
