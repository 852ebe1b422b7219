/** The clock of one process is wrong, by minutes or by a day. */
import { fileURLToPath } from 'node:url';
import { eventually } from '@keep/testing/eventually';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterEach, expect, it } from 'vitest';
import { allNotes, PASSWORD, type Person, signIn, signUp } from '../person.ts';

const MINUTES = 60_000;
const DAY = 1_440 * MINUTES;
const PATIENCE = 60_000;
const preload = fileURLToPath(new URL('../../packages/chaos/dist/skewed-clock.js', import.meta.url));

let keep: StartedKeep | undefined;
afterEach(() => keep?.stop());

/** Starts Keep, on the data of another one if given, with the clock of one service `millis` ahead of the others. */
async function startSkewed(service: string, millis: number, dataDir?: string): Promise<StartedKeep> {
  const prefix = service.toUpperCase();
  const env = { [`${prefix}_NODE_OPTIONS`]: `--import=${preload}`, [`${prefix}_CLOCK_SKEW_MS`]: String(millis) };
  return startKeep({ env, ...(dataDir && { dataDir }) });
}

it.each([
  { service: 'auth', millis: 5 * MINUTES },
  { service: 'auth', millis: DAY },
  { service: 'broker', millis: -DAY },
  { service: 'broker', millis: DAY },
])('people write, sign out and leave while the clock of $service is $millis ms off', async ({ service, millis }) => {
  keep = await startSkewed(service, millis);
  const { url } = keep;
  const [desk, leaving] = [await signUp(url), await signUp(url)];
  const phone = await signIn(url, desk.email);
  for (let n = 0; n < 5; n += 1)
    expect((await desk.call('POST /api/v1/notes', { body: { title: `note ${n}` } })).status).toBe(201);
  await leaving.call('DELETE /api/v1/me', { body: { password: PASSWORD } });
  await phone.call('POST /api/v1/auth/sign-out', { body: { refreshToken: phone.refreshToken } });
  for (const person of [phone, leaving])
    await eventually(async () => expect((await person.call('GET /api/v1/notes')).status).toBe(401), PATIENCE);
  expect(await allNotes(desk)).toHaveLength(5);
});

it.each([5 * MINUTES, DAY])(
  'notes refuses clearly, and loses nothing, while its clock is %i ms ahead',
  async millis => {
    keep = await startKeep();
    const writer = await signUp(keep.url);
    for (const title of ['kept', 'in the trash']) await writer.call('POST /api/v1/notes', { body: { title } });
    const [{ id }] = (await allNotes(writer)) as [{ id: string }];
    await writer.call(`POST /api/v1/notes/${id}/trash`);
    const { dataDir } = keep;
    await keep.stop();

    keep = await startSkewed('notes', millis, dataDir);
    const late = await signIn(keep.url, writer.email);
    // To that clock every access token has expired.
    const refused = await late.call('POST /api/v1/notes', { body: { title: 'refused' } });
    expect(refused.json).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect((await late.call('GET /api/v1/me')).status).toBe(200);
    await keep.stop();

    keep = await startKeep({ dataDir });
    const back: Person = await signIn(keep.url, writer.email);
    expect(await allNotes(back)).toHaveLength(1);
    expect(await allNotes(back, 'trashed')).toMatchObject([{ id }]);
  },
);
