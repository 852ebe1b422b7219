/** Accounts in SQLite. */
import type { IdempotencyKey } from '@keep/service-kit/idempotency';
import { isUniqueViolation, type SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { emailTaken, wrongCode } from '../domain/account-errors.ts';
import type { User, UserStatus } from '../domain/user.ts';
import type { EmailChange, NewUser, Page, PasswordChange, UserRepository } from '../ports.ts';
import { announceAddresses } from './sqlite-address-announcements.ts';
import { spendCode } from './sqlite-code-repository.ts';
import { once } from './sqlite-idempotency.ts';
import { endSessions, insertSession } from './sqlite-session-repository.ts';
import type { SqliteStore } from './sqlite-store.ts';
import { revokeTokens } from './sqlite-token-repository.ts';

type UserRow = {
  id: string;
  email: string;
  name: string;
  password_hash: string;
  status: UserStatus;
  created_at: number;
  resets: number;
};

export class SqliteUserRepository implements UserRepository {
  readonly #store: SqliteStore;
  readonly #db: SqliteDatabase;

  constructor(store: SqliteStore) {
    this.#store = store;
    this.#db = store.db;
  }

  async find(userId: string): Promise<User | undefined> {
    return this.#find(userId);
  }

  async findByEmail(email: string): Promise<User | undefined> {
    const row = this.#db.get<UserRow>('SELECT * FROM users WHERE email = ?', email);
    return row && toUser(row);
  }

  async hasAny(): Promise<boolean> {
    return this.#db.get('SELECT 1 FROM users LIMIT 1') !== undefined;
  }

  async page({ after, limit }: Page): Promise<User[]> {
    return this.#db
      .all<UserRow>('SELECT * FROM users WHERE id > ? ORDER BY id LIMIT ?', after ?? '', limit)
      .map(toUser);
  }

  async knowsNetwork(userId: string, networkDigest: string, since: Date): Promise<boolean> {
    const sql = 'SELECT 1 FROM familiar_networks WHERE user_id = ? AND digest = ? AND last_used_at >= ?';
    return this.#db.get(sql, userId, networkDigest, since.getTime()) !== undefined;
  }

  add({ user, events, session, codeId, mustBeFirst }: NewUser): Promise<boolean> {
    return this.#store.write(outgoing => {
      if (mustBeFirst && this.#db.get('SELECT 1 FROM users LIMIT 1')) return false;
      this.#spend(codeId);
      this.#insert(user);
      this.#db.run('DELETE FROM pending_sign_ups WHERE email = ?', user.email);
      if (session) insertSession(this.#db, session, user.passwordHash);
      outgoing.events(events);
      announceAddresses(this.#db, outgoing, [user.id], user.createdAt);
      return true;
    });
  }

  rename(userId: string, name: string, now: Date, key: IdempotencyKey | undefined): Promise<User | undefined> {
    return this.#store.write(() => {
      if (!this.#find(userId)) return undefined;
      const answer = once(this.#db, userId, key, now, () => {
        this.#db.run(`UPDATE users SET name = ? WHERE id = ? AND status = 'active'`, name, userId);
        return { name };
      });
      const user = this.#find(userId);
      return user && { ...user, ...answer };
    });
  }

  setPassword(change: PasswordChange): Promise<boolean> {
    const { userId, passwordHash, now, keepSessionId, expectedHash, codeId, revokesTokens, mail } = change;
    return this.#store.write(outgoing => {
      this.#spend(codeId);
      const changed = this.#db.run(
        `UPDATE users SET password_hash = ?1 WHERE id = ?2 AND status = 'active' AND coalesce(?3, password_hash) = password_hash`,
        passwordHash, userId, expectedHash ?? null,
      ); // prettier-ignore
      if (changed === 0) return false;
      this.#voidCodes(userId);
      this.#db.run('DELETE FROM sign_in_waits WHERE account = (SELECT email FROM users WHERE id = ?)', userId);
      if (keepSessionId === undefined) this.#forgetDevices(userId);
      endSessions(this.#db, outgoing, userId, now, keepSessionId);
      if (revokesTokens) revokeTokens(this.#db, outgoing, userId, now);
      outgoing.mail(mail);
      return true;
    });
  }

  setEmail({ userId, newEmail, now, session, codeId, mail }: EmailChange): Promise<User> {
    return this.#store.write(outgoing => {
      this.#spend(codeId);
      refuseTaken(() =>
        this.#db.run(`UPDATE users SET email = ? WHERE id = ? AND status = 'active'`, newEmail, userId),
      );
      const user = this.#find(userId);
      if (!user || !insertSession(this.#db, session, user.passwordHash)) throw wrongCode();
      this.#voidCodes(userId);
      endSessions(this.#db, outgoing, userId, now, session.id);
      announceAddresses(this.#db, outgoing, [userId], now);
      outgoing.mail(mail);
      return user;
    });
  }

  async announceAddresses(limit: number, now: Date): Promise<number> {
    const sql = `SELECT id FROM users WHERE announced_email IS NOT email AND status = 'active' ORDER BY id LIMIT ?`;
    const userIds = this.#db.all<{ id: string }>(sql, limit).map(({ id }) => id);
    if (userIds.length === 0) return 0;
    return this.#store.write(outgoing => announceAddresses(this.#db, outgoing, userIds, now));
  }

  #find(userId: string): User | undefined {
    const row = this.#db.get<UserRow>('SELECT * FROM users WHERE id = ?', userId);
    return row && toUser(row);
  }

  #insert({ id, email, name, passwordHash, status, createdAt }: User): void {
    refuseTaken(() =>
      this.#db.run(
        'INSERT INTO users (id, email, name, password_hash, status, created_at) VALUES (?, ?, ?, ?, ?, ?)',
        id, email, name, passwordHash, status, createdAt.getTime(),
      ),
    ); // prettier-ignore
  }

  /** Whoever asked for a code with the old password, or reads the old address, must not take the account by it. */
  #voidCodes(userId: string): void {
    this.#db.run('DELETE FROM codes WHERE subject_id = ?', userId);
  }

  #forgetDevices(userId: string): void {
    this.#db.run('UPDATE users SET resets = resets + 1 WHERE id = ?', userId);
    this.#db.run('DELETE FROM familiar_networks WHERE user_id = ?', userId);
  }

  #spend(codeId: string | undefined): void {
    if (codeId !== undefined && !spendCode(this.#db, codeId)) throw wrongCode();
  }
}

function refuseTaken(write: () => void): void {
  try {
    write();
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken() : error;
  }
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
  return { id, email, name, passwordHash, status, createdAt: new Date(createdAt), resets };
}
