/** Members of a note: what they see, where it stands on their board, and how they lose it. */
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { accessTokenFor } from '@keep/testing/test-keys';
import { describe, expect, it } from 'vitest';
import { type Person, runNotes } from './notes-app.ts';
import {
  addressEvent,
  befriend,
  invite,
  join,
  memberIdOf,
  newNote,
  people,
  share,
  sharedIds,
  sharedNote,
} from './sharing.ts';

const app = runNotes();

const ids = async (person: Person, view: string): Promise<string[]> =>
  (await person.call(`GET /notes?view=${view}&limit=100`)).json.notes.map(({ id }: { id: string }) => id);

describe('a member', () => {
  it('shows who they are once they have opened the note, and not before', async () => {
    const [ada, bob] = await people(app);
    await befriend(ada, bob);
    const id = await newNote(ada);
    const memberId = await share(ada, id, bob, 'viewer');
    const invited = { id: memberId, email: bob.email, role: 'viewer', status: 'invited' };
    expect((await ada.call(`GET /notes/${id}`)).json.members).toEqual([invited]);
    const opened = await bob.call(`GET /notes/${id}`);
    const joined = { ...invited, status: 'joined', userId: bob.id, name: bob.name };
    expect(opened.json).toMatchObject({ members: [joined], ownerId: ada.id, revision: 1, updatedBy: ada.id });
    expect((await ada.call(`GET /notes/${id}`)).json.members).toEqual([joined]);
    const etag = opened.headers.get('etag') ?? '';
    expect((await bob.call(`GET /notes/${id}`, undefined, { 'if-none-match': etag })).status).toBe(304);
  });

  it('opens a note by writing too, and shows a new name', async () => {
    const [ada, bob] = await people(app);
    await befriend(ada, bob);
    const id = await newNote(ada);
    await share(ada, id, bob, 'editor');
    await bob.call(`PATCH /notes/${id}/placement`, { pinned: true });
    expect((await ada.call(`GET /notes/${id}`)).json.members).toMatchObject([{ status: 'joined', name: bob.name }]);
    const token = await accessTokenFor(bob.id, { email: bob.email, name: 'Robert' });
    await app.call(`GET /notes/${id}`, { token });
    expect((await ada.call(`GET /notes/${id}`)).json.members).toMatchObject([{ status: 'joined', name: 'Robert' }]);
  });

  it('has a placement of their own, and what it holds is nobody else’s business', async () => {
    const { ada, bob, eve, id } = await sharedNote(app, 'editor', {
      title: 'shared',
      placement: { color: 'red', pinned: true },
    });
    await join(ada, id, eve, 'viewer');
    const label = (await bob.call('POST /labels', { name: 'private' })).json.id;
    const reminder = { at: '2030-01-01T09:00:00.000Z', timeZone: 'Europe/Paris', repeat: null };
    await bob.call(`PATCH /notes/${id}/placement`, { archived: true, color: 'blue', addLabelIds: [label], reminder });
    expect((await bob.call(`GET /notes/${id}`)).json.placement).toMatchObject({ labelIds: [label], pinned: false });
    for (const other of [ada, eve]) {
      const { text, json } = await other.call(`GET /notes/${id}`);
      expect(text).not.toContain(label);
      expect(json.placement).toMatchObject({ archived: false, labelIds: [], reminder: null });
      expect(await ids(other, 'reminders')).toEqual([]);
      expect((await other.call(`GET /notes?label=${label}`)).json.notes).toEqual([]);
    }
    expect(await ids(bob, 'archived')).toEqual([id]);
    expect(await ids(bob, 'shared')).toEqual([id]);
    expect(await ids(ada, 'active')).toEqual([id]);
  });

  it('cannot put another member’s label on the note, nor can the other put theirs on one of mine', async () => {
    const [ada, bob] = await people(app);
    const [mine, theirs] = [await newNote(ada), await newNote(bob)];
    await join(ada, mine, bob, 'editor');
    const [labelOfAda, labelOfBob] = [
      (await ada.call('POST /labels', { name: 'ada' })).json.id,
      (await bob.call('POST /labels', { name: 'bob' })).json.id,
    ];
    for (const [person, noteId, label] of [
      [bob, mine, labelOfAda],
      [ada, mine, labelOfBob],
      [bob, theirs, labelOfAda],
    ] as const) {
      const reply = await person.call(`PATCH /notes/${noteId}/placement`, { addLabelIds: [label] });
      expect(reply.json).toMatchObject({ status: 422, errors: [{ pointer: '/addLabelIds/0' }] });
    }
    expect((await ada.call(`PATCH /notes/${theirs}/placement`, { addLabelIds: [labelOfAda] })).status).toBe(404);
  });

  it('copies the note as their own, with no member but themself', async () => {
    const { ada, bob, id } = await sharedNote(app, 'viewer', { title: 'ours', body: 'text' });
    const copy = (await bob.call(`POST /notes/${id}/copy`, {})).json;
    expect(copy).toMatchObject({ title: 'ours', ownerId: bob.id, members: [], revision: 1 });
    expect((await bob.call(`PATCH /notes/${copy.id}`, { baseRevision: 1, title: 'mine' })).status).toBe(200);
    expect((await ada.call(`GET /notes/${copy.id}`)).status).toBe(404);
  });

  it('has another role from the next request on', async () => {
    const { ada, bob, id } = await sharedNote(app, 'editor');
    expect((await bob.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'a' })).status).toBe(200);
    await invite(ada, id, bob.email, 'viewer');
    expect((await bob.call(`PATCH /notes/${id}`, { baseRevision: 2, title: 'b' })).status).toBe(403);
  });

  it('who is removed while they write is refused, or was quicker', async () => {
    const [ada, bob] = await people(app);
    for (let round = 0; round < 5; round += 1) {
      const id = await newNote(ada);
      const memberId = await join(ada, id, bob, 'editor');
      const [edit, removal] = await Promise.all([
        bob.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'last word' }),
        ada.call(`DELETE /notes/${id}/members/${memberId}`),
      ]);
      expect(removal.status).toBe(204);
      expect([200, 404]).toContain(edit.status);
      const { json } = await ada.call(`GET /notes/${id}`);
      expect(json.title).toBe(edit.status === 200 ? 'last word' : 'shared');
      expect((await bob.call(`GET /notes/${id}`)).status).toBe(404);
    }
  });

  it('who was removed is shown nothing by a repeated request, nor by their lists and feed', async () => {
    const { ada, bob, id, memberId } = await sharedNote(app, 'editor');
    const { cursor } = (await bob.call('GET /notes/changes')).json;
    const etag = (await bob.call('GET /notes')).headers.get('etag') ?? '';
    await ada.call(`DELETE /notes/${id}/members/${memberId}`);
    expect((await bob.call('GET /notes', undefined, { 'if-none-match': etag })).json.notes).toEqual([]);
    const { changes } = (await bob.call(`GET /notes/changes?since=${cursor}`)).json;
    expect(changes).toMatchObject([{ noteId: id, note: null }]);
    await share(ada, id, bob, 'viewer');
    expect((await bob.call(`GET /notes/${id}`)).json.members).toMatchObject([{ role: 'viewer' }]);
  });

  it('who is there by two addresses has the better role, and leaves by both', async () => {
    const { ada, bob, id } = await sharedNote(app, 'viewer');
    const second = `${newId()}@example.com`;
    await app.bus.publish([addressEvent(bob.id, second)]);
    await eventually(async () => {
      const probe = await newNote(ada);
      await invite(ada, probe, second);
      expect(await sharedIds(bob)).toContain(probe);
    });
    await invite(ada, id, second, 'editor');
    expect((await bob.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'b' })).status).toBe(200);
    await bob.call(`DELETE /notes/${id}/members/me`);
    expect((await ada.call(`GET /notes/${id}`)).json.members).toEqual([]);
    expect((await bob.call(`GET /notes/${id}`)).status).toBe(404);
  });
});

describe('removing a member', () => {
  it('is a 404 for one who is none, and for one of another note', async () => {
    const [ada, bob] = await people(app);
    const [one, two] = [await newNote(ada), await newNote(ada)];
    const memberId = await share(ada, one, bob, 'editor');
    expect((await ada.call(`DELETE /notes/${two}/members/${memberId}`)).status).toBe(404);
    expect((await ada.call(`DELETE /notes/${one}/members/${newId()}`)).status).toBe(404);
    expect((await ada.call(`DELETE /notes/${one}/members/nobody`)).status).toBe(404);
    expect(await sharedIds(bob)).toEqual([one]);
  });

  it('is refused to the owner for themself', async () => {
    const [ada] = await people(app);
    const reply = await ada.call(`DELETE /notes/${await newNote(ada)}/members/me`);
    expect(reply.json).toMatchObject({ status: 409, code: 'owner-cannot-leave' });
  });

  it('takes back an invitation that waits', async () => {
    const [ada] = await people(app);
    const bob = await app.person();
    const id = await newNote(ada);
    const memberId = memberIdOf((await invite(ada, id, bob.email)).json, bob.email);
    expect((await ada.call(`DELETE /notes/${id}/members/${memberId}`)).status).toBe(204);
    const probe = await newNote(ada);
    await invite(ada, probe, bob.email);
    await app.bus.publish([addressEvent(bob.id, bob.email)]);
    await eventually(async () => expect(await sharedIds(bob)).toEqual([probe]));
    expect((await bob.call(`GET /notes/${id}`)).status).toBe(404);
  });
});

describe('the trash', () => {
  it('takes a note from its members’ sight, and gives it back where each had it', async () => {
    const { ada, bob, id } = await sharedNote(app, 'editor');
    const label = (await bob.call('POST /labels', { name: 'mine' })).json.id;
    const placed = await bob.call(`PATCH /notes/${id}/placement`, { pinned: true, addLabelIds: [label] });
    const { cursor } = (await bob.call('GET /notes/changes')).json;
    await ada.call(`POST /notes/${id}/trash`);
    for (const target of [`GET /notes/${id}`, `GET /notes/${id}/revisions`, `GET /notes/${id}/revisions/1`]) {
      expect((await bob.call(target)).status).toBe(404);
    }
    expect((await bob.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'x' })).status).toBe(404);
    expect((await bob.call(`DELETE /notes/${id}/members/me`)).status).toBe(404);
    expect((await bob.call(`POST /notes/${id}/copy`, {})).status).toBe(404);
    for (const view of ['active', 'trashed', 'shared', 'reminders']) expect(await ids(bob, view)).toEqual([]);
    expect((await bob.call(`GET /notes?label=${label}`)).json.notes).toEqual([]);
    const gone = (await bob.call(`GET /notes/changes?since=${cursor}`)).json;
    expect(gone.changes).toMatchObject([{ noteId: id, note: null }]);
    expect(await ids(ada, 'trashed')).toEqual([id]);
    await ada.call(`POST /notes/${id}/restore`);
    const back = await bob.call(`GET /notes/${id}`);
    expect(back.json.placement).toEqual(placed.json.placement);
    expect((await bob.call(`GET /notes/changes?since=${gone.cursor}`)).json.changes).toMatchObject([
      { noteId: id, note: { id, title: 'shared' } },
    ]);
    expect((await bob.call(`GET /notes?label=${label}`)).json.notes).toHaveLength(1);
  });

  it('does not keep a member from deleting a label that is on a note in it', async () => {
    const { ada, bob, id } = await sharedNote(app, 'editor');
    const label = (await bob.call('POST /labels', { name: 'mine' })).json.id;
    await bob.call(`PATCH /notes/${id}/placement`, { addLabelIds: [label] });
    await ada.call(`POST /notes/${id}/trash`);
    expect((await bob.call(`DELETE /labels/${label}`)).status).toBe(204);
    await ada.call(`POST /notes/${id}/restore`);
    expect((await bob.call(`GET /notes/${id}`)).json.placement.labelIds).toEqual([]);
  });

  it('takes a note from everybody once it is deleted', async () => {
    const { ada, bob, id } = await sharedNote(app, 'editor');
    await ada.call(`POST /notes/${id}/trash`);
    expect((await ada.call(`DELETE /notes/${id}`)).status).toBe(204);
    expect((await bob.call(`GET /notes/${id}`)).status).toBe(404);
    expect(await ids(bob, 'shared')).toEqual([]);
  });

  it('admits who was invited and signs up meanwhile, for its return', async () => {
    const [ada] = await people(app);
    const bob = await app.person();
    const [id, probe] = [await newNote(ada), await newNote(ada)];
    await invite(ada, id, bob.email);
    await invite(ada, probe, bob.email);
    await ada.call(`POST /notes/${id}/trash`);
    await app.bus.publish([addressEvent(bob.id, bob.email)]);
    await eventually(async () => expect(await sharedIds(bob)).toEqual([probe]));
    await ada.call(`POST /notes/${id}/restore`);
    await eventually(async () => expect(await sharedIds(bob)).toContain(id));
  });
});

describe('the list of shared notes', () => {
  it('turns its pages, pinned first', async () => {
    const [ada, bob] = await people(app);
    const noteIds: string[] = [];
    for (let count = 0; count < 5; count += 1) noteIds.push(await newNote(ada));
    await newNote(ada);
    for (const id of noteIds) await join(ada, id, bob, 'viewer');
    await bob.call(`PATCH /notes/${noteIds[1]}/placement`, { pinned: true });
    await bob.call(`PATCH /notes/${noteIds[2]}/placement`, { archived: true, pinned: true });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { json }: { json: { notes: { id: string }[]; nextCursor: string | null } } = await bob.call(
        `GET /notes?view=shared&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...json.notes.map(({ id }) => id));
      cursor = json.nextCursor;
    }
    expect(new Set(seen.slice(0, 2))).toEqual(new Set([noteIds[1], noteIds[2]]));
    expect(seen.toSorted()).toEqual(noteIds.toSorted());
    expect((await sharedIds(ada)).toSorted()).toEqual(noteIds.toSorted());
  });
});
