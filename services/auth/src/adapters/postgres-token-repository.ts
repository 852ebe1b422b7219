/** API tokens in PostgreSQL. */
import type { Scope } from '@keep/contracts/route';
import type { PostgresDatabase, PostgresTransaction } from '@keep/service-kit/postgres-database';
import type { ApiToken } from '../domain/api-token.ts';
import type { FoundToken, NewToken, Page, TokenRepository } from '../ports.ts';
import { recordRevocations } from './postgres-revocation-repository.ts';
import type { Outgoing, PostgresStore } from './postgres-store.ts';

type TokenRow = {
  id: string;
  user_id: string;
  name: string;
  scopes: Scope[];
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
};

/** Call it inside the transaction that changed the account's row. */
export async function revokeTokens(
  tx: PostgresTransaction,
  outgoing: Outgoing,
  userId: string,
  now: Date,
): Promise<void> {
  const revoked = await tx.all<{ id: string }>('DELETE FROM api_tokens WHERE user_id = $1 RETURNING id', userId);
  await recordRevocations(tx, outgoing, userId, revoked.map(({ id }) => id), now); // prettier-ignore
}

export class PostgresTokenRepository implements TokenRepository {
  readonly #store: PostgresStore;
  readonly #db: PostgresDatabase;

  constructor(store: PostgresStore) {
    this.#store = store;
    this.#db = store.db;
  }

  /** The account's row is locked: of requests at the same time, each counts the tokens of the others. */
  add({ token, hash, expectedHash, limit }: NewToken): Promise<'added' | 'full' | 'refused'> {
    const { id, userId, name, scopes, createdAt, expiresAt } = token;
    return this.#store.write(async tx => {
      const account = `SELECT 1 FROM users WHERE id = $1 AND status = 'active' AND password_hash = $2 FOR NO KEY UPDATE`;
      if (!(await tx.get(account, userId, expectedHash))) return 'refused';
      if ((await countTokens(tx, userId, createdAt)) >= limit) return 'full';
      await tx.run(
        `INSERT INTO api_tokens (id, user_id, name, scopes, created_at, expires_at, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        id, userId, name, scopes, createdAt, expiresAt, hash,
      ); // prettier-ignore
      return 'added';
    });
  }

  async page(userId: string, { after, limit }: Page): Promise<ApiToken[]> {
    const rows = await this.#db.all<TokenRow>(
      'SELECT * FROM api_tokens WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3',
      userId, after ?? '~', limit,
    ); // prettier-ignore
    return rows.map(toToken);
  }

  revoke(userId: string, tokenId: string, now: Date): Promise<boolean> {
    return this.#store.write(async (tx, outgoing) => {
      const revoked = (await tx.run('DELETE FROM api_tokens WHERE id = $1 AND user_id = $2', tokenId, userId)) === 1;
      if (revoked) await recordRevocations(tx, outgoing, userId, [tokenId], now);
      return revoked;
    });
  }

  async recordUse(tokenId: string, now: Date): Promise<void> {
    await this.#db.run('UPDATE api_tokens SET last_used_at = $1 WHERE id = $2', now, tokenId);
  }

  async findByHash(hash: string): Promise<FoundToken | undefined> {
    const row = await this.#db.get<TokenRow & { user_name: string; user_email: string }>(
      `SELECT api_tokens.*, users.name AS user_name, users.email AS user_email
       FROM api_tokens JOIN users ON users.id = user_id
       WHERE hash = $1 AND status = 'active'`,
      hash,
    );
    return row && { token: toToken(row), userName: row.user_name, userEmail: row.user_email };
  }
}

/** Those that have not expired. */
async function countTokens(tx: PostgresTransaction, userId: string, now: Date): Promise<number> {
  const row = await tx.get<{ count: number }>(
    'SELECT count(*)::int AS count FROM api_tokens WHERE user_id = $1 AND (expires_at IS NULL OR expires_at > $2)',
    userId, now,
  ); // prettier-ignore
  return row?.count ?? 0;
}

function toToken(row: TokenRow): ApiToken {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    scopes: row.scopes,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}
