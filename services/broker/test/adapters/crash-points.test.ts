/** A service that dies between a change and its effect elsewhere, at each point, as a process of its own; on each log. */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHANGES, type CrashPoint, crashPoints, FATAL_CHANGE, GROUP, migrations } from '@keep/chaos/crash-points';
import { callerHeader } from '@keep/service-kit/callers';
import type { EventBus } from '@keep/service-kit/event-bus';
import { createJetStreamBus } from '@keep/service-kit/jetstream-event-bus';
import { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { call } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { engineCanStart, startNats } from '@keep/testing/real-servers';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { brokerConfig, connectTo, logger, secretOf, startBroker, testCaller, tracer } from '../start-broker.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
/** Milliseconds; what a dead consumer held comes again after ten seconds. */
const PATIENCE = 40_000;
const all = Array.from({ length: CHANGES }, (_, index) => index + 1);

type Crashing = {
  start: (crashAt?: CrashPoint) => ChildProcess;
  numbersIn: (table: 'changes' | 'deliveries' | 'effects') => number[];
  /** Everything that the log holds, in its order. */
  logged: () => Promise<number[]>;
};

beforeAll(() => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'packages/chaos'], { cwd: root });
}, 60_000);

type Log = {
  /** What the service is told of it. */
  environment: Record<string, string>;
  connect(): EventBus;
  stop(): Promise<void>;
};
type BrokerLog = Log & { url: string };

async function startBrokerLog(): Promise<BrokerLog> {
  const broker = await startBroker(brokerConfig([testCaller, { name: 'launcher' }]));
  const { url } = broker;
  const environment = { BROKER_URL: url, SERVICE_NAME: 'test', SERVICE_SECRET: secretOf('test') };
  return { url, environment, connect: () => connectTo(url), stop: () => broker.stop() };
}

async function startJetStreamLog(): Promise<Log> {
  const server = await startNats();
  const { url } = server;
  const environment = { NATS_URL: url, SERVICE_NAME: 'test' };
  return {
    environment,
    connect: () => createJetStreamBus({ url, name: 'test', isSyncAlways: true, logger, tracer }),
    stop: () => server.stop(),
  };
}

/** A folder of its own for a service that is to die, and a log, for one test. */
function prepare(log: Log, { onTestFinished }: Pick<TestContext, 'onTestFinished'>): Crashing {
  const directory = temporaryDirectory();
  const db = SqliteDatabase.open(join(directory, 'service.sqlite'), migrations);
  let child: ChildProcess | undefined;
  onTestFinished(async () => {
    child?.kill('SIGKILL');
    db.close();
    await log.stop();
  });
  return {
    start(crashAt) {
      const env = {
        DATA_DIR: directory,
        ...log.environment,
        ...(crashAt && { CRASH_AT: crashAt }),
      };
      // Without the options of the test runner, which make imports find the sources.
      child = fork('packages/chaos/dist/crashing-service.js', { cwd: root, env, execArgv: [] });
      return child;
    },
    numbersIn: table =>
      db.all<{ number: number }>(`SELECT number FROM ${table} ORDER BY number`).map(({ number }) => number),
    async logged() {
      const numbers: number[] = [];
      const bus = log.connect();
      bus.listen(['keep.>'], async ({ data }) => void numbers.push((data as { number: number }).number), {
        replaySeconds: 600,
      });
      await eventually(() => expect(numbers.length).toBeGreaterThanOrEqual(CHANGES), PATIENCE);
      await bus.close();
      return numbers;
    },
  };
}

/** Makes the broker deliver everything again. */
async function replay({ url }: BrokerLog): Promise<void> {
  const headers = { authorization: callerHeader('launcher', secretOf('launcher')) };
  const target = `POST /internal/broker/groups/${GROUP}/replay`;
  expect((await call(url, target, { body: { after: 0 }, headers })).status).toBe(204);
}

const logs = [
  { name: 'the broker', startLog: startBrokerLog, isThere: true },
  { name: 'JetStream', startLog: startJetStreamLog, isThere: engineCanStart('nats') },
];

describe.each(logs)('on $name', ({ startLog, isThere }) => {
  test.skipIf(!isThere).concurrent.for(crashPoints)(
    'a service that dies %s makes each change, tells of it and sees its effect once',
    { timeout: 2 * PATIENCE },
    async (point, context) => {
      const { start, numbersIn, logged } = prepare(await startLog(), context);
      const [, signal] = (await once(start(point), 'exit')) as [number | null, NodeJS.Signals | null];
      expect(signal).toBe('SIGKILL');
      expect(numbersIn('changes').includes(FATAL_CHANGE)).toBe(point !== 'before-commit');
      // An event may well be handled before the answer to its publishing is read.
      if (point !== 'after-publish')
        expect(numbersIn('effects').includes(FATAL_CHANGE)).toBe(point === 'before-acknowledging');
      start();
      await eventually(() => expect(numbersIn('effects')).toEqual(all), PATIENCE);
      expect(numbersIn('changes')).toEqual(all);
      expect(await logged()).toEqual(all);
      if (point === 'before-acknowledging') {
        const fatal = () => numbersIn('deliveries').filter(number => number === FATAL_CHANGE);
        await eventually(() => expect(fatal()).toHaveLength(2), PATIENCE);
        expect(numbersIn('effects')).toEqual(all);
      }
    },
  );
});

test.concurrent(
  'events that come again, and after later ones, have no second effect',
  { timeout: PATIENCE },
  async context => {
    const log = await startBrokerLog();
    const { start, numbersIn } = prepare(log, context);
    start();
    await eventually(() => expect(numbersIn('effects')).toEqual(all), PATIENCE);
    for (let times = 2; times <= 3; times += 1) {
      await replay(log);
      await eventually(() => expect(numbersIn('deliveries').length).toBeGreaterThanOrEqual(times * CHANGES), PATIENCE);
    }
    expect(numbersIn('effects')).toEqual(all);
  },
);
