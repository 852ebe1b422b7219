/** auth's SQLite file, written in transactions that carry their events and mail. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { appendToOutbox } from '@keep/service-kit/sqlite-outbox';
import type { MailMessage } from '../domain/mails.ts';
import { accounts } from './migrations/0001-accounts.ts';
import { announcedAddresses } from './migrations/0002-announced-addresses.ts';
import { deletionRequests } from './migrations/0003-deletion-requests.ts';
import { addressOfTheErased } from './migrations/0004-address-of-the-erased.ts';
import { boundCodes } from './migrations/0005-bound-codes.ts';
import { lastUseOfTokens } from './migrations/0006-last-use-of-tokens.ts';
import { origins } from './migrations/0007-origins.ts';
import { appendToMailQueue } from './sqlite-mail-queue.ts';

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
  events(events: readonly EventEnvelope[]): void;
  mail(mail: readonly MailMessage[]): void;
};

/** Called after a commit that stored events, or mail. */
export type Wakers = { events(): void; mail(): void };

export class SqliteStore {
  readonly db: SqliteDatabase;
  #wakers: Wakers | undefined;

  private constructor(db: SqliteDatabase) {
    this.db = db;
  }

  static open(path: string): SqliteStore {
    return new SqliteStore(SqliteDatabase.open(path, migrations));
  }

  wake(wakers: Wakers): void {
    this.#wakers = wakers;
  }

  /** `SqliteDatabase.write`, with events and mail; whoever sends them is woken after the commit. */
  async write<T>(work: (outgoing: Outgoing) => T): Promise<T> {
    let [hasEvents, hasMail] = [false, false];
    const result = await this.db.write(() =>
      work({
        events: events => {
          appendToOutbox(this.db, events);
          hasEvents ||= events.length > 0;
        },
        mail: mail => {
          appendToMailQueue(this.db, mail);
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
    const sql = 'SELECT applied_at FROM schema_migrations WHERE name = ?';
    const row = this.db.get<{ applied_at: string }>(sql, name);
    if (!row) throw new Error(`There is no migration ${name}.`);
    return new Date(row.applied_at);
  }

  /** A file is there. */
  waitsFor(): string[] {
    return [];
  }

  close(): void {
    this.db.close();
  }
}
