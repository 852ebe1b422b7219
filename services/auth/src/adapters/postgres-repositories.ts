/** Everything that auth keeps, in one PostgreSQL database. */
import { PostgresOutbox } from '@keep/service-kit/postgres-outbox';
import { PostgresAttemptRepository } from './postgres-attempt-repository.ts';
import { PostgresCodeRepository } from './postgres-code-repository.ts';
import { PostgresDeletionRepository } from './postgres-deletion-repository.ts';
import { PostgresExpiryRepository } from './postgres-expiry-repository.ts';
import { PostgresKeyRepository } from './postgres-key-repository.ts';
import { PostgresMailQueue } from './postgres-mail-queue.ts';
import { PostgresRevocationRepository } from './postgres-revocation-repository.ts';
import { PostgresSessionRepository } from './postgres-session-repository.ts';
import { PostgresStore } from './postgres-store.ts';
import { PostgresTokenRepository } from './postgres-token-repository.ts';
import { PostgresUserRepository } from './postgres-user-repository.ts';

/** `connections` at most, for each process. */
export async function openPostgresRepositories(url: string, connections = 10) {
  const store = await PostgresStore.open(url, connections);
  return {
    store,
    outbox: new PostgresOutbox(store.db),
    users: new PostgresUserRepository(store),
    sessions: new PostgresSessionRepository(store),
    codes: new PostgresCodeRepository(store),
    attempts: new PostgresAttemptRepository(store),
    tokens: new PostgresTokenRepository(store),
    keys: new PostgresKeyRepository(store),
    deletions: new PostgresDeletionRepository(store),
    revocations: new PostgresRevocationRepository(store.db),
    mailQueue: new PostgresMailQueue(store.db),
    expiry: new PostgresExpiryRepository(store),
  };
}
