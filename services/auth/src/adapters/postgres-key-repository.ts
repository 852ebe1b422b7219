/** Signing keys and the server's own secret, in PostgreSQL. */
import type { PostgresDatabase, PostgresTransaction } from '@keep/service-kit/postgres-database';
import { keysRotatedEvent } from '../domain/account-events.ts';
import type { PublicJwk, SigningKey } from '../domain/signing-key.ts';
import type { KeyRepository } from '../ports.ts';
import type { PostgresStore } from './postgres-store.ts';

type KeyRow = {
  id: string;
  public_jwk: SigningKey['publicJwk'];
  private_jwk: SigningKey['privateJwk'];
  created_at: Date;
};

export class PostgresKeyRepository implements KeyRepository {
  readonly #store: PostgresStore;
  readonly #db: PostgresDatabase;

  constructor(store: PostgresStore) {
    this.#store = store;
    this.#db = store.db;
  }

  async addFirst(current: SigningKey, next: SigningKey): Promise<void> {
    await this.#store.write(async tx => {
      await lockKeys(tx);
      if (await tx.get('SELECT 1 FROM signing_keys LIMIT 1')) return;
      await insert(tx, current, 'current');
      await insert(tx, next, 'next');
    });
  }

  async current(): Promise<SigningKey> {
    const row = await this.#db.get<KeyRow>(`SELECT * FROM signing_keys WHERE state = 'current'`);
    if (!row) throw new Error('There is no signing key.');
    return { publicJwk: row.public_jwk, privateJwk: row.private_jwk, createdAt: row.created_at };
  }

  async published(retiredSince: Date): Promise<PublicJwk[]> {
    const rows = await this.#db.all<{ public_jwk: PublicJwk }>(
      `SELECT public_jwk FROM signing_keys WHERE state <> 'retired' OR retired_at >= $1 ORDER BY created_at, id`,
      retiredSince,
    );
    return rows.map(row => row.public_jwk);
  }

  rotate(next: SigningKey, now: Date): Promise<string> {
    return this.#store.write(async (tx, outgoing) => {
      await lockKeys(tx);
      await tx.run(
        `UPDATE signing_keys SET state = 'retired', private_jwk = NULL, retired_at = $1 WHERE state = 'current'`,
        now,
      );
      const promoted = await tx.get<{ id: string }>(
        `UPDATE signing_keys SET state = 'current' WHERE state = 'next' RETURNING id`,
      );
      if (!promoted) throw new Error('There is no next signing key.');
      await insert(tx, next, 'next');
      await outgoing.events([keysRotatedEvent(promoted.id, now)]);
      return promoted.id;
    });
  }

  serverSecret(fresh: Buffer): Promise<Buffer> {
    return this.#store.write(async tx => {
      await tx.run('INSERT INTO server_secret (id, secret) VALUES (1, $1) ON CONFLICT DO NOTHING', fresh);
      const row = await tx.get<{ secret: Buffer }>('SELECT secret FROM server_secret WHERE id = 1');
      return row?.secret ?? fresh;
    });
  }
}

/** One process at a time changes which key is which; everybody goes on reading them. */
async function lockKeys(tx: PostgresTransaction): Promise<void> {
  await tx.run('LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE');
}

async function insert(
  tx: PostgresTransaction,
  { publicJwk, privateJwk, createdAt }: SigningKey,
  state: 'current' | 'next',
): Promise<void> {
  await tx.run(
    'INSERT INTO signing_keys (id, state, public_jwk, private_jwk, created_at) VALUES ($1, $2, $3, $4, $5)',
    publicJwk.kid, state, publicJwk, privateJwk, createdAt,
  ); // prettier-ignore
}
