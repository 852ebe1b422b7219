import { once } from 'node:events';
import { connect } from 'node:net';
import { eventually } from '@keep/testing/eventually';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { edited, type NotifySystem, type Person, person, startNotify } from './notify-app.ts';

let notify: NotifySystem;
let me: Person;
beforeEach(async () => {
  notify = await startNotify({ HINTS_PER_PERSON: '20', HEARTBEAT_SECONDS: '0.3' });
  me = await person();
});
afterEach(() => notify.stop());

const versionsOf = (stream: Awaited<ReturnType<NotifySystem['open']>>) =>
  stream.heard('notes').map(({ version }) => version as number);

/** Events of notes of their own, whose versions are these. */
const changes = (...versions: number[]) => versions.map(version => edited([me], { version }));

/** Opens a stream, waits until it has heard these versions, and leaves. */
async function hear(app: Pick<NotifySystem, 'open'>, lastEventId: string | undefined, versions: number[]) {
  const stream = await app.open({ token: me.token, lastEventId });
  await eventually(() => expect(versionsOf(stream)).toEqual(versions));
  stream.leave();
  return stream;
}

describe('Last-Event-ID', () => {
  it('goes on after what was read, with nothing twice and nothing left out', async () => {
    const stream = await notify.open({ token: me.token });
    await notify.publish(...changes(1, 2));
    await eventually(() => expect(versionsOf(stream)).toEqual([1, 2]));
    stream.leave();
    await notify.publish(...changes(3, 4));
    const again = await hear(notify, stream.events.find(({ event }) => event === 'notes')?.id, [2, 3, 4]);
    await notify.publish(...changes(5));
    const last = await hear(notify, again.lastEventId, [5]);
    expect(last.heard('resync')).toEqual([]);
  });

  it('is understood by every process, also by one that started later', async () => {
    const stream = await notify.open({ token: me.token });
    await notify.publish(...changes(1));
    await eventually(() => expect(versionsOf(stream)).toEqual([1]));
    stream.leave();
    await notify.publish(...changes(2));
    const [other, later] = [await notify.startReplica(), await notify.startReplica()];
    await notify.publish(...changes(3));
    for (const app of [other, later, notify])
      expect((await hear(app, stream.lastEventId, [2, 3])).heard('resync')).toEqual([]);
  });

  it('of a stream that was only opened is a place to go on from', async () => {
    const stream = await notify.open({ token: me.token });
    await eventually(() => expect(stream.lastEventId).toBeDefined());
    stream.leave();
    await notify.publish(...changes(1));
    await hear(await notify.startReplica(), stream.lastEventId, [1]);
  });

  it('gives nobody the hints of another', async () => {
    const stream = await notify.open({ token: me.token });
    await notify.publish(...changes(1, 2));
    await eventually(() => expect(versionsOf(stream)).toEqual([1, 2]));
    const first = stream.events.find(({ event }) => event === 'notes')?.id;
    const other = await notify.open({ token: (await person()).token, lastEventId: first });
    await eventually(() => expect(other.comments).toBeGreaterThan(0));
    expect(other.events.map(({ event }) => event)).toEqual(['ready']);
  });

  it('goes on over a restart without a gap, whatever is published meanwhile', async () => {
    let [app, lastEventId]: [Pick<NotifySystem, 'open' | 'stop'>, string | undefined] = [
      await notify.startReplica(),
      undefined,
    ];
    const heard: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const stream = await app.open({ token: me.token, lastEventId });
      await notify.publish(...changes(round * 3 + 1, round * 3 + 2));
      await eventually(() => expect(versionsOf(stream).at(-1)).toBe(round * 3 + 2));
      await app.stop();
      await stream.closed;
      heard.push(...versionsOf(stream));
      lastEventId = stream.lastEventId;
      await notify.publish(...changes(round * 3 + 3));
      app = await notify.startReplica();
    }
    await hear(app, lastEventId, [15]);
    expect(heard).toEqual(Array.from({ length: 14 }, (_, index) => index + 1));
  });
});

describe('what cannot be told any more', () => {
  it('is said to be so: an id that never was one', async () => {
    for (const lastEventId of ['nonsense', '7', 'another-log.7']) {
      const stream = await notify.open({ token: me.token, lastEventId });
      await eventually(() => expect(stream.heard('resync')).toEqual([{ reason: 'another-log' }]));
      // What was no id is not given back as one.
      const [ready] = stream.events;
      expect(ready?.id).toBe(lastEventId);
      await notify.publish(...changes(1));
      await eventually(() => expect(versionsOf(stream)).toEqual([1]));
      stream.leave();
    }
  });

  it('is said to be so: more than is remembered for a person', async () => {
    const stream = await notify.open({ token: me.token });
    await eventually(() => expect(stream.lastEventId).toBeDefined());
    stream.leave();
    await notify.publish(...changes(...Array.from({ length: 21 }, (_, index) => index + 1)));
    await eventually(async () => expect(await notify.metrics()).toMatch(/notify_remembered_hints\{.*\} 21/));
    const again = await notify.open({ token: me.token, lastEventId: stream.lastEventId });
    await eventually(() => expect(again.heard('resync')).toEqual([{ reason: 'too-long-ago' }]));
    expect(versionsOf(again)).toEqual([]);
    // From where the resync was told, all is known again.
    again.leave();
    await notify.publish(...changes(22));
    await hear(notify, again.lastEventId, [22]);
  });

  it('is said to be so to every open stream when the log was lost, and what comes then is told', async () => {
    const stream = await notify.open({ token: me.token });
    await notify.publish(...changes(1, 2));
    await eventually(() => expect(versionsOf(stream)).toEqual([1, 2]));
    await notify.loseLog();
    await eventually(() => expect(stream.heard('resync')).toEqual([{ reason: 'another-log' }]));
    await notify.publish(...changes(3));
    await eventually(() => expect(versionsOf(stream)).toEqual([1, 2, 3]));
    stream.leave();
    await notify.publish(...changes(4));
    await hear(await notify.startReplica(), stream.lastEventId, [4]);
  });
});

describe('a reader who takes nothing', () => {
  it('is cut off, and has missed nothing when it comes back', async () => {
    const app = await notify.startReplica({ HINTS_PER_PERSON: '2000', HEARTBEAT_SECONDS: '0.3' });
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    socket.write(`GET /api/v1/stream HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${me.token}\r\n\r\n`);
    const [head] = (await once(socket, 'data')) as [Buffer];
    socket.pause();
    // Long enough for a thousand of them to fill all buffers on the way.
    const changedBy = 'x'.repeat(10_000);
    const total = 1_000;
    for (let first = 1; first <= total; first += 100)
      await notify.publish(
        ...Array.from({ length: 100 }, (_, index) => edited([me], { version: first + index, changedBy })),
      );
    await eventually(async () => expect(await app.metrics()).toMatch(/notify_open_streams\{.*\} 0/), 15_000);
    let text = String(head);
    socket.on('data', chunk => (text += String(chunk))).on('error', () => undefined);
    socket.resume();
    await once(socket, 'close');
    const told = [...text.matchAll(/id: (\S+)\nevent: notes\ndata: .*?"version":(\d+),.*?\n\n/gs)];
    const [, lastEventId, version] = told.at(-1) ?? [];
    expect(Number(version)).toBeLessThan(total);
    const missed: unknown[] = [];
    // A busy machine reads slowly: it may be cut off again, and comes back again.
    for (let from = lastEventId; missed.length < total - Number(version);) {
      const again = await app.open({ token: me.token, lastEventId: from });
      const left = total - Number(version) - missed.length;
      await eventually(() => expect(again.isOpen && versionsOf(again).length < left).toBe(false), 15_000);
      expect(again.heard('resync')).toEqual([]);
      missed.push(...versionsOf(again));
      from = again.lastEventId;
    }
    expect(missed).toEqual(Array.from({ length: total - Number(version) }, (_, index) => Number(version) + 1 + index));
  }, 60_000);
});
