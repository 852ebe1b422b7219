/** The log in one SQLite file. An event is owed to each group from the transaction on in which it was appended. */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  BATCH_EVENTS, BATCH_LIMIT, type ConsumerGroupStatus, type DeadLetter, type Delivery, LEASE_MILLIS, type LoggedEvent, type Settlement,
} from '@keep/contracts/broker-internal-http'; // prettier-ignore
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import type { ConsumerGroup } from '@keep/service-kit/event-bus';
import { SqliteDatabase, type SqlValue } from '@keep/service-kit/sqlite-database';
import { afterRefusal } from '../domain/redelivery.ts';
import { matcherOf, type SubjectMatcher } from '../domain/subject-filter.ts';
import type { EventStore } from '../ports.ts';
import { steps, subjectsBetween } from './log-steps.ts';
import { logMigrations } from './migrations.ts';
import { SqliteBackfills } from './sqlite-backfills.ts';

/** Sequences that one read passes: SQLite passes over what nobody asks for far quicker than it hands out rows. */
const READ_STEP = 20_000;
/** Events or deliveries that one transaction deletes. */
const DELETE_STEP = 200;
/** Pages that may lie free before the file gets shorter (64 MiB), and that one step cuts off. */
const FREE_PAGES = 16_384;
const VACUUM_STEP = 256;
/** A delivery that is still this consumer's; one whose lease has passed on matches nothing. */
const LEASED = 'group_name = ? AND sequence = ? AND lease = ?';
const DEAD = 'group_name = ? AND sequence = ? AND due_at IS NULL';

type GroupWithMatcher = { name: string; matches: SubjectMatcher };

export class SqliteEventStore implements EventStore {
  readonly logId: string;
  readonly #db: SqliteDatabase;
  readonly #backfills: SqliteBackfills;
  readonly #freePages: number;

  /** `freePages` is how many may lie free before `compact` gives them back. */
  constructor(path: string, freePages: number = FREE_PAGES) {
    this.#db = SqliteDatabase.open(path, logMigrations(), { givesSpaceBack: true });
    this.#backfills = new SqliteBackfills(this.#db);
    this.#freePages = freePages;
    this.logId = this.#value<string>('SELECT id FROM log') ?? '';
  }

  append(events: readonly EventEnvelope[], now: Date): Promise<readonly EventEnvelope[]> {
    return this.#db.write(() => {
      const groups = this.#groupsWithMatchers();
      return events.filter(event => this.#appendOne(event, groups, now.getTime()));
    });
  }

  takesEvents(): boolean {
    return this.#db.takesWrites;
  }

  read(subjects: readonly string[], after: number): { events: LoggedEvent[]; next: number } {
    const matches = matcherOf(subjects);
    const end = Math.max(after, Math.min(this.lastSequence(), after + READ_STEP));
    const rows = subjectsBetween(this.#db, after, end, subjects, BATCH_EVENTS);
    const reached = rows.length < BATCH_EVENTS ? end : (rows.at(-1)?.sequence ?? end);
    const matching = rows.filter(({ subject }) => matches(subject)).map(({ sequence }) => sequence);
    const events = this.#load(matching);
    return { events, next: events.length === matching.length ? reached : (events.at(-1)?.sequence ?? after) };
  }

  lastSequence(): number {
    return this.#value<number>(`SELECT seq FROM sqlite_sequence WHERE name = 'events'`) ?? 0;
  }

  sequenceBefore(time: Date): number {
    const first = this.#value<number>('SELECT min(sequence) FROM events WHERE published_at >= ?', time.getTime());
    return first === undefined ? this.lastSequence() : first - 1;
  }

  bytes(): number {
    return this.#value<number>('SELECT page_count * page_size FROM pragma_page_count, pragma_page_size') ?? 0;
  }

  async lease(group: ConsumerGroup, limit: number, now: Date): Promise<Delivery[]> {
    if (this.#subjectsOf(group.name) !== JSON.stringify(group.subjects)) await this.#db.write(() => this.#join(group));
    await this.#stepBackfill(group.name, now);
    if (this.#due(group.name, 1, now).length === 0) return [];
    const lease = randomUUID();
    return this.#db.write(() => {
      const events = this.#load(this.#due(group.name, limit, now));
      const sql = 'UPDATE deliveries SET lease = ?, due_at = ? WHERE group_name = ? AND sequence = ?';
      for (const { sequence } of events) this.#db.run(sql, lease, now.getTime() + LEASE_MILLIS, group.name, sequence);
      return events.map(event => ({ ...event, lease }));
    });
  }

  nextDue(group: string): Date | undefined {
    const due = this.#value<number>('SELECT min(due_at) FROM deliveries WHERE group_name = ?', group);
    return due === undefined ? undefined : new Date(due);
  }

  settle(group: string, settlements: readonly Settlement[], now: Date): Promise<{ again: number; dead: number }> {
    return this.#db.write(() => {
      const count = { again: 0, dead: 0 };
      for (const settlement of settlements) {
        const key = [group, settlement.sequence, settlement.lease] as const;
        if (settlement.outcome === 'ack') this.#db.run(`DELETE FROM deliveries WHERE ${LEASED}`, ...key);
        else if (settlement.outcome === 'nak') this.#refuse(key, settlement, now, count);
        else this.#db.run(`UPDATE deliveries SET due_at = ? WHERE ${LEASED}`, now.getTime() + LEASE_MILLIS, ...key);
      }
      return count;
    });
  }

  async purge(subject: string): Promise<number> {
    const matches = matcherOf([subject]);
    let count = 0;
    for (const { after, until } of steps(this.#db)) {
      const doomed = subjectsBetween(this.#db, after, until, [subject]).filter(event => matches(event.subject));
      for (let start = 0; start < doomed.length; start += DELETE_STEP)
        count += await this.#delete(doomed.slice(start, start + DELETE_STEP));
      await nextTurn();
    }
    await this.#db.truncateLog();
    return count;
  }

  async prune(before: Date): Promise<number> {
    const sql = `DELETE FROM events WHERE sequence > ? AND sequence <= ? AND published_at < ?
      AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.sequence = events.sequence)`;
    let count = 0;
    for (const { after, until } of steps(this.#db)) {
      if (!this.#isOlder(after, before)) break;
      count += await this.#db.write(() =>
        this.#db.run(sql, after, Math.min(until, this.#backfills.floor()), before.getTime()),
      );
    }
    return count;
  }

  async compact(): Promise<void> {
    const free = this.#value<number>('SELECT freelist_count FROM pragma_freelist_count') ?? 0;
    for (let left = free > this.#freePages ? free : 0; left > 0; left -= VACUUM_STEP)
      await this.#db.write(() => this.#db.all(`PRAGMA incremental_vacuum(${VACUUM_STEP})`));
    await this.#db.truncateLog();
  }

  groups(): ConsumerGroupStatus[] {
    const sql = `SELECT name, subjects, count(due_at) AS lag, count(sequence) - count(due_at) AS deadLetters
      FROM consumer_groups LEFT JOIN deliveries ON group_name = name GROUP BY name ORDER BY name`;
    const rows = this.#db.all<Omit<ConsumerGroupStatus, 'subjects'> & { subjects: string }>(sql);
    return rows.map(row => ({ ...row, subjects: JSON.parse(row.subjects) as string[] }));
  }

  deadLetters(limit: number): DeadLetter[] {
    const sql = `SELECT group_name AS "group", sequence, id AS eventId, json_extract(event, '$.type') AS type, subject,
      strftime('%Y-%m-%dT%H:%M:%fZ', published_at / 1000.0, 'unixepoch') AS publishedAt, reason
      FROM deliveries JOIN events USING (sequence) WHERE due_at IS NULL ORDER BY sequence LIMIT ?`;
    return this.#db.all<DeadLetter>(sql, limit);
  }

  replay(group: string, after: number, now: Date): Promise<boolean> {
    return this.#db.write(() => {
      const subjects = this.#subjectsOf(group);
      if (subjects === undefined) return false;
      const past = { group, subjects: JSON.parse(subjects) as string[], without: [], after };
      this.#backfills.begin(past, this.lastSequence());
      // The first step at once: of a short log that is all, and the operator sees it.
      this.#backfills.step(group, now);
      return true;
    });
  }

  async forget(group: string): Promise<boolean> {
    const sql = `DELETE FROM deliveries WHERE group_name = ?1 AND sequence IN
      (SELECT sequence FROM deliveries WHERE group_name = ?1 ORDER BY sequence LIMIT ${DELETE_STEP})`;
    while ((await this.#db.write(() => this.#db.run(sql, group))) === DELETE_STEP);
    return this.#changesOne('DELETE FROM consumer_groups WHERE name = ?', group);
  }

  redeliver(group: string, sequence: number, now: Date): Promise<boolean> {
    return this.#changesOne(
      `UPDATE deliveries SET due_at = ?, failures = 0 WHERE ${DEAD}`,
      now.getTime(),
      group,
      sequence,
    );
  }

  drop(group: string, sequence: number): Promise<boolean> {
    return this.#changesOne(`DELETE FROM deliveries WHERE ${DEAD}`, group, sequence);
  }

  close(): void {
    this.#db.close();
  }

  /** False for an event that is in the log already. */
  #appendOne(event: EventEnvelope, groups: readonly GroupWithMatcher[], now: number): boolean {
    const { id, subject } = event;
    const sql = 'INSERT OR IGNORE INTO events (id, subject, published_at, event) VALUES (?, ?, ?, ?)';
    if (this.#db.run(sql, id, subject, now, JSON.stringify(event)) === 0) return false;
    const owe = 'INSERT INTO deliveries (group_name, sequence, due_at) VALUES (?, last_insert_rowid(), ?)';
    for (const { name, matches } of groups) if (matches(subject)) this.#db.run(owe, name, now);
    return true;
  }

  #groupsWithMatchers(): GroupWithMatcher[] {
    const rows = this.#db.all<{ name: string; subjects: string }>('SELECT name, subjects FROM consumer_groups');
    return rows.map(({ name, subjects }) => ({ name, matches: matcherOf(JSON.parse(subjects) as string[]) }));
  }

  /** A new group is owed the whole log; one that asks for more subjects than before is owed their past too. */
  #join({ name, subjects }: ConsumerGroup): void {
    const before = this.#subjectsOf(name) ?? '[]';
    const text = JSON.stringify(subjects);
    if (before === text) return;
    this.#db.run(
      'INSERT INTO consumer_groups VALUES (?, ?) ON CONFLICT DO UPDATE SET subjects = excluded.subjects',
      name,
      text,
    );
    const past = { group: name, subjects, without: JSON.parse(before) as string[], after: 0 };
    this.#backfills.begin(past, this.lastSequence());
  }

  /** One step at least, so that it ends however many events are due; more where there is nothing else to give. */
  async #stepBackfill(group: string, now: Date): Promise<void> {
    if (!this.#backfills.isPending(group)) return;
    do await this.#db.write(() => this.#backfills.step(group, now));
    while (this.#backfills.isPending(group) && this.#due(group, 1, now).length === 0);
  }

  #refuse(
    key: readonly SqlValue[],
    { reason, unavailable }: Extract<Settlement, { outcome: 'nak' }>,
    now: Date,
    count: { again: number; dead: number },
  ): void {
    const before = this.#value<number>(`SELECT failures FROM deliveries WHERE ${LEASED}`, ...key);
    if (before === undefined) return;
    const { failures, pause } = afterRefusal({ failures: before, unavailable });
    count[pause === null ? 'dead' : 'again'] += 1;
    const dueAt = pause === null ? null : now.getTime() + pause;
    const sql = `UPDATE deliveries SET failures = ?, due_at = ?, reason = ?, lease = NULL WHERE ${LEASED}`;
    this.#db.run(sql, failures, dueAt, reason, ...key);
  }

  #due(group: string, limit: number, now: Date): number[] {
    const sql =
      'SELECT sequence FROM deliveries WHERE group_name = ? AND due_at <= ? ORDER BY due_at, sequence LIMIT ?';
    return this.#db.all<{ sequence: number }>(sql, group, now.getTime(), limit).map(row => row.sequence);
  }

  /** The events themselves, as many as one answer may hold. */
  #load(sequences: readonly number[]): LoggedEvent[] {
    const events: LoggedEvent[] = [];
    let bytes = 0;
    for (const sequence of sequences) {
      const text = this.#value<string>('SELECT event FROM events WHERE sequence = ?', sequence) ?? '';
      bytes += Buffer.byteLength(text);
      if (events.length > 0 && bytes > BATCH_LIMIT) break;
      events.push({ sequence, event: JSON.parse(text) as EventEnvelope });
    }
    return events;
  }

  /** Whether the first event after a sequence was published before a time. */
  #isOlder(after: number, than: Date): boolean {
    const sql = 'SELECT published_at FROM events WHERE sequence > ? ORDER BY sequence LIMIT 1';
    return (this.#value<number>(sql, after) ?? 0) < than.getTime();
  }

  #subjectsOf(group: string): string | undefined {
    return this.#value<string>('SELECT subjects FROM consumer_groups WHERE name = ?', group);
  }

  /** The only column of the first row; undefined for none, and for NULL. */
  #value<Value extends string | number>(sql: string, ...values: SqlValue[]): Value | undefined {
    const row = this.#db.get<Record<string, Value | null>>(sql, ...values);
    return (row && Object.values(row)[0]) ?? undefined;
  }

  #changesOne(sql: string, ...values: SqlValue[]): Promise<boolean> {
    return this.#db.write(() => this.#db.run(sql, ...values) === 1);
  }

  #delete(events: readonly { sequence: number }[]): Promise<number> {
    const sql = 'DELETE FROM events WHERE sequence IN (SELECT value FROM json_each(?))';
    const sequences = JSON.stringify(events.map(({ sequence }) => sequence));
    return this.#db.write(() => this.#db.run(sql, sequences));
  }
}
