/** notify is killed, frozen and slow, alone and together with the broker, while notes are written: nobody waits for it. */
import { interpose } from '@keep/chaos/gateway-link';
import { takeDown } from '@keep/chaos/outage';
import { freeze, killUntilReady } from '@keep/chaos/processes';
import type { TcpProxy } from '@keep/chaos/tcp-proxy';
import { eventually } from '@keep/testing/eventually';
import { listenToStream } from '@keep/testing/listen-to-stream';
import { onRealEngines, type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, signUp } from '../person.ts';
import { followStream, type StreamFollower } from '../stream-follower.ts';
import { failures, startCalls, type SteadyCalls } from './steady-calls.ts';

const PATIENCE = 60_000;
/** Milliseconds that no write may take, on a machine with other things to do. */
const LONGEST_WRITE = 5_000;
const WRITERS = 2;

let keep: StartedKeep;
let person: Person;
let follower: StreamFollower;
let writing: SteadyCalls;
let link: TcpProxy | undefined;

beforeAll(async () => {
  const env = { GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0', NOTIFY_HEARTBEAT_SECONDS: '1' };
  keep = await startKeep({ env });
  person = await signUp(keep.url);
  follower = followStream(keep.url, person.accessToken);
  await followerIsReady();
});
afterAll(async () => {
  await follower?.stop();
  await keep?.stop();
  await link?.stop();
});

const followerIsReady = () => eventually(() => expect(follower.isReady()).toBe(true), PATIENCE);

function startWriting(): void {
  writing = startCalls(WRITERS, turn => person.call('POST /api/v1/notes', { body: { title: `note ${turn}` } }));
}

/** Waits until so many further notes were written. */
async function written(count: number): Promise<void> {
  const before = writing.answers().length;
  await eventually(() => expect(writing.answers().length).toBeGreaterThanOrEqual(before + count), PATIENCE);
}

/** Every write was answered at once; what was written is hinted, if not told to be asked for. */
async function nothingWasMissed(): Promise<void> {
  const answers = await writing.stop();
  expect(failures(answers)).toEqual([]);
  expect(Math.max(...answers.map(({ millis }) => millis))).toBeLessThan(LONGEST_WRITE);
  const ids = answers.map(({ text }) => (JSON.parse(text) as { id: string }).id);
  await eventually(() => {
    const hinted = follower.hintedNotes();
    expect(ids.filter(id => !hinted.has(id))).toEqual([]);
  }, PATIENCE);
}

describe('notify', () => {
  it('that is killed delays no write, and its readers miss nothing', async () => {
    startWriting();
    for (let round = 0; round < 3; round += 1) {
      await killUntilReady(keep, 'notify');
      await written(20);
    }
    await nothingWasMissed();
    expect(follower.resyncs()).toBe(0);
  });

  it('that is frozen delays no write, and says everything once it is thawed', async () => {
    const frozen = await freeze(keep, 'notify');
    startWriting();
    await written(50);
    frozen.thaw();
    await nothingWasMissed();
    expect(follower.resyncs()).toBe(0);
  });

  it('that is slow to reach delays no write', async () => {
    [link] = await interpose(keep, 'notify');
    link?.slow(2_000);
    await eventually(async () => {
      (await listenToStream(keep.url, { token: person.accessToken })).leave();
      expect(link?.accepted()).toBeGreaterThan(0);
    }, PATIENCE);
    await follower.stop();
    follower = followStream(keep.url, person.accessToken);
    await followerIsReady();
    startWriting();
    await written(50);
    await nothingWasMissed();
    expect(follower.resyncs()).toBe(0);
    link?.heal();
  });
});

describe.skipIf(onRealEngines).each(['kept', 'lost'] as const)('notify and the broker, its log %s,', data => {
  it('that are both down are missed by no write; then hints come, and what cannot be hinted is said', async () => {
    await followerIsReady();
    const before = follower.resyncs();
    const outage = await takeDown(keep, 'broker');
    startWriting();
    await written(10);
    await killUntilReady(keep, 'notify');
    await written(20);
    await outage.end(data);
    await written(20);
    await nothingWasMissed();
    if (data === 'kept') expect(follower.resyncs()).toBe(before);
    else await eventually(() => expect(follower.resyncs()).toBeGreaterThan(before), PATIENCE);
  });
});
