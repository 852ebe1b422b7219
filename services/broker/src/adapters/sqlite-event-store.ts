/** The log in one SQLite file: events, groups, and a row for each delivery that is under way. */
import { randomUUID } from 'node:crypto';
import {
  BATCH_LIMIT,
  type ConsumerGroupStatus,
  type DeadLetter,
  LEASE_MILLIS,
  type Settlement,
} from '@keep/contracts/broker-internal-http';
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import type { ConsumerGroup } from '@keep/service-kit/event-bus';
import { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { afterRefusal } from '../domain/redelivery.ts';
import { matcherOf, type SubjectMatcher } from '../domain/subject-filter.ts';
import type { EventStore, LeasedEvent, LogStatus, Settled, StoredEvent } from '../ports.ts';
import { logMigrations } from './migrations.ts';

type GroupRow = { name: string; subjects: string; position: number };
type SubjectRow = { sequence: number; subject: string };

const SCAN_CHUNK = 1_000;
const DELETE_CHUNK = 500;
const READ_LIMIT = 500;
const LAG_LIMIT = 10_000;
/** Pages that may lie free before the file is written anew (64 MiB). */
const FREE_PAGES = 16_384;

export class SqliteEventStore implements EventStore {
  readonly logId: string;
  readonly #db: SqliteDatabase;
  /** By group: up to here nothing beyond its position matches. Saves a write for each event that is not for it. */
  readonly #scanned = new Map<string, number>();

  constructor(path: string) {
    this.#db = SqliteDatabase.open(path, logMigrations());
    this.#db.all('PRAGMA secure_delete=ON');
    this.logId = this.#db.get<{ id: string }>('SELECT id FROM log')?.id ?? '';
  }

  append(events: readonly EventEnvelope[], now: Date): Promise<readonly EventEnvelope[]> {
    const sql = 'INSERT OR IGNORE INTO events (id, subject, published_at, event) VALUES (?, ?, ?, ?)';
    return this.#db.write(() =>
      events.filter(event => this.#db.run(sql, event.id, event.subject, now.getTime(), JSON.stringify(event)) === 1),
    );
  }

  async lease(group: ConsumerGroup, limit: number, now: Date): Promise<LeasedEvent[]> {
    if (this.#isIdle(group, now)) return [];
    return this.#db.write(() => {
      const matches = matcherOf(group.subjects);
      this.#join(group, matches, now);
      const due = this.#load(this.#due(group.name, limit, now));
      const fresh = this.#takeFresh(group.name, matches, limit - due.length, now);
      const lease = randomUUID();
      const sql = 'UPDATE deliveries SET lease = ?, due_at = ? WHERE group_name = ? AND sequence = ?';
      return [...due, ...fresh].map(event => {
        this.#db.run(sql, lease, now.getTime() + LEASE_MILLIS, group.name, event.sequence);
        return { ...event, lease };
      });
    });
  }

  nextDue(group: string): Date | undefined {
    const row = this.#db.get<{ due: number | null }>(
      'SELECT min(due_at) AS due FROM deliveries WHERE group_name = ?',
      group,
    );
    return typeof row?.due === 'number' ? new Date(row.due) : undefined;
  }

  settle(group: string, settlements: readonly Settlement[], now: Date): Promise<Settled> {
    return this.#db.write(() => {
      const settled: Settled = { acknowledged: 0, again: 0, dead: 0 };
      for (const settlement of settlements) {
        if (settlement.outcome === 'ack') settled.acknowledged += this.#acknowledge(group, settlement);
        else if (settlement.outcome === 'extend') this.#extend(group, settlement, now);
        else this.#refuse(group, settlement, now, settled);
      }
      return settled;
    });
  }

  read(subjects: readonly string[], after: number): { events: StoredEvent[]; next: number } {
    const { found, scanned } = this.#scan(matcherOf(subjects), after, READ_LIMIT);
    const events = this.#load(found);
    return { events, next: events.length < found.length ? lastOf(events, after) : scanned };
  }

  lastSequence(): number {
    return this.#db.get<{ seq: number }>(`SELECT seq FROM sqlite_sequence WHERE name = 'events'`)?.seq ?? 0;
  }

  sequenceBefore(time: Date): number {
    const sql = 'SELECT min(sequence) AS first FROM events WHERE published_at >= ?';
    const first = this.#db.get<{ first: number | null }>(sql, time.getTime())?.first;
    return typeof first === 'number' ? first - 1 : this.lastSequence();
  }

  async purge(subject: string): Promise<number> {
    const matches = matcherOf([subject]);
    // GLOB lets SQLite pass over most of the others; its `*` also matches dots, so the exact rule follows.
    const candidates = this.#db.all<SubjectRow>(
      'SELECT sequence, subject FROM events WHERE subject GLOB ?',
      subject.replace(/>$/, '*'),
    );
    const doomed = candidates.filter(row => matches(row.subject)).map(row => row.sequence);
    for (let start = 0; start < doomed.length; start += DELETE_CHUNK)
      await this.#delete(doomed.slice(start, start + DELETE_CHUNK));
    return doomed.length;
  }

  async prune(before: Date): Promise<number> {
    await this.#rememberScanned();
    const sql = `SELECT sequence FROM events WHERE published_at < ?
      AND sequence <= (SELECT coalesce(min(position), 9e15) FROM consumer_groups)
      AND sequence NOT IN (SELECT sequence FROM deliveries) LIMIT ${DELETE_CHUNK}`;
    let pruned = 0;
    for (;;) {
      const old = this.#db.all<{ sequence: number }>(sql, before.getTime()).map(row => row.sequence);
      if (old.length === 0) return pruned;
      await this.#delete(old);
      pruned += old.length;
    }
  }

  compact(): void {
    const free = this.#pragma('freelist_count');
    if (free > FREE_PAGES && free > this.#pragma('page_count') / 2) this.#db.all('VACUUM');
    this.#db.all('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  status(): LogStatus {
    const row = this.#db.get<{ events: number; first: number | null }>(
      'SELECT count(*) AS events, min(published_at) AS first FROM events',
    );
    return {
      events: row?.events ?? 0,
      bytes: this.#pragma('page_count') * this.#pragma('page_size'),
      lastSequence: this.lastSequence(),
      firstAt: typeof row?.first === 'number' ? new Date(row.first) : null,
    };
  }

  groups(): ConsumerGroupStatus[] {
    const count =
      'SELECT count(due_at) AS pending, count(*) - count(due_at) AS dead FROM deliveries WHERE group_name = ?';
    return this.#db.all<GroupRow>('SELECT * FROM consumer_groups ORDER BY name').map(({ name, ...row }) => {
      const subjects = JSON.parse(row.subjects) as string[];
      const position = Math.max(row.position, this.#scanned.get(name) ?? 0);
      const { pending = 0, dead = 0 } = this.#db.get<{ pending: number; dead: number }>(count, name) ?? {};
      const ahead = this.#scan(matcherOf(subjects), position, LAG_LIMIT).found.length;
      return { name, subjects, position, lag: pending + ahead, deadLetters: dead };
    });
  }

  replay(group: string, after: number): Promise<boolean> {
    return this.#db.write(() => {
      this.#scanned.delete(group);
      this.#db.run('DELETE FROM deliveries WHERE group_name = ? AND sequence > ?', group, after);
      return this.#db.run('UPDATE consumer_groups SET position = min(position, ?) WHERE name = ?', after, group) === 1;
    });
  }

  forget(group: string): Promise<boolean> {
    this.#scanned.delete(group);
    return this.#db.write(() => this.#db.run('DELETE FROM consumer_groups WHERE name = ?', group) === 1);
  }

  deadLetters(limit: number): DeadLetter[] {
    const sql = `SELECT group_name AS "group", sequence, id AS eventId, json_extract(event, '$.type') AS type, subject, published_at, reason
      FROM deliveries JOIN events USING (sequence) WHERE due_at IS NULL ORDER BY sequence LIMIT ?`;
    return this.#db
      .all<Omit<DeadLetter, 'publishedAt'> & { published_at: number }>(sql, limit)
      .map(({ published_at, ...row }) => ({ ...row, publishedAt: new Date(published_at).toISOString() }));
  }

  redeliver(group: string, sequence: number, now: Date): Promise<boolean> {
    const sql =
      'UPDATE deliveries SET due_at = ?, failures = 0, reason = NULL WHERE group_name = ? AND sequence = ? AND due_at IS NULL';
    return this.#db.write(() => this.#db.run(sql, now.getTime(), group, sequence) === 1);
  }

  drop(group: string, sequence: number): Promise<boolean> {
    const sql = 'DELETE FROM deliveries WHERE group_name = ? AND sequence = ? AND due_at IS NULL';
    return this.#db.write(() => this.#db.run(sql, group, sequence) === 1);
  }

  close(): void {
    this.#db.close();
  }

  /** Finds out without a write whether there is nothing for the group; most waiting consumers end here. */
  #isIdle({ name, subjects }: ConsumerGroup, now: Date): boolean {
    const row = this.#group(name);
    if (row?.subjects !== JSON.stringify(subjects) || this.#due(name, 1, now).length > 0) return false;
    const { found, scanned } = this.#scan(matcherOf(subjects), this.#start(row), 1);
    if (found.length === 0) this.#scanned.set(name, scanned);
    return found.length === 0;
  }

  #group(name: string): GroupRow | undefined {
    return this.#db.get<GroupRow>('SELECT * FROM consumer_groups WHERE name = ?', name);
  }

  #start({ name, position }: GroupRow): number {
    return Math.max(position, this.#scanned.get(name) ?? 0);
  }

  /** A new group begins with the oldest event; one that asks for more subjects than before is given their past too. */
  #join({ name, subjects }: ConsumerGroup, matches: SubjectMatcher, now: Date): void {
    const row = this.#group(name);
    const text = JSON.stringify(subjects);
    if (!row) this.#db.run('INSERT INTO consumer_groups VALUES (?, ?, 0)', name, text);
    if (!row || row.subjects === text) return;
    const matchedBefore = matcherOf(JSON.parse(row.subjects) as string[]);
    const position = this.#start(row);
    const missed = this.#scan(subject => matches(subject) && !matchedBefore(subject), 0, Infinity).found;
    for (const sequence of missed.filter(sequence => sequence <= position)) {
      this.#db.run(
        'INSERT OR IGNORE INTO deliveries (group_name, sequence, due_at) VALUES (?, ?, ?)',
        name,
        sequence,
        now.getTime(),
      );
    }
    this.#db.run('UPDATE consumer_groups SET subjects = ?, position = ? WHERE name = ?', text, position, name);
  }

  #due(group: string, limit: number, now: Date): number[] {
    const sql =
      'SELECT sequence FROM deliveries WHERE group_name = ? AND due_at <= ? ORDER BY due_at, sequence LIMIT ?';
    return this.#db.all<{ sequence: number }>(sql, group, now.getTime(), limit).map(row => row.sequence);
  }

  /** Moves the group's position over its next events and makes a delivery of each. */
  #takeFresh(name: string, matches: SubjectMatcher, limit: number, now: Date): StoredEvent[] {
    const row = this.#group(name);
    if (!row || limit <= 0) return [];
    const start = this.#start(row);
    const { found, scanned } = this.#scan(matches, start, limit);
    const events = this.#load(found);
    const position = events.length < found.length ? lastOf(events, start) : scanned;
    for (const { sequence } of events) {
      this.#db.run(
        'INSERT INTO deliveries (group_name, sequence, due_at) VALUES (?, ?, ?)',
        name,
        sequence,
        now.getTime(),
      );
    }
    this.#db.run('UPDATE consumer_groups SET position = ? WHERE name = ?', position, name);
    return events;
  }

  #scan(matches: SubjectMatcher, after: number, limit: number): { found: number[]; scanned: number } {
    const sql = `SELECT sequence, subject FROM events INDEXED BY events_subjects WHERE sequence > ? ORDER BY sequence LIMIT ${SCAN_CHUNK}`;
    const found: number[] = [];
    let scanned = after;
    for (;;) {
      const rows = this.#db.all<SubjectRow>(sql, scanned);
      for (const { sequence, subject } of rows) {
        scanned = sequence;
        if (matches(subject)) found.push(sequence);
        if (found.length >= limit) return { found, scanned };
      }
      if (rows.length < SCAN_CHUNK) return { found, scanned };
    }
  }

  /** The events themselves, as many as one answer may hold. */
  #load(sequences: readonly number[]): StoredEvent[] {
    const events: StoredEvent[] = [];
    let bytes = 0;
    for (const sequence of sequences) {
      const text =
        this.#db.get<{ event: string }>('SELECT event FROM events WHERE sequence = ?', sequence)?.event ?? '';
      bytes += Buffer.byteLength(text);
      if (events.length > 0 && bytes > BATCH_LIMIT) break;
      events.push({ sequence, text });
    }
    return events;
  }

  #acknowledge(group: string, { sequence, lease }: Settlement): number {
    return this.#db.run(
      'DELETE FROM deliveries WHERE group_name = ? AND sequence = ? AND lease = ?',
      group,
      sequence,
      lease,
    );
  }

  #extend(group: string, { sequence, lease }: Settlement, now: Date): void {
    const sql = 'UPDATE deliveries SET due_at = ? WHERE group_name = ? AND sequence = ? AND lease = ?';
    this.#db.run(sql, now.getTime() + LEASE_MILLIS, group, sequence, lease);
  }

  #refuse(
    group: string,
    { sequence, lease, reason, unavailable }: Extract<Settlement, { outcome: 'nak' }>,
    now: Date,
    settled: Settled,
  ): void {
    const sql = 'SELECT failures FROM deliveries WHERE group_name = ? AND sequence = ? AND lease = ?';
    const row = this.#db.get<{ failures: number }>(sql, group, sequence, lease);
    if (!row) return;
    const { failures, pause } = afterRefusal({ failures: row.failures, unavailable });
    settled[pause === null ? 'dead' : 'again'] += 1;
    this.#db.run(
      'UPDATE deliveries SET lease = NULL, failures = ?, due_at = ?, reason = ? WHERE group_name = ? AND sequence = ?',
      failures, pause === null ? null : now.getTime() + pause, reason, group, sequence,
    ); // prettier-ignore
  }

  async #delete(sequences: readonly number[]): Promise<void> {
    await this.#db.write(() =>
      this.#db.run('DELETE FROM events WHERE sequence IN (SELECT value FROM json_each(?))', JSON.stringify(sequences)),
    );
  }

  /** So that a group that nothing was for does not hold up the pruning. */
  async #rememberScanned(): Promise<void> {
    await this.#db.write(() => {
      for (const [name, scanned] of this.#scanned)
        this.#db.run('UPDATE consumer_groups SET position = max(position, ?) WHERE name = ?', scanned, name);
    });
  }

  #pragma(name: 'freelist_count' | 'page_count' | 'page_size'): number {
    return Number(Object.values(this.#db.get(`PRAGMA ${name}`) ?? {})[0] ?? 0);
  }
}

function lastOf(events: readonly StoredEvent[], otherwise: number): number {
  return events.at(-1)?.sequence ?? otherwise;
}
