/** What every outbox and inbox must do: one suite, run over each adapter of the kit's `OutboxStore`. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { NO_LOG, type OutboxStore } from '@keep/service-kit/outbox';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testEvent } from './event-bus-suite.ts';

/** A service's database; each method is one transaction, those named `...AndFail` one that fails after that step. */
export type OutboxUnderTest = {
  store: OutboxStore;
  append(events: readonly EventEnvelope[]): Promise<void>;
  appendAndFail(events: readonly EventEnvelope[]): Promise<void>;
  erase(userId: string, keepTypes: readonly string[]): Promise<void>;
  record(consumer: string, eventId: string): Promise<boolean>;
  recordAndFail(consumer: string, eventId: string): Promise<void>;
  close(): Promise<void>;
};

const numberOf = ({ data }: EventEnvelope) => (data as { number: number }).number;
const longAgo = new Date(0);
const soon = () => new Date(Date.now() + 60_000);

/** `open` makes an empty database. */
export function runOutboxSuite(name: string, open: () => Promise<OutboxUnderTest>): void {
  describe(`outbox and inbox: ${name}`, () => {
    let outbox: OutboxUnderTest;
    beforeEach(async () => void (outbox = await open()));
    afterEach(() => outbox.close());

    const unsent = async (limit = 100) => (await outbox.store.unsent(limit)).map(numberOf);

    test('keeps events as they are, in the order in which they were stored', async () => {
      const events = [3, 1, 2].map(number => testEvent(number));
      await outbox.append(events.slice(0, 2));
      await outbox.append(events.slice(2));
      expect(await outbox.store.unsent(10)).toEqual(events);
      expect(await unsent(2)).toEqual([3, 1]);
    });

    test('keeps nothing of a change that was rolled back', async () => {
      await expect(outbox.appendAndFail([testEvent(1)])).rejects.toThrow();
      expect(await unsent()).toEqual([]);
    });

    test('refuses an event that no log would take', async () => {
      const large = { ...testEvent(1), data: 'x'.repeat(600_000) };
      await expect(outbox.append([large])).rejects.toThrow('larger than an event may be');
    });

    test('does not mark as sent what an earlier log took', async () => {
      const event = testEvent(1);
      await outbox.append([event]);
      await outbox.store.markSent([event.id], 'never met');
      await outbox.store.setLogId('new');
      await outbox.store.markSent([event.id], 'old');
      expect(await unsent()).toEqual([1]);
      await outbox.store.markSent([event.id], 'new');
      expect(await unsent()).toEqual([]);
      expect(await outbox.store.logId()).toBe('new');
    });

    test('sends everything again for a new log, also what another replica marks meanwhile', async () => {
      const events = [testEvent(1), testEvent(2)];
      await outbox.append(events);
      await outbox.store.setLogId('old');
      await outbox.store.markSent(events.slice(0, 1).map(({ id }) => id), 'old'); // prettier-ignore
      expect(await outbox.store.resendSince(longAgo)).toBe(1);
      await outbox.store.markSent(events.map(({ id }) => id), 'old'); // prettier-ignore
      expect(await outbox.store.logId()).toBe(NO_LOG);
      await outbox.store.setLogId('new');
      expect(await unsent()).toEqual([1, 2]);
    });

    test('forgets a person, but for the events that are to stay', async () => {
      const kept = { ...testEvent(3, 'u1'), type: 'test.user-erased.v1' };
      await outbox.append([testEvent(1, 'u1'), testEvent(2, 'u2'), kept]);
      await outbox.erase('u1', ['test.user-erased.v1']);
      expect(await unsent()).toEqual([2, 3]);
    });

    test('prunes what was sent long ago and never what was not', async () => {
      const [sent, waiting] = [testEvent(1), testEvent(2)];
      await outbox.append([sent, waiting]);
      await outbox.store.setLogId('log');
      await outbox.store.markSent([sent.id], 'log');
      await outbox.store.prune(soon(), soon());
      expect(await outbox.store.resendSince(longAgo)).toBe(0);
      expect(await unsent()).toEqual([2]);
    });

    test('lets an effect happen once for each consumer, also when an event comes many times at once', async () => {
      const record = (consumer: string) => outbox.record(consumer, 'event');
      const recorded = await Promise.all(Array.from({ length: 5 }, () => record('test.one')));
      expect(recorded.filter(isFirst => isFirst)).toHaveLength(1);
      expect([await record('test.one'), await record('test.two')]).toEqual([false, true]);
    });

    test('forgets what was rolled back with its effect', async () => {
      await expect(outbox.recordAndFail('test.one', 'event')).rejects.toThrow();
      expect(await outbox.record('test.one', 'event')).toBe(true);
    });

    test('forgets in time which events were handled', async () => {
      await outbox.record('test.one', 'event');
      await outbox.store.prune(longAgo, longAgo);
      expect(await outbox.record('test.one', 'event')).toBe(false);
      await outbox.store.prune(longAgo, soon());
      expect(await outbox.record('test.one', 'event')).toBe(true);
    });
  });
}
