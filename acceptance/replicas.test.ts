import { eventually } from '@keep/testing/eventually';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Person, signUp } from './person.ts';

let keep: StartedKeep;
let person: Person;

beforeAll(async () => {
  // How fast the machine restarts a process is not what is asked here.
  const env = { GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0', GATEWAY_HOLD_MS: '9000' };
  keep = await startKeep({ shape: 'services', env });
  person = await signUp(keep.url);
  const { code, stderr } = await keep.keep('scale', 'notes=3');
  expect(code, stderr).toBe(0);
  await eventually(async () => expect((await keep.pids())['notes']).toHaveLength(3), 30_000);
});
afterAll(() => keep?.stop());

/** How many processes of notes have answered a read, by their own metrics. */
async function answeredBy(): Promise<number> {
  const { stdout } = await keep.keep('ps', '--json');
  const { processes }: { processes: { service: string; opsPort: number }[] } = JSON.parse(stdout);
  const counts = await Promise.all(
    processes
      .filter(({ service }) => service === 'notes')
      .map(async ({ opsPort }) => {
        const metrics = await (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text();
        return /http_request_duration_seconds_count\{[^}]*route="\/api\/v1\/notes"/.test(metrics);
      }),
  );
  return counts.filter(Boolean).length;
}

it('spreads reads over three replicas, and a write at one is read at all', async () => {
  const created = await person.call('POST /api/v1/notes', { body: { title: 'everywhere' } });
  expect(created.status).toBe(201);
  await eventually(async () => {
    const replies = await Promise.all(Array.from({ length: 60 }, () => person.call('GET /api/v1/notes')));
    for (const { json } of replies) expect(json.notes).toHaveLength(1);
    expect(await answeredBy()).toBe(3);
  }, 30_000);
});

it.each([
  ['one of three replicas', 3],
  ['the only replica', 1],
])('fails no read while %s is killed', async (_which, replicas) => {
  expect((await keep.keep('scale', `notes=${replicas}`)).code).toBe(0);
  let stopped = false;
  const statuses: number[] = [];
  const readers = Array.from({ length: 8 }, async () => {
    while (!stopped) statuses.push((await person.call('GET /api/v1/notes')).status);
  });
  await eventually(() => expect(statuses.length).toBeGreaterThan(200), 30_000);
  const [victim] = (await keep.pids())['notes'] ?? [];
  process.kill(Number(victim), 'SIGKILL');
  const atKill = statuses.length;
  await eventually(() => expect(statuses.length).toBeGreaterThan(atKill + 400), 30_000);
  stopped = true;
  await Promise.all(readers);
  expect(statuses.filter(status => status !== 200)).toEqual([]);
});

it('rotates the signing key without one failed request', async () => {
  let stopped = false;
  const failures: string[] = [];
  const readers = Array.from({ length: 4 }, async () => {
    while (!stopped) {
      const { status, text } = await person.call('GET /api/v1/notes');
      if (status !== 200) failures.push(text);
    }
  });
  for (let n = 0; n < 3; n++) {
    const { code, stderr } = await keep.keep('keys', 'rotate');
    expect(code, stderr).toBe(0);
    const fresh = await signUp(keep.url);
    const { status, text } = await fresh.call('POST /api/v1/notes', { body: { title: 'signed with a new key' } });
    if (status !== 201) failures.push(text);
  }
  stopped = true;
  await Promise.all(readers);
  expect(failures).toEqual([]);
});
