/** A log as simple as can be, run beside the real one: whatever the real one answers is checked against it. */
import { type Delivery, LEASE_MILLIS } from '@keep/contracts/broker-internal-http';
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { join } from 'node:path';
import { expect } from 'vitest';
import { SqliteEventStore } from '../../src/adapters/sqlite-event-store.ts';
import { matcherOf } from '../../src/domain/subject-filter.ts';

const DAY = 86_400_000;

export const groups = [
  { name: 'test.all', subjects: ['keep.>'] },
  { name: 'test.some', subjects: ['keep.notes.*.edited', 'keep.auth.>'] },
] as const;
type Group = (typeof groups)[number];

/** What the model knows of one event in one group. */
type Progress = { failures: number; isDone: boolean; lease?: string; until: number };
type Given = { group: Group; id: string; leased: Delivery };

export class CheckedEventStore {
  readonly #path = join(temporaryDirectory(), 'broker.sqlite');
  #store = new SqliteEventStore(this.#path);
  #now = 1_000_000;
  /** Subjects by event id. */
  readonly #inLog = new Map<string, string>();
  readonly #purged = new Set<string>();
  readonly #progress = new Map<string, Progress>();
  /** Everything that was ever leased to anybody. */
  readonly #given: Given[] = [];

  wait(millis: number): void {
    this.#now += millis;
  }

  async publish(events: readonly { id: string; subject: string }[]): Promise<void> {
    const sent = events.filter(({ id }) => !this.#purged.has(id));
    const added = await this.#store.append(sent.map(envelope), this.#time());
    const expected: string[] = [];
    for (const { id, subject } of sent) {
      if (this.#inLog.has(id)) continue;
      this.#inLog.set(id, subject);
      expected.push(id);
    }
    expect(added.map(({ id }) => id)).toEqual(expected);
  }

  /** Leases, and checks that each event may be given now; answers how many there were. */
  async lease(group: Group, limit: number): Promise<number> {
    const leased = await this.#store.lease(group, limit, this.#time());
    for (const one of leased) {
      const { id } = one.event;
      const progress = this.#progressOf(group, id);
      expect(this.#matching(group)).toContain(id);
      expect(progress.isDone).toBe(false);
      expect(progress.until).toBeLessThanOrEqual(this.#now);
      Object.assign(progress, { lease: one.lease, until: this.#now + LEASE_MILLIS });
      this.#given.push({ group, id, leased: one });
    }
    return leased.length;
  }

  async settle(outcome: 'ack' | 'extend' | 'nak', pick: number, unavailable = false): Promise<void> {
    const one = this.#given[pick % this.#given.length];
    if (!one) return;
    const { sequence, lease } = one.leased;
    const named = { sequence, lease };
    const settlement =
      outcome === 'nak' ? { ...named, outcome, reason: 'because', unavailable } : { ...named, outcome };
    await this.#store.settle(one.group.name, [settlement], this.#time());

    const progress = this.#progressOf(one.group, one.id);
    if (progress.lease !== lease || !this.#inLog.has(one.id)) return;
    if (outcome === 'extend') {
      progress.until = this.#now + LEASE_MILLIS;
      return;
    }
    delete progress.lease;
    progress.until = 0;
    if (outcome === 'nak' && !unavailable) progress.failures += 1;
    progress.isDone = outcome === 'ack' || progress.failures === 8;
  }

  async purge(filter: string): Promise<void> {
    await this.#store.purge(filter);
    const isDoomed = matcherOf([filter]);
    for (const [id, subject] of this.#inLog) if (isDoomed(subject)) this.#purged.add(id);
    for (const id of this.#purged) this.#inLog.delete(id);
  }

  async prune(): Promise<void> {
    await this.#store.prune(new Date(this.#now - 7 * DAY));
  }

  /** The process dies and comes back. */
  crash(): void {
    const { logId } = this.#store;
    this.#store.close();
    this.#store = new SqliteEventStore(this.#path);
    expect(this.#store.logId).toBe(logId);
  }

  /** Acknowledges whatever still comes, and checks that nothing is missing then. */
  async finish(): Promise<void> {
    for (const group of groups) {
      this.#now += 60_000;
      for (let first = this.#given.length; (await this.lease(group, 5)) > 0; first = this.#given.length) {
        for (let pick = first; pick < this.#given.length; pick += 1) await this.settle('ack', pick);
      }
      expect(this.#matching(group).filter(id => !this.#progressOf(group, id).isDone)).toEqual([]);
    }
    this.#store.close();
  }

  #matching({ subjects }: Group): string[] {
    const matches = matcherOf(subjects);
    return [...this.#inLog].flatMap(([id, subject]) => (matches(subject) ? [id] : []));
  }

  #progressOf({ name }: Group, id: string): Progress {
    const key = `${name} ${id}`;
    const progress = this.#progress.get(key) ?? { failures: 0, isDone: false, until: 0 };
    this.#progress.set(key, progress);
    return progress;
  }

  #time(): Date {
    return new Date(this.#now);
  }
}

function envelope({ id, subject }: { id: string; subject: string }): EventEnvelope {
  const type = 'test.thing-happened.v1';
  return { specversion: '1.0', id, source: 'keep/test', type, subject, time: new Date(0).toISOString(), data: { id } };
}
