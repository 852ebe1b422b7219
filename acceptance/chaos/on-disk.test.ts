/**
 * Whether an answered write is on the disk. Killing processes cannot tell: what they wrote survives them in the memory
 * of the system, and only power loss would take it.
 */
import { freeze } from '@keep/chaos/processes';
import { readAnswers, syncCalls } from '@keep/chaos/synced-answers';
import { traceSyscalls } from '@keep/chaos/trace-syscalls';
import { onRealEngines, type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Person, signUp } from '../person.ts';

const WRITES = 20;

let keep: StartedKeep;
let person: Person;

beforeAll(async () => {
  keep = await startKeep();
  person = await signUp(keep.url);
});
afterAll(() => keep?.stop());

// A database server of its own syncs for the service, and cannot be seen from here.
it.skipIf(onRealEngines).for([
  { service: 'notes', write: (n: number) => person.call('POST /api/v1/notes', { body: { title: `note ${n}` } }) },
  { service: 'auth', write: (n: number) => person.call('PATCH /api/v1/me', { body: { name: `name ${n}` } }) },
])('$service answers no write before it is on the disk', async ({ service, write }, { skip }) => {
  // The relay of events syncs as well, and would pass for what is looked for.
  const broker = await freeze(keep, 'broker');
  try {
    const [pid = 0] = (await keep.pids())[service] ?? [];
    const trace = await traceSyscalls(pid, syncCalls);
    if (!trace) skip('strace is not installed here, or may not watch other processes');
    for (let n = 0; n < WRITES; n += 1) expect((await write(n)).status).toBeLessThan(300);
    const { answers, unsynced } = readAnswers((await trace?.stop()) ?? []);
    expect(answers).toHaveLength(WRITES);
    expect(unsynced).toEqual([]);
  } finally {
    broker.thaw();
  }
});
