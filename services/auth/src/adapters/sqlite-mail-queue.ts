/** Mail that waits to be sent, stored in the transaction that caused it. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import type { MailMessage } from '../domain/mails.ts';
import type { MailQueue } from '../ports.ts';

type MailRow = { id: string; recipient: string; subject: string; text: string; discard_after: number };

/** Call it inside a transaction. */
export function appendToMailQueue(db: SqliteDatabase, mail: readonly MailMessage[]): void {
  for (const { id, to, subject, text, discardAfter } of mail)
    db.run(
      'INSERT INTO mail_queue (id, recipient, subject, text, discard_after) VALUES (?, ?, ?, ?, ?)',
      id, to, subject, text, discardAfter.getTime(),
    ); // prettier-ignore
}

export class SqliteMailQueue implements MailQueue {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  async claim(limit: number, now: Date, until: Date): Promise<MailMessage[]> {
    const isDue = 'claimed_until <= ?1';
    if (!this.#db.get(`SELECT 1 FROM mail_queue WHERE ${isDue} LIMIT 1`, now.getTime())) return [];
    return this.#db.write(() => {
      this.#db.run('DELETE FROM mail_queue WHERE discard_after < ?', now.getTime());
      const rows = this.#db.all<MailRow>(
        `UPDATE mail_queue SET claimed_until = ?2
         WHERE id IN (SELECT id FROM mail_queue WHERE ${isDue} ORDER BY claimed_until, id LIMIT ?3)
         RETURNING id, recipient, subject, text, discard_after`,
        now.getTime(), until.getTime(), limit,
      ); // prettier-ignore
      return rows.map(toMail);
    });
  }

  async remove(mailId: string): Promise<void> {
    await this.#db.write(() => this.#db.run('DELETE FROM mail_queue WHERE id = ?', mailId));
  }
}

function toMail({ id, recipient, subject, text, discard_after: discardAfter }: MailRow): MailMessage {
  return { id, to: recipient, subject, text, discardAfter: new Date(discardAfter) };
}
