/** What the others see when somebody deletes their account with whom they share notes. */
import { eventually } from '@keep/testing/eventually';
import { listenToStream } from '@keep/testing/listen-to-stream';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allNotes, PASSWORD, type Person, signUp } from './person.ts';
import { share } from './share.ts';

const PATIENCE = 60_000;

describe.each(['services', 'one'] as const)('who shares notes and deletes their account, in shape %s', shape => {
  let keep: StartedKeep;
  beforeAll(async () => {
    keep = await startKeep({ shape, env: { AUTH_DELETION_PURGE_AFTER: '2' } });
  });
  afterAll(() => keep?.stop());

  const newNote = async (owner: Person, title: string): Promise<string> =>
    (await owner.call('POST /api/v1/notes', { body: { title } })).json.id;
  const titlesOf = async (person: Person) =>
    ((await allNotes(person)) as { title: string }[]).map(({ title }) => title).toSorted();
  async function leave(person: Person, sharedNotes: 'remove' | 'hand-over'): Promise<void> {
    const body = { password: PASSWORD, sharedNotes };
    expect((await person.call('DELETE /api/v1/me', { body })).status).toBe(204);
  }

  it('takes their notes along, and themself out of those of others', async () => {
    const [ada, bob] = [await signUp(keep.url), await signUp(keep.url)];
    const [hers, his] = [await newNote(ada, 'hers'), await newNote(bob, 'his')];
    await share(ada, hers, bob, 'editor');
    await share(bob, his, ada, 'editor');
    const { cursor } = (await bob.call('GET /api/v1/notes/changes')).json;
    const stream = await listenToStream(keep.url, { token: bob.accessToken });
    await eventually(() => expect(stream.heard('ready')).toHaveLength(1));
    await leave(ada, 'remove');
    await eventually(async () => expect(await titlesOf(bob)).toEqual(['his']), PATIENCE);
    await eventually(async () => {
      expect((await bob.call(`GET /api/v1/notes/${his}`)).json).toMatchObject({ members: [], title: 'his' });
    }, PATIENCE);
    const { changes } = (await bob.call(`GET /api/v1/notes/changes?since=${cursor}`)).json;
    expect(changes).toContainEqual(expect.objectContaining({ noteId: hers, note: null }));
    expect((await bob.call(`GET /api/v1/notes/${hers}`)).status).toBe(404);
    const hinted = () => [...stream.heard('notes'), ...stream.heard('members')].map(({ noteId }) => noteId as string);
    await eventually(() => expect(hinted()).toEqual(expect.arrayContaining([hers, his])), PATIENCE);
    stream.leave();
  });

  it('hands their notes to those who have been with them, without a trace of their address', async () => {
    const [ada, bob, eve] = [await signUp(keep.url), await signUp(keep.url), await signUp(keep.url)];
    const id = await newNote(ada, 'ours');
    await newNote(ada, 'mine alone');
    await share(ada, id, eve, 'checker');
    await share(ada, id, bob, 'editor');
    await leave(ada, 'hand-over');
    const note = await eventually(async () => {
      const { json } = await bob.call(`GET /api/v1/notes/${id}`);
      expect(json).toMatchObject({ ownerId: bob.id, title: 'ours', members: [{ userId: eve.id, role: 'checker' }] });
      return json;
    }, PATIENCE);
    expect(JSON.stringify(note)).not.toContain(ada.email);
    expect(await titlesOf(eve)).toEqual(['ours']);
    expect(await titlesOf(bob)).toEqual(['ours']);
    const again = await eventually(() => signUp(keep.url, ada.email), PATIENCE);
    expect(await titlesOf(again)).toEqual([]);
    expect((await bob.call(`POST /api/v1/notes/${id}/trash`)).status).toBe(200);
  });
});
