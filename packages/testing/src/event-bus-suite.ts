/** What every event bus must do: one suite, run over each adapter of the kit's `EventBus`. */
import { randomUUID } from 'node:crypto';
import { type EventEnvelope, defineEvent } from '@keep/contracts/event-envelope';
import { unavailable } from '@keep/service-kit/app-error';
import type { EventBus, LogPosition } from '@keep/service-kit/event-bus';
import { makeEvent } from '@keep/service-kit/make-event';
import { currentContext } from '@keep/service-kit/request-context';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventually } from './eventually.ts';

/** One log, and as many buses over it as a test wants, each as if it were a process of its own. */
export type BusUnderTest = {
  connect(): EventBus;
  stop(): Promise<void>;
};

const contract = defineEvent({ type: 'test.thing-happened.v1', summary: 'For tests', delivery: 'log', data: z.looseObject({ number: z.int() }) }); // prettier-ignore
const other = defineEvent({ ...contract, type: 'test.other-thing-happened.v1' });

/** An event of the user `userId`; a group of these tests is named `test.<what>`. */
export function testEvent(number: number, userId: string = randomUUID(), kind = contract): EventEnvelope {
  return makeEvent(kind, userId, { number }, { source: 'keep/test', now: new Date() });
}

const ALL = 'keep.test.>';

/** `start` makes an empty log. Redelivery takes up to `patience` milliseconds. */
export function runEventBusSuite(name: string, start: () => Promise<BusUnderTest>, patience = 10_000): void {
  describe(`the event bus: ${name}`, () => {
    const opened: BusUnderTest[] = [];
    const buses: EventBus[] = [];

    afterEach(async () => {
      await Promise.all(buses.splice(0).map(bus => bus.close()));
      await Promise.all(opened.splice(0).map(system => system.stop()));
    });

    /** `count` buses over one new log. */
    async function connect(count = 1): Promise<[EventBus, ...EventBus[]]> {
      const system = await start();
      opened.push(system);
      const made = Array.from({ length: count }, () => system.connect());
      buses.push(...made);
      return made as [EventBus, ...EventBus[]];
    }

    /** The numbers of what a group (or a listener) was given so far. */
    function recorder(): { numbers: number[]; handle: (event: EventEnvelope) => Promise<void> } {
      const numbers: number[] = [];
      return {
        numbers,
        async handle(event) {
          numbers.push((event.data as { number: number }).number);
        },
      };
    }

    const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

    test('refuses an event that is too large, and keeps none of it', async () => {
      const [bus] = await connect();
      const event = testEvent(1);
      await expect(bus.publish([{ ...event, data: { number: 1, text: 'x'.repeat(600_000) } }])).rejects.toThrow();
      await bus.publish([testEvent(2)]);
      const heard = recorder();
      bus.consume({ name: 'test.size', subjects: [ALL] }, heard.handle);
      await eventually(() => expect(heard.numbers).toEqual([2]), patience);
    });

    test('gives a new group everything that was published before', async () => {
      const [bus] = await connect();
      await bus.publish([testEvent(1), testEvent(2)]);
      const heard = recorder();
      bus.consume({ name: 'test.new', subjects: [ALL] }, heard.handle);
      await bus.publish([testEvent(3)]);
      await eventually(() => expect(sorted(heard.numbers)).toEqual([1, 2, 3]), patience);
    });

    test('publishes an event once, however often it is sent', async () => {
      const [bus] = await connect();
      const event = testEvent(1);
      await Promise.all([bus.publish([event, event]), bus.publish([event]), bus.publish([event])]);
      await bus.publish([event, testEvent(2)]);
      const heard = recorder();
      bus.consume({ name: 'test.once', subjects: [ALL] }, heard.handle);
      await eventually(() => expect(heard.numbers).toContain(2), patience);
      expect(sorted(heard.numbers)).toEqual([1, 2]);
    });

    test('takes more events at once than fit into one request', async () => {
      const [bus] = await connect();
      const events = Array.from({ length: 60 }, (_, number) => {
        const event = testEvent(number);
        return { ...event, data: { number, text: 'x'.repeat(100_000) } };
      });
      await bus.publish(events);
      const heard = recorder();
      bus.consume({ name: 'test.large', subjects: [ALL] }, heard.handle);
      await eventually(() => expect(new Set(heard.numbers).size).toBe(60), patience);
    });

    test('delivers only what the subjects match', async () => {
      const [bus] = await connect();
      const user = randomUUID();
      const byType = recorder();
      const byUser = recorder();
      bus.consume({ name: 'test.by-type', subjects: ['keep.test.*.other-thing-happened.v1'] }, byType.handle);
      bus.consume({ name: 'test.by-user', subjects: [`keep.*.${user}.>`] }, byUser.handle);
      await bus.publish([
        testEvent(1, user),
        testEvent(2, user, other),
        testEvent(3),
        testEvent(4, randomUUID(), other),
      ]);
      await eventually(() => expect([sorted(byType.numbers), sorted(byUser.numbers)]).toEqual([[2, 4], [1, 2]]), patience); // prettier-ignore
    });

    test('gives each event to one member of a group, and to every group', async () => {
      const [first, second] = await connect(2);
      const members = [recorder(), recorder()];
      const alone = recorder();
      first.consume({ name: 'test.shared', subjects: [ALL] }, members[0]?.handle ?? alone.handle);
      second?.consume({ name: 'test.shared', subjects: [ALL] }, members[1]?.handle ?? alone.handle);
      first.consume({ name: 'test.alone', subjects: [ALL] }, alone.handle);
      const numbers = Array.from({ length: 200 }, (_, number) => number);
      for (const number of numbers) await first.publish([testEvent(number)]);
      await eventually(() => {
        expect(sorted(members.flatMap(member => member.numbers))).toEqual(numbers);
        expect(sorted(alone.numbers)).toEqual(numbers);
      }, patience);
    });

    test('remembers what a group acknowledged while nobody is joined', async () => {
      const [first, second] = await connect(2);
      const before = recorder();
      await first.publish([testEvent(1)]);
      first.consume({ name: 'test.pause', subjects: [ALL] }, before.handle);
      await eventually(() => expect(before.numbers).toEqual([1]), patience);
      await first.close();
      await second?.publish([testEvent(2)]);
      const after = recorder();
      second?.consume({ name: 'test.pause', subjects: [ALL] }, after.handle);
      await eventually(() => expect(after.numbers).toContain(2), patience);
      expect(after.numbers).toEqual([2]);
    });

    test('delivers again what a handler could not handle, and goes on with the others', async () => {
      const [bus] = await connect();
      const heard = recorder();
      let failures = 0;
      bus.consume({ name: 'test.again', subjects: [ALL] }, async event => {
        if ((event.data as { number: number }).number === 1 && failures++ < 2) throw new Error('not yet');
        await heard.handle(event);
      });
      await bus.publish([testEvent(1), testEvent(2)]);
      await eventually(() => expect(heard.numbers).toEqual([2, 1]), patience);
      expect(failures).toBe(3);
    });

    test('delivers again when the store of the handler was down', async () => {
      const [bus] = await connect();
      const heard = recorder();
      let isDown = true;
      let refused = 0;
      bus.consume({ name: 'test.outage', subjects: [ALL] }, async event => {
        if (!isDown) return heard.handle(event);
        refused += 1;
        throw unavailable('The database is down.');
      });
      await bus.publish([testEvent(1)]);
      await eventually(() => expect(refused).toBeGreaterThan(1), patience);
      isDown = false;
      await eventually(() => expect(heard.numbers).toEqual([1]), patience);
    });

    test('waits for running handlers when it is closed, and does not repeat them', async () => {
      const [first, second] = await connect(2);
      let finish: (() => void) | undefined;
      const subscription = first.consume(
        { name: 'test.close', subjects: [ALL] },
        () => new Promise<void>(resolve => (finish = resolve)),
      );
      await first.publish([testEvent(1)]);
      await eventually(() => expect(finish).toBeDefined(), patience);
      const closed = subscription.close();
      finish?.();
      await closed;
      const heard = recorder();
      second?.consume({ name: 'test.close', subjects: [ALL] }, heard.handle);
      await first.publish([testEvent(2)]);
      await eventually(() => expect(heard.numbers).toContain(2), patience);
      expect(heard.numbers).toEqual([2]);
    });

    test('lets every process hear a broadcast, the recent ones first', async () => {
      const [first, second] = await connect(2);
      await first.publish([testEvent(1)]);
      const heard = [recorder(), recorder()];
      [first, second].forEach((bus, index) => bus?.listen([ALL], heard[index]?.handle ?? (() => Promise.resolve()), { replaySeconds: 60 })); // prettier-ignore
      await first.publish([testEvent(2)]);
      await eventually(() => expect(heard.map(({ numbers }) => numbers)).toEqual([[1, 2], [1, 2]]), patience); // prettier-ignore
    });

    test('tells a listener where each event stands in which log, the same to everybody', async () => {
      const [first, second] = await connect(2);
      const { logId } = await first.publish([testEvent(1), testEvent(2)]);
      const positions = [first, second].map(bus => {
        const heard: LogPosition[] = [];
        bus?.listen([ALL], async (_, position) => void heard.push(position), { replaySeconds: 60 });
        return heard;
      });
      await first.publish([testEvent(3)]);
      await eventually(() => expect(positions.map(heard => heard.length)).toEqual([3, 3]), patience);
      const [heard = [], heardElsewhere] = positions;
      expect(heardElsewhere).toEqual(heard);
      expect(new Set(heard.map(position => position.logId))).toEqual(new Set([logId]));
      const sequences = heard.map(({ sequence }) => sequence);
      expect(sequences).toEqual(sorted([...new Set(sequences)]));
    });

    test('tells a listener where it begins, and how far it has come', async () => {
      const [bus] = await connect();
      await bus.publish([testEvent(1), testEvent(2)]);
      const known: LogPosition[] = [];
      const reached: LogPosition[] = [];
      bus.listen([ALL], async (_, position) => void known.push(position), {
        replaySeconds: 60,
        onReached: position => reached.push(position),
      });
      await eventually(() => expect(known).toHaveLength(2), patience);
      expect(reached[0]).toEqual({ ...known[0], sequence: (known[0]?.sequence ?? 0) - 1 });
      const heard: (LogPosition | number)[] = [];
      bus.listen(['keep.test.*.other-thing-happened.v1'], async event => void heard.push((event.data as { number: number }).number), {
        replaySeconds: 0,
        onReached: position => heard.push(position),
      }); // prettier-ignore
      await eventually(() => expect(heard).not.toEqual([]), patience);
      expect(heard[0]).toEqual(known[1]);
      await bus.publish([testEvent(3), testEvent(4, randomUUID(), other)]);
      await eventually(() => {
        expect(heard.filter(entry => typeof entry === 'number')).toEqual([4]);
        const after = heard.at(-1) as LogPosition;
        expect(after.sequence).toBeGreaterThan((known[1]?.sequence ?? 0) + 1);
      }, patience);
    });

    test('goes on listening after a handler threw', async () => {
      const [bus] = await connect();
      const heard = recorder();
      bus.listen(
        [ALL],
        async event => {
          await heard.handle(event);
          throw new Error('broken');
        },
        { replaySeconds: 60 },
      );
      await bus.publish([testEvent(1), testEvent(2)]);
      await eventually(() => expect(heard.numbers).toEqual([1, 2]), patience);
    });

    test('removes what is purged, for groups and listeners alike', async () => {
      const [bus] = await connect();
      const user = randomUUID();
      await bus.publish([testEvent(1, user), testEvent(2), testEvent(3, user, other)]);
      await bus.purge(`keep.*.${user}.>`);
      const [consumed, heard] = [recorder(), recorder()];
      bus.consume({ name: 'test.purge', subjects: [ALL] }, consumed.handle);
      bus.listen([ALL], heard.handle, { replaySeconds: 60 });
      await bus.publish([testEvent(4)]);
      await eventually(() => expect([sorted(consumed.numbers), heard.numbers]).toEqual([[2, 4], [2, 4]]), patience); // prettier-ignore
    });

    test('continues the trace of the event in the handlers of a group', async () => {
      const [bus] = await connect();
      const traceId = '0af7651916cd43dd8448eb211c80319c';
      const traces: (string | undefined)[] = [];
      const record = async () => void traces.push(currentContext().span?.traceId);
      bus.consume({ name: 'test.trace', subjects: [ALL] }, record);
      await bus.publish([{ ...testEvent(1), traceparent: `00-${traceId}-b7ad6b7169203331-01` }]);
      await eventually(() => expect(traces).toEqual([traceId]), patience);
    });

    test('names its log, the same to everybody, and is heard of', async () => {
      const [first, second] = await connect(2);
      const { logId } = await first.publish([testEvent(1)]);
      expect(await first.logId()).toBe(logId);
      expect(await second?.logId()).toBe(logId);
      first.listen([ALL], () => Promise.resolve(), { replaySeconds: 0 });
      await eventually(() => expect(first.silentSeconds()).toBeLessThan(3));
    });
  });
}
