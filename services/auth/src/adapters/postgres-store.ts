/** auth's PostgreSQL database, written in transactions that carry their events and mail. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { PostgresDatabase, type PostgresTransaction } from '@keep/service-kit/postgres-database';
import { appendToOutbox } from '@keep/service-kit/postgres-outbox';
import type { MailMessage } from '../domain/mails.ts';
import { accounts } from './postgres-migrations/0001-accounts.ts';
import { announcedAddresses } from './postgres-migrations/0002-announced-addresses.ts';
import { deletionRequests } from './postgres-migrations/0003-deletion-requests.ts';
import { addressOfTheErased } from './postgres-migrations/0004-address-of-the-erased.ts';
import { boundCodes } from './postgres-migrations/0005-bound-codes.ts';
import { lastUseOfTokens } from './postgres-migrations/0006-last-use-of-tokens.ts';
import { origins } from './postgres-migrations/0007-origins.ts';
import { appendToMailQueue } from './postgres-mail-queue.ts';

export const migrations = [
  accounts,
  announcedAddresses,
  deletionRequests,
  addressOfTheErased,
  boundCodes,
  lastUseOfTokens,
  origins,
];

/** What leaves with a change, in its transaction. */
export type Outgoing = {
  events(events: readonly EventEnvelope[]): Promise<void>;
  mail(mail: readonly MailMessage[]): Promise<void>;
};

/** Called after a commit that stored events, or mail. */
export type Wakers = { events(): void; mail(): void };

export class PostgresStore {
  readonly db: PostgresDatabase;
  #wakers: Wakers | undefined;

  private constructor(db: PostgresDatabase) {
    this.db = db;
  }

  static async open(url: string, connections: number): Promise<PostgresStore> {
    return new PostgresStore(
      await PostgresDatabase.open({
        url,
        connections,
        migrations,
        name: 'keep-auth',
      }),
    );
  }

  wake(wakers: Wakers): void {
    this.#wakers = wakers;
  }

  /** `PostgresDatabase.transaction`, with events and mail; whoever sends them is woken after the commit. */
  async write<T>(work: (tx: PostgresTransaction, outgoing: Outgoing) => Promise<T>): Promise<T> {
    let [hasEvents, hasMail] = [false, false];
    const result = await this.db.transaction(tx =>
      work(tx, {
        async events(events) {
          await appendToOutbox(tx, events);
          hasEvents ||= events.length > 0;
        },
        async mail(mail) {
          await appendToMailQueue(tx, mail);
          hasMail ||= mail.length > 0;
        },
      }),
    );
    if (hasEvents) this.#wakers?.events();
    if (hasMail) this.#wakers?.mail();
    return result;
  }

  /** When this store was brought to the migration `name`. */
  async migratedAt(name: string): Promise<Date> {
    const sql = 'SELECT applied_at FROM schema_migrations WHERE name = $1';
    const row = await this.db.get<{ applied_at: Date }>(sql, name);
    if (!row) throw new Error(`There is no migration ${name}.`);
    return row.applied_at;
  }

  waitsFor(): string[] {
    return this.db.isReachable ? [] : ['postgres'];
  }

  close(): Promise<void> {
    return this.db.close();
  }
}
