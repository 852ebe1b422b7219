/**
 * Whether an answered write is on the disk. Killing processes cannot tell: what they wrote survives them in the memory
 * of the system, and only power loss would take it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { freeze } from '@keep/chaos/processes';
import { readAnswers, syncCalls } from '@keep/chaos/synced-answers';
import { traceSyscalls } from '@keep/chaos/trace-syscalls';
import type { RealServer } from '@keep/testing/real-server';
import { engineCanStart, startPostgres } from '@keep/testing/real-servers';
import { onRealEngines, type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, type Person, signUp } from '../person.ts';

const WRITES = 20;

type Write = (person: Person, n: number) => Promise<{ status: number }>;

const writes = {
  notes: (person, n) => person.call('POST /api/v1/notes', { body: { title: `note ${n}` } }),
  auth: (person, n) =>
    person.call('POST /api/v1/auth/tokens', {
      body: { name: `token ${n}`, scopes: ['notes:read'], password: PASSWORD },
    }),
} satisfies Record<string, Write>;

/** What those who may sync for a service, and it itself, did for as many writes; undefined where that cannot be seen. */
async function traceWrites(keep: StartedKeep, service: keyof typeof writes, database: readonly number[] = []) {
  const person = await signUp(keep.url);
  // The relay of events syncs as well, and would pass for what is looked for.
  const log = await freeze(keep, 'broker');
  try {
    const trace = await traceSyscalls([...database, ...((await keep.pids())[service] ?? [])], syncCalls);
    if (!trace) return undefined;
    for (let n = 0; n < WRITES; n += 1) expect((await writes[service](person, n)).status).toBe(201);
    // Who only asks meanwhile, such as for ended sessions while the broker is frozen, is answered 200.
    return readAnswers((await trace.stop()).filter(call => !call.includes('HTTP/1.1 200')));
  } finally {
    log.thaw();
  }
}

function expectAllSynced(traced: ReturnType<typeof readAnswers> | undefined): void {
  expect(traced?.answers).toHaveLength(WRITES);
  expect(traced?.unsynced).toEqual([]);
}

const notTraced = 'strace is not installed here, or may not watch other processes';

describe.skipIf(onRealEngines)('on its own file', () => {
  let keep: StartedKeep;
  beforeAll(async () => {
    keep = await startKeep();
  });
  afterAll(() => keep?.stop());

  it.for(['notes', 'auth'] as const)('%s answers no write before it is on the disk', async (service, { skip }) => {
    const traced = await traceWrites(keep, service);
    if (!traced) skip(notTraced);
    expectAllSynced(traced);
  });
});

describe.skipIf(onRealEngines || !engineCanStart('postgres'))('on PostgreSQL', () => {
  let postgres: RealServer;
  let keep: StartedKeep;
  beforeAll(async () => {
    postgres = await startPostgres();
    keep = await startKeep({ env: { KEEP_POSTGRES_URL: postgres.url } });
  });
  afterAll(async () => {
    await keep?.stop();
    await postgres?.stop();
  });

  it('auth answers no write before its log is on the disk', async ({ skip }) => {
    const traced = await traceWrites(keep, 'auth', withChildren(postgres.pid()));
    if (!traced) skip(notTraced);
    expectAllSynced(traced);
  });
});

/** The server and the processes that serve its connections: on Linux, where there is strace. */
function withChildren(pid: number): number[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  const children = existsSync(path) ? readFileSync(path, 'utf8').trim().split(' ').map(Number) : [];
  return [pid, ...children];
}
