/** Accounts in PostgreSQL. */
import type { IdempotencyKey } from '@keep/service-kit/idempotency';
import type { PostgresDatabase, PostgresQueries, PostgresTransaction } from '@keep/service-kit/postgres-database';
import { isUniqueViolation } from '@keep/service-kit/postgres-errors';
import { emailTaken, wrongCode } from '../domain/account-errors.ts';
import type { User, UserStatus } from '../domain/user.ts';
import type { EmailChange, NewUser, Page, PasswordChange, UserRepository } from '../ports.ts';
import { announceAddresses } from './postgres-address-announcements.ts';
import { spendCode } from './postgres-code-repository.ts';
import { once } from './postgres-idempotency.ts';
import { endSessions, insertSession } from './postgres-session-repository.ts';
import type { PostgresStore } from './postgres-store.ts';
import { revokeTokens } from './postgres-token-repository.ts';

type UserRow = {
  id: string;
  email: string;
  name: string;
  password_hash: string;
  status: UserStatus;
  created_at: Date;
  resets: number;
};

export class PostgresUserRepository implements UserRepository {
  readonly #store: PostgresStore;
  readonly #db: PostgresDatabase;

  constructor(store: PostgresStore) {
    this.#store = store;
    this.#db = store.db;
  }

  find(userId: string): Promise<User | undefined> {
    return find(this.#db, userId);
  }

  async findByEmail(email: string): Promise<User | undefined> {
    const row = await this.#db.get<UserRow>('SELECT * FROM users WHERE email = $1', email);
    return row && toUser(row);
  }

  hasAny(): Promise<boolean> {
    return hasAny(this.#db);
  }

  async page({ after, limit }: Page): Promise<User[]> {
    const sql = 'SELECT * FROM users WHERE id > $1 ORDER BY id LIMIT $2';
    return (await this.#db.all<UserRow>(sql, after ?? '', limit)).map(toUser);
  }

  async knowsNetwork(userId: string, networkDigest: string, since: Date): Promise<boolean> {
    const sql = 'SELECT 1 FROM familiar_networks WHERE user_id = $1 AND digest = $2 AND last_used_at >= $3';
    return (await this.#db.get(sql, userId, networkDigest, since)) !== undefined;
  }

  add({ user, events, session, codeId, mustBeFirst }: NewUser): Promise<boolean> {
    return this.#store.write(async (tx, outgoing) => {
      if (mustBeFirst) {
        // Nobody else may be the first between the look and the insert.
        await tx.run('LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE');
        if (await hasAny(tx)) return false;
      }
      await spend(tx, codeId);
      await insert(tx, user);
      await tx.run('DELETE FROM pending_sign_ups WHERE email = $1', user.email);
      if (session) await insertSession(tx, session, user.passwordHash);
      await outgoing.events(events);
      await announceAddresses(tx, outgoing, [user.id], user.createdAt);
      return true;
    });
  }

  rename(userId: string, name: string, now: Date, key: IdempotencyKey | undefined): Promise<User | undefined> {
    return this.#store.write(async tx => {
      // An erasure comes wholly before this, and then nothing is remembered, or wholly after.
      if (!(await tx.get('SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', userId))) return undefined;
      const answer = await once(tx, userId, key, now, async () => {
        await tx.run(`UPDATE users SET name = $1 WHERE id = $2 AND status = 'active'`, name, userId);
        return { name };
      });
      const user = await find(tx, userId);
      return user && { ...user, ...answer };
    });
  }

  setPassword(change: PasswordChange): Promise<boolean> {
    const { userId, passwordHash, now, keepSessionId, expectedHash, codeId, revokesTokens, mail } = change;
    return this.#store.write(async (tx, outgoing) => {
      await spend(tx, codeId);
      const changed = await tx.run(
        `UPDATE users SET password_hash = $1
         WHERE id = $2 AND status = 'active' AND coalesce($3::text, password_hash) = password_hash`,
        passwordHash, userId, expectedHash ?? null,
      ); // prettier-ignore
      if (changed === 0) return false;
      await voidCodes(tx, userId);
      await tx.run('DELETE FROM sign_in_waits WHERE account = (SELECT email FROM users WHERE id = $1)', userId);
      if (keepSessionId === undefined) await forgetDevices(tx, userId);
      await endSessions(tx, outgoing, userId, now, keepSessionId);
      if (revokesTokens) await revokeTokens(tx, outgoing, userId, now);
      await outgoing.mail(mail);
      return true;
    });
  }

  setEmail({ userId, newEmail, now, session, codeId, mail }: EmailChange): Promise<User> {
    return this.#store.write(async (tx, outgoing) => {
      await spend(tx, codeId);
      const sql = `UPDATE users SET email = $1 WHERE id = $2 AND status = 'active'`;
      await tx.run(sql, newEmail, userId).catch(refuseTaken);
      const user = await find(tx, userId);
      if (!user || !(await insertSession(tx, session, user.passwordHash))) throw wrongCode();
      await voidCodes(tx, userId);
      await endSessions(tx, outgoing, userId, now, session.id);
      await announceAddresses(tx, outgoing, [userId], now);
      await outgoing.mail(mail);
      return user;
    });
  }

  announceAddresses(limit: number, now: Date): Promise<number> {
    return this.#store.write(async (tx, outgoing) => {
      // What another process is announcing is left to it.
      const rows = await tx.all<{ id: string }>(
        `SELECT id FROM users WHERE announced_email IS DISTINCT FROM email AND status = 'active'
         ORDER BY id LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED`,
        limit,
      );
      return announceAddresses(tx, outgoing, rows.map(({ id }) => id), now); // prettier-ignore
    });
  }
}

async function find(db: PostgresQueries, userId: string): Promise<User | undefined> {
  const row = await db.get<UserRow>('SELECT * FROM users WHERE id = $1', userId);
  return row && toUser(row);
}

async function hasAny(db: PostgresQueries): Promise<boolean> {
  return (await db.get('SELECT 1 FROM users LIMIT 1')) !== undefined;
}

async function insert(tx: PostgresTransaction, user: User): Promise<void> {
  const { id, email, name, passwordHash, status, createdAt } = user;
  await tx
    .run(
      'INSERT INTO users (id, email, name, password_hash, status, created_at) VALUES ($1, $2, $3, $4, $5, $6)',
      id, email, name, passwordHash, status, createdAt,
    )
    .catch(refuseTaken); // prettier-ignore
}

/** Whoever asked for a code with the old password, or reads the old address, must not take the account by it. */
async function voidCodes(tx: PostgresTransaction, userId: string): Promise<void> {
  await tx.run('DELETE FROM codes WHERE subject_id = $1', userId);
}

async function forgetDevices(tx: PostgresTransaction, userId: string): Promise<void> {
  await tx.run('UPDATE users SET resets = resets + 1 WHERE id = $1', userId);
  await tx.run('DELETE FROM familiar_networks WHERE user_id = $1', userId);
}

async function spend(tx: PostgresTransaction, codeId: string | undefined): Promise<void> {
  if (codeId !== undefined && !(await spendCode(tx, codeId))) throw wrongCode();
}

function refuseTaken(error: unknown): never {
  throw isUniqueViolation(error) ? emailTaken() : error;
}

function toUser({
  id,
  email,
  name,
  password_hash: passwordHash,
  status,
  created_at: createdAt,
  resets,
}: UserRow): User {
  return { id, email, name, passwordHash, status, createdAt, resets };
}
