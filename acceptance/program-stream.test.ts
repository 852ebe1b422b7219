/** The live stream of a program: an API token is good for a stream of a minute, and so is this test, for both shapes at once. */
import { killUntilReady } from '@keep/chaos/processes';
import { eventually } from '@keep/testing/eventually';
import { onRealEngines, startKeep } from '@keep/testing/start-keep';
import { describe, expect, it } from 'vitest';
import { PASSWORD, type Person, signUp } from './person.ts';
import { followStream } from './stream-follower.ts';

// Other engines have no part in it.
describe.skipIf(onRealEngines)('the live stream of a program', () => {
  it.concurrent.for(['services', 'one'] as const)(
    'ends with its access token and is open again at once, with everything told over all that, in shape %s',
    { timeout: 180_000 },
    async (shape, { onTestFinished }) => {
      const keep = await startKeep({ shape });
      onTestFinished(async () => void (await keep.stop()));
      const person = await signUp(keep.url);
      const body = { name: 'reader', scopes: ['notes:read'], password: PASSWORD };
      const { token } = (await person.call('POST /api/v1/auth/tokens', { body })).json;
      const program = followStream(keep.url, token);
      onTestFinished(() => program.stop());
      const noteIds: string[] = [];
      const write = async () => void noteIds.push(await newNote(person));
      const isReady = () => eventually(() => expect(program.isReady()).toBe(true), 30_000);

      await isReady();
      await write();
      await killUntilReady(keep, 'notify');
      await isReady();
      await write();
      await eventually(() => {
        const reasons = program.events.filter(({ event }) => event === 'end').map(({ data }) => String(data.reason));
        expect(reasons).toContain('token-expired');
      }, 90_000);
      await write();
      await isReady();
      await eventually(() => expect([...program.hintedNotes()]).toEqual(expect.arrayContaining(noteIds)), 10_000);
      expect(program.resyncs()).toBe(0);
    },
  );
});

async function newNote(person: Person): Promise<string> {
  const { status, json, text } = await person.call('POST /api/v1/notes', { body: { title: 'told' } });
  expect(status, text).toBe(201);
  return json.id;
}
