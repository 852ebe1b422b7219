/** Signing keys and the server's own secret, in a file that only this user may read. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { keysRotatedEvent } from '../domain/account-events.ts';
import type { PublicJwk, SigningKey } from '../domain/signing-key.ts';
import type { KeyRepository } from '../ports.ts';
import type { SqliteStore } from './sqlite-store.ts';

type KeyRow = { id: string; public_jwk: string; private_jwk: string; created_at: number };

export class SqliteKeyRepository implements KeyRepository {
  readonly #store: SqliteStore;
  readonly #db: SqliteDatabase;

  constructor(store: SqliteStore) {
    this.#store = store;
    this.#db = store.db;
  }

  async addFirst(current: SigningKey, next: SigningKey): Promise<void> {
    await this.#store.write(() => {
      if (this.#db.get('SELECT 1 FROM signing_keys')) return;
      this.#insert(current, 'current');
      this.#insert(next, 'next');
    });
  }

  async current(): Promise<SigningKey> {
    const row = this.#db.get<KeyRow>(`SELECT * FROM signing_keys WHERE state = 'current'`);
    if (!row) throw new Error('There is no signing key.');
    return toKey(row);
  }

  async published(retiredSince: Date): Promise<PublicJwk[]> {
    return this.#db
      .all<{ public_jwk: string }>(
        `SELECT public_jwk FROM signing_keys WHERE state <> 'retired' OR retired_at >= ? ORDER BY created_at`,
        retiredSince.getTime(),
      )
      .map(row => JSON.parse(row.public_jwk) as PublicJwk);
  }

  rotate(next: SigningKey, now: Date): Promise<string> {
    return this.#store.write(outgoing => {
      this.#db.run(
        `UPDATE signing_keys SET state = 'retired', private_jwk = NULL, retired_at = ? WHERE state = 'current'`,
        now.getTime(),
      );
      const promoted = this.#db.get<{ id: string }>(
        `UPDATE signing_keys SET state = 'current' WHERE state = 'next' RETURNING id`,
      );
      if (!promoted) throw new Error('There is no next signing key.');
      this.#insert(next, 'next');
      outgoing.events([keysRotatedEvent(promoted.id, now)]);
      return promoted.id;
    });
  }

  serverSecret(fresh: Buffer): Promise<Buffer> {
    return this.#store.write(() => {
      this.#db.run('INSERT OR IGNORE INTO server_secret VALUES (1, ?)', fresh);
      const row = this.#db.get<{ secret: Uint8Array }>('SELECT secret FROM server_secret WHERE id = 1');
      return Buffer.from(row?.secret ?? fresh);
    });
  }

  #insert({ publicJwk, privateJwk, createdAt }: SigningKey, state: 'current' | 'next'): void {
    this.#db.run(
      'INSERT INTO signing_keys (id, state, public_jwk, private_jwk, created_at) VALUES (?, ?, ?, ?, ?)',
      publicJwk.kid, state, JSON.stringify(publicJwk), JSON.stringify(privateJwk), createdAt.getTime(),
    ); // prettier-ignore
  }
}

function toKey(row: KeyRow): SigningKey {
  return {
    publicJwk: JSON.parse(row.public_jwk) as SigningKey['publicJwk'],
    privateJwk: JSON.parse(row.private_jwk) as SigningKey['privateJwk'],
    createdAt: new Date(row.created_at),
  };
}
