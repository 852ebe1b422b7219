/** Blocking a user: what they offer is declined, and nothing of theirs arrives any more. */
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { describe, expect, it } from 'vitest';
import { type Person, runNotes } from './notes-app.ts';
import {
  accept,
  addressEvent,
  befriend,
  invite,
  join,
  newNote,
  people,
  share,
  sharedIds,
  sharedNote,
} from './sharing.ts';

const app = runNotes();

const block = (person: Person, { id }: { id: string }) => person.call(`PUT /blocks/${id}`);
const unblock = (person: Person, { id }: { id: string }) => person.call(`DELETE /blocks/${id}`);
const blocksOf = async (person: Person, query = '') => (await person.call(`GET /blocks${query}`)).json;
const membersSeen = async (owner: Person, id: string) => (await owner.call(`GET /notes/${id}`)).json.members;

/** Waits until the person has had time to be shown an invitation: one of another inviter has arrived. */
async function afterAnArrival(person: Person, inviter: Person): Promise<void> {
  await share(inviter, await newNote(inviter), person, 'viewer');
}

describe('blocking', () => {
  it('is a 404 for what is no id of a user', async () => {
    const [ada] = await people(app);
    for (const method of ['PUT', 'DELETE']) expect((await ada.call(`${method} /blocks/nobody`)).status).toBe(404);
  });

  it('is a 204 for everybody, also for who is none, for oneself, and for one who is blocked already', async () => {
    const [ada, bob] = await people(app);
    for (const each of [bob, bob, { id: newId() }, ada]) expect((await block(ada, each)).status).toBe(204);
    expect((await blocksOf(ada)).blocks).toHaveLength(2);
    for (const each of [bob, bob, { id: newId() }, ada]) expect((await unblock(ada, each)).status).toBe(204);
    expect((await blocksOf(ada)).blocks).toHaveLength(1);
  });

  it('declines what is open, also in the trash, and shows the inviter nothing of it', async () => {
    const [ada, bob, eve] = await people(app);
    const [open, trashed, ofEve] = [await newNote(ada), await newNote(ada), await newNote(eve)];
    for (const id of [open, trashed]) await share(ada, id, bob, 'editor');
    await share(eve, ofEve, bob, 'viewer');
    await ada.call(`POST /notes/${trashed}/trash`);
    const [before, list] = [await ada.call(`GET /notes/${open}`), await ada.call('GET /notes')];
    const { cursor } = (await bob.call('GET /notes/changes')).json;
    expect((await block(bob, ada)).status).toBe(204);
    expect(await sharedIds(bob)).toEqual([ofEve]);
    const { changes } = (await bob.call(`GET /notes/changes?since=${cursor}`)).json;
    expect(changes).toMatchObject(expect.arrayContaining([expect.objectContaining({ noteId: open, note: null })]));
    await ada.call(`POST /notes/${trashed}/restore`);
    expect(await sharedIds(bob)).toEqual([ofEve]);
    const after = await ada.call(`GET /notes/${open}`);
    expect(after.json).toEqual(before.json);
    expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
    expect((await ada.call(`GET /notes/${open}`)).json.members).toMatchObject([{ status: 'invited' }]);
    expect(list.json.notes.map(({ id }: { id: string }) => id)).toContain(open);
  });

  it('lets no later invitation arrive, by no address, and looks like an unknown address to the inviter', async () => {
    const [ada, bob, eve] = await people(app);
    await block(bob, ada);
    const id = await newNote(ada);
    const [reply, unknown] = [await invite(ada, id, bob.email), await invite(ada, await newNote(ada), 'x@example.com')];
    expect(Object.keys(reply.json.members[0])).toEqual(Object.keys(unknown.json.members[0]));
    expect(reply.json.members).toMatchObject([{ role: 'editor', status: 'invited' }]);
    const [later, email] = [await newNote(ada), `${newId()}@example.com`];
    await invite(ada, later, email);
    await app.bus.publish([addressEvent(bob.id, email)]);
    await eventually(async () => {
      const probe = await newNote(eve);
      await invite(eve, probe, email);
      expect(await sharedIds(bob)).toContain(probe);
    });
    for (const each of [id, later]) expect((await bob.call(`GET /notes/${each}`)).status).toBe(404);
    expect(await membersSeen(ada, later)).toMatchObject([{ email, status: 'invited' }]);
  });

  it('leaves joined notes as they are, and ends the contact', async () => {
    const { ada, bob, eve, id } = await sharedNote(app, 'editor');
    await block(bob, ada);
    expect((await bob.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'still ours' })).status).toBe(200);
    expect(await membersSeen(ada, id)).toMatchObject([{ status: 'joined' }]);
    // The other way they are strangers now.
    const theirs = await newNote(bob);
    await share(bob, theirs, ada, 'viewer');
    expect((await ada.call(`GET /notes/${theirs}`)).json.placement.invitation).toMatchObject({
      by: { userId: bob.id },
    });
    // Accepted by who is blocked, it makes no contact.
    await accept(ada, theirs);
    await unblock(bob, ada);
    const next = await newNote(ada);
    await share(ada, next, bob, 'viewer');
    expect((await bob.call(`GET /notes/${next}`)).json.placement.invitation).not.toBeNull();
    await afterAnArrival(bob, eve);
  });

  it('ends with the block; what was declined by it does not come again', async () => {
    const [ada, bob] = await people(app);
    await block(bob, ada);
    const id = await newNote(ada);
    await invite(ada, id, bob.email);
    await unblock(bob, ada);
    await invite(ada, id, bob.email, 'viewer');
    const next = await newNote(ada);
    await share(ada, next, bob, 'viewer');
    expect(await sharedIds(bob)).toEqual([next]);
  });

  it('meets invitations that are made at the same time: none arrives after it', async () => {
    const [ada, bob] = await people(app);
    const noteIds = await Promise.all(Array.from({ length: 10 }, () => newNote(ada)));
    const [reply] = await Promise.all([block(bob, ada), ...noteIds.map(id => invite(ada, id, bob.email))]);
    expect(reply.status).toBe(204);
    expect(await sharedIds(bob)).toEqual([]);
  });

  it('declines more than fit into one step', async () => {
    const [ada, bob] = await people(app);
    const noteIds = await Promise.all(Array.from({ length: 60 }, () => newNote(ada)));
    await share(ada, noteIds[0] ?? '', bob, 'viewer');
    await Promise.all(noteIds.map(id => invite(ada, id, bob.email)));
    await block(bob, ada);
    expect(await sharedIds(bob)).toEqual([]);
  }, 30_000);
});

describe('the list of blocks', () => {
  it('is one’s own, newest first, page by page, with the name that the invitation had', async () => {
    const [ada, bob, eve] = await people(app);
    await share(eve, await newNote(eve), ada, 'viewer');
    for (const each of [bob, { id: newId() }, eve]) await block(ada, each);
    const first = await blocksOf(ada, '?limit=1');
    expect(first.blocks).toEqual([{ userId: eve.id, name: eve.name, createdAt: expect.any(String) }]);
    const rest = await blocksOf(ada, `?limit=5&cursor=${first.nextCursor}`);
    expect(rest.blocks).toHaveLength(2);
    expect(rest).toMatchObject({ blocks: [{}, { userId: bob.id }], nextCursor: null });
    expect(JSON.stringify(rest)).not.toContain(bob.name);
    for (const each of [bob, eve]) expect((await blocksOf(each)).blocks).toEqual([]);
  });

  it('has another entity tag once it changes', async () => {
    const [ada, bob] = await people(app);
    const etag = (await ada.call('GET /blocks')).headers.get('etag') ?? '';
    expect((await ada.call('GET /blocks', undefined, { 'if-none-match': etag })).status).toBe(304);
    await block(ada, bob);
    expect((await ada.call('GET /blocks', undefined, { 'if-none-match': etag })).status).toBe(200);
  });

  it('forgets who is erased, and a user who shares stays without them', async () => {
    const [ada, bob] = await people(app);
    await befriend(ada, bob);
    await join(bob, await newNote(bob), ada, 'viewer');
    await block(ada, bob);
    expect((await blocksOf(ada)).blocks).toHaveLength(1);
  });
});
