/** A real broker process, killed with SIGKILL while it is being written to. */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readAnswers, syncCalls } from '@keep/chaos/synced-answers';
import { traceSyscalls } from '@keep/chaos/trace-syscalls';
import type { ServiceMessage } from '@keep/service-kit/run-service';
import { testEvent } from '@keep/testing/event-bus-suite';
import { eventually } from '@keep/testing/eventually';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { brokerEnvironment, connectTo, testCaller } from '../start-broker.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const KILLS = Number(process.env['KILLS'] ?? 3);
const WRITERS = 4;

let child: ChildProcess | undefined;
afterEach(() => void child?.kill('SIGKILL'));
beforeAll(() => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'services/broker'], { cwd: root });
}, 60_000);

/** Answers the port once the process says that it is ready. */
function start(environment: Record<string, string>, port: number): Promise<number> {
  const env = { ...environment, PORT: String(port) };
  // Without the options of the test runner, which make imports find the sources.
  const started = fork('services/broker/dist/main.js', { cwd: root, env, execArgv: [] });
  child = started;
  let listening = 0;
  return new Promise((resolve, reject) => {
    started.once('exit', code => reject(new Error(`the broker ended with ${code}`)));
    started.on('message', (message: ServiceMessage) => {
      if (message.type === 'listening') listening = message.port;
      if (message.type === 'ready') resolve(listening);
    });
  });
}

async function killNow(): Promise<void> {
  const gone = new Promise(resolve => child?.once('exit', resolve));
  child?.kill('SIGKILL');
  await gone;
}

test('has every acknowledged event once after it was killed again and again, and delivers each', async () => {
  const environment = brokerEnvironment([testCaller], temporaryDirectory());
  const port = await start(environment, 0);
  const bus = connectTo(`http://127.0.0.1:${port}`);
  const acknowledged = new Set<string>();
  const consumed = new Set<string>();
  bus.consume({ name: 'test.load', subjects: ['keep.>'] }, async ({ id }) => void consumed.add(id));

  let isOver = false;
  async function write(): Promise<void> {
    for (let number = 0; !isOver; number += 1) {
      const event = testEvent(number);
      // Unknown is not failed: the same event is sent until it is acknowledged.
      await eventually(() => bus.publish([event]), 10_000);
      acknowledged.add(event.id);
    }
  }
  const writers = Array.from({ length: WRITERS }, write);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const enough = acknowledged.size + 50;
    await eventually(() => expect(acknowledged.size).toBeGreaterThan(enough), 10_000);
    await killNow();
    await start(environment, port);
  }
  isOver = true;
  await Promise.all(writers);

  const kept: string[] = [];
  bus.listen(['keep.>'], async ({ id }) => void kept.push(id), { replaySeconds: 600 });
  await eventually(() => expect([...kept].sort()).toEqual([...acknowledged].sort()), 10_000);
  // What was leased when the broker died comes again after the lease.
  await eventually(() => expect(consumed).toEqual(acknowledged), 20_000);
  await bus.close();
}, 60_000);

test('acknowledges no event before it is on the disk', async ({ skip }) => {
  const port = await start(brokerEnvironment([testCaller], temporaryDirectory()), 0);
  const bus = connectTo(`http://127.0.0.1:${port}`);
  const trace = await traceSyscalls([child?.pid ?? 0], syncCalls);
  if (!trace) skip('strace is not installed here, or may not watch other processes');
  for (let n = 0; n < 20; n += 1) await bus.publish([testEvent(n)]);
  const { answers, unsynced } = readAnswers((await trace?.stop()) ?? []);
  expect(answers).toHaveLength(20);
  expect(unsynced).toEqual([]);
  await bus.close();
});

test('lets go of those who wait when it is told to stop', async () => {
  const environment = brokerEnvironment([testCaller], temporaryDirectory());
  const bus = connectTo(`http://127.0.0.1:${await start(environment, 0)}`);
  let heard = 0;
  bus.listen(['keep.>'], async () => void (heard += 1), { replaySeconds: 600 });
  await bus.publish([testEvent(1)]);
  await eventually(() => expect(heard).toBe(1));
  const ended = new Promise<number | null>(resolve => child?.once('exit', resolve));
  const before = Date.now();
  child?.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(Date.now() - before).toBeLessThan(1_900);
  await bus.close();
});
