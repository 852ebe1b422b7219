/** Everything that auth keeps, in one SQLite file. */
import { SqliteOutbox } from '@keep/service-kit/sqlite-outbox';
import { SqliteAttemptRepository } from './sqlite-attempt-repository.ts';
import { SqliteCodeRepository } from './sqlite-code-repository.ts';
import { SqliteDeletionRepository } from './sqlite-deletion-repository.ts';
import { SqliteExpiryRepository } from './sqlite-expiry-repository.ts';
import { SqliteKeyRepository } from './sqlite-key-repository.ts';
import { SqliteMailQueue } from './sqlite-mail-queue.ts';
import { SqliteRevocationRepository } from './sqlite-revocation-repository.ts';
import { SqliteSessionRepository } from './sqlite-session-repository.ts';
import { SqliteStore } from './sqlite-store.ts';
import { SqliteTokenRepository } from './sqlite-token-repository.ts';
import { SqliteUserRepository } from './sqlite-user-repository.ts';

export function openSqliteRepositories(path: string) {
  const store = SqliteStore.open(path);
  return {
    store,
    outbox: new SqliteOutbox(store.db),
    users: new SqliteUserRepository(store),
    sessions: new SqliteSessionRepository(store),
    codes: new SqliteCodeRepository(store),
    attempts: new SqliteAttemptRepository(store),
    tokens: new SqliteTokenRepository(store),
    keys: new SqliteKeyRepository(store),
    deletions: new SqliteDeletionRepository(store),
    revocations: new SqliteRevocationRepository(store.db),
    mailQueue: new SqliteMailQueue(store.db),
    expiry: new SqliteExpiryRepository(store),
  };
}
