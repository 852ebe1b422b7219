import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noteNews } from '../domain/hint.ts';
import { KnownLog } from '../domain/known-log.ts';
import type { StreamMessage, StreamReader } from '../ports.ts';
import { Audience } from './audience.ts';
import { LiveStream } from './live-stream.ts';
import { makeFollowLog, makeTellNews } from './tell-news.ts';

const ME = 'me';
const limits = { maxAge: 600_000, maxPerPerson: 100, maxInAll: 100 };

/** A reader who takes `room` messages before they are behind, and all that waits when they read on. */
function slowReader(room: number) {
  const taken: StreamMessage[] = [];
  let waiting = 0;
  let isCut = false;
  let onReady = () => {};
  const take = (message: StreamMessage) => {
    taken.push(message);
    waiting += 1;
  };
  const reader: StreamReader = {
    get isBehind() {
      return waiting >= room;
    },
    send: take,
    keepAlive: () => {},
    end: take,
    cut: () => (isCut = true),
    onReady: listener => (onReady = listener),
    onGone: () => {},
  };
  const readOn = () => {
    waiting = 0;
    onReady();
  };
  return { reader, taken, readOn, isCut: () => isCut };
}

/** One process, and a stream of mine that was told everything up to `told`. */
function open(room: number, told?: number) {
  const log = new KnownLog(limits);
  const audience = new Audience({ perPerson: 20, inAll: 20 }, () => {});
  const deps = { log, audience, clock: () => new Date(0) };
  const [tellNews, followLog] = [makeTellNews(deps), makeFollowLog(deps)];
  followLog({ logId: 'log', sequence: 5 });
  const reading = slowReader(room);
  const position = told === undefined ? undefined : { logId: 'log', sequence: told };
  const stream = new LiveStream({ userId: ME, sessionId: 's' }, reading.reader, log, position);
  audience.join(stream);
  stream.begin(new Date(0), 15);
  const change = (sequence: number, noteId: string, version: number) =>
    tellNews(
      noteNews('notes', { noteId, version, ownerId: ME, changedBy: ME, placements: { [ME]: {} } }),
      { logId: 'log', sequence }, // prettier-ignore
    );
  const notes = () => reading.taken.filter(({ event }) => event === 'notes').map(({ data }) => data);
  return { ...reading, stream, change, notes, followLog };
}

describe('a stream', () => {
  it('is not told what its reader has read at a process that was further on', () => {
    const { change, notes } = open(100, 7);
    change(6, 'a', 1);
    change(7, 'b', 1);
    change(8, 'c', 1);
    expect(notes()).toMatchObject([{ noteId: 'c' }]);
  });

  it('begins where the log is known at last, when it was opened before', () => {
    const log = new KnownLog(limits);
    const audience = new Audience({ perPerson: 20, inAll: 20 }, () => {});
    const followLog = makeFollowLog({ log, audience, clock: () => new Date(0) });
    const { reader, taken } = slowReader(100);
    for (const told of [undefined, { logId: 'log', sequence: 6 }, { logId: 'other', sequence: 6 }]) {
      const stream = new LiveStream({ userId: ME, sessionId: 's' }, reader, log, told);
      audience.join(stream);
      stream.begin(new Date(0), 15);
    }
    followLog({ logId: 'log', sequence: 5 });
    expect(taken.map(({ event }) => event)).toEqual(['ready', 'ready', 'ready', 'resync']);
  });

  it('is told of each object the newest alone when its reader comes back to it', () => {
    const { change, notes, readOn } = open(2);
    change(6, 'a', 1);
    for (let version = 2; version < 50; version += 1) change(5 + version, 'a', version);
    change(60, 'b', 1);
    expect(notes()).toMatchObject([{ noteId: 'a', version: 1 }]);
    readOn();
    expect(notes().slice(1)).toMatchObject([
      { noteId: 'a', version: 49 },
      { noteId: 'b', version: 1 },
    ]);
  });

  it('is cut off at the second heartbeat that finds its reader behind, and at its end', () => {
    const { stream, change, isCut, readOn } = open(2);
    change(6, 'a', 1);
    stream.heartbeat();
    readOn();
    stream.heartbeat();
    change(7, 'b', 1);
    change(8, 'c', 1);
    change(9, 'd', 1);
    stream.heartbeat();
    expect(isCut()).toBe(false);
    stream.heartbeat();
    expect(isCut()).toBe(true);
    const other = open(1);
    other.stream.end('session-ended');
    expect(other.isCut()).toBe(true);
  });

  it('has told the newest of everything once its reader has read on, however slow they are, and each id leads on', () => {
    const step = fc.oneof(
      fc.record({ noteId: fc.constantFrom('a', 'b', 'c', 'd'), version: fc.integer({ min: 1, max: 9 }) }),
      fc.constant('read on' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (steps, room) => {
        const { change, notes, readOn, taken } = open(room);
        const newest = new Map<string, number>();
        steps.forEach((step, index) => {
          if (step === 'read on') return readOn();
          newest.set(step.noteId, Math.max(step.version, newest.get(step.noteId) ?? 0));
          change(6 + index, step.noteId, step.version);
        });
        for (let rounds = 0; rounds <= newest.size; rounds += 1) readOn();
        const told = new Map(notes().map(({ noteId, version }) => [noteId, version]));
        expect(told).toEqual(newest);
        const ids = taken.map(({ position }) => position?.sequence ?? 0);
        expect(ids).toEqual([...ids].sort((a, b) => a - b));
        expect(taken.map(({ event }) => event)).not.toContain('resync');
      }),
      { numRuns: 500 },
    );
  });
});
