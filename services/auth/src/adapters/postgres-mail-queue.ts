/** Mail that waits to be sent, stored in the transaction that caused it. */
import type { PostgresDatabase, PostgresTransaction } from '@keep/service-kit/postgres-database';
import type { MailMessage } from '../domain/mails.ts';
import type { MailQueue } from '../ports.ts';

type MailRow = { id: string; recipient: string; subject: string; text: string; discard_after: Date };

export async function appendToMailQueue(tx: PostgresTransaction, mail: readonly MailMessage[]): Promise<void> {
  for (const { id, to, subject, text, discardAfter } of mail)
    await tx.run(
      'INSERT INTO mail_queue (id, recipient, subject, text, discard_after) VALUES ($1, $2, $3, $4, $5)',
      id, to, subject, text, discardAfter,
    ); // prettier-ignore
}

export class PostgresMailQueue implements MailQueue {
  readonly #db: PostgresDatabase;

  constructor(db: PostgresDatabase) {
    this.#db = db;
  }

  /** A row that another process is about to claim is passed over. */
  async claim(limit: number, now: Date, until: Date): Promise<MailMessage[]> {
    const isDue = '(claimed_until IS NULL OR claimed_until <= $1)';
    if (!(await this.#db.get(`SELECT 1 FROM mail_queue WHERE ${isDue} LIMIT 1`, now))) return [];
    await this.#db.run('DELETE FROM mail_queue WHERE discard_after < $1', now);
    const rows = await this.#db.all<MailRow>(
      `WITH due AS MATERIALIZED (
         SELECT id FROM mail_queue WHERE ${isDue} ORDER BY claimed_until NULLS FIRST, id LIMIT $3 FOR UPDATE SKIP LOCKED
       )
       UPDATE mail_queue SET claimed_until = $2 FROM due WHERE mail_queue.id = due.id
       RETURNING mail_queue.id, recipient, subject, text, discard_after`,
      now, until, limit,
    ); // prettier-ignore
    return rows.map(toMail);
  }

  async remove(mailId: string): Promise<void> {
    await this.#db.run('DELETE FROM mail_queue WHERE id = $1', mailId);
  }
}

function toMail({ id, recipient, subject, text, discard_after: discardAfter }: MailRow): MailMessage {
  return { id, to: recipient, subject, text, discardAfter };
}
