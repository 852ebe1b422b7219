/** API tokens in SQLite. */
import type { Scope } from '@keep/contracts/route';
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import type { ApiToken } from '../domain/api-token.ts';
import type { FoundToken, NewToken, Page, TokenRepository } from '../ports.ts';
import { recordRevocations } from './sqlite-revocation-repository.ts';
import type { Outgoing, SqliteStore } from './sqlite-store.ts';

type TokenRow = {
  id: string;
  user_id: string;
  name: string;
  scopes: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
};

/** Call it inside a transaction. */
export function revokeTokens(db: SqliteDatabase, outgoing: Outgoing, userId: string, now: Date): void {
  const revoked = db.all<{ id: string }>('DELETE FROM api_tokens WHERE user_id = ? RETURNING id', userId);
  recordRevocations(db, outgoing, userId, revoked.map(({ id }) => id), now); // prettier-ignore
}

export class SqliteTokenRepository implements TokenRepository {
  readonly #store: SqliteStore;
  readonly #db: SqliteDatabase;

  constructor(store: SqliteStore) {
    this.#store = store;
    this.#db = store.db;
  }

  add({ token, hash, expectedHash, limit }: NewToken): Promise<'added' | 'full' | 'refused'> {
    const { id, userId, name, scopes, createdAt, expiresAt } = token;
    return this.#store.write(() => {
      const account = `SELECT 1 FROM users WHERE id = ? AND status = 'active' AND password_hash = ?`;
      if (!this.#db.get(account, userId, expectedHash)) return 'refused';
      if (this.#count(userId, createdAt) >= limit) return 'full';
      this.#db.run(
        `INSERT INTO api_tokens (id, user_id, name, scopes, created_at, expires_at, hash) VALUES (?, ?, ?, ?, ?, ?, ?)`,
        id, userId, name, scopes.join(' '), createdAt.getTime(), expiresAt?.getTime() ?? null, hash,
      ); // prettier-ignore
      return 'added';
    });
  }

  async page(userId: string, { after, limit }: Page): Promise<ApiToken[]> {
    return this.#db
      .all<TokenRow>(
        'SELECT * FROM api_tokens WHERE user_id = ? AND id < ? ORDER BY id DESC LIMIT ?',
        userId, after ?? '~', limit,
      )
      .map(toToken); // prettier-ignore
  }

  revoke(userId: string, tokenId: string, now: Date): Promise<boolean> {
    return this.#store.write(outgoing => {
      const revoked = this.#db.run('DELETE FROM api_tokens WHERE id = ? AND user_id = ?', tokenId, userId) === 1;
      if (revoked) recordRevocations(this.#db, outgoing, userId, [tokenId], now);
      return revoked;
    });
  }

  async recordUse(tokenId: string, now: Date): Promise<void> {
    await this.#store.write(() =>
      this.#db.run('UPDATE api_tokens SET last_used_at = ? WHERE id = ?', now.getTime(), tokenId),
    );
  }

  async findByHash(hash: string): Promise<FoundToken | undefined> {
    const row = this.#db.get<TokenRow & { user_name: string; user_email: string }>(
      `SELECT api_tokens.*, users.name AS user_name, users.email AS user_email
       FROM api_tokens JOIN users ON users.id = user_id
       WHERE hash = ? AND status = 'active'`,
      hash,
    );
    return row && { token: toToken(row), userName: row.user_name, userEmail: row.user_email };
  }

  /** Those that have not expired. */
  #count(userId: string, now: Date): number {
    const row = this.#db.get<{ count: number }>(
      'SELECT count(*) AS count FROM api_tokens WHERE user_id = ? AND (expires_at IS NULL OR expires_at > ?)',
      userId, now.getTime(),
    ); // prettier-ignore
    return row?.count ?? 0;
  }
}

function toToken(row: TokenRow): ApiToken {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    scopes: row.scopes.split(' ') as Scope[],
    createdAt: new Date(row.created_at),
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
    lastUsedAt: row.last_used_at === null ? null : new Date(row.last_used_at),
  };
}
