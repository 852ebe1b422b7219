/** Answering an invitation: until then its user reads the note, and nothing else; then they join it, or have it no more. */
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { describe, expect, it } from 'vitest';
import { type Person, runNotes } from './notes-app.ts';
import {
  accept, addressEvent, befriend, decline, invite, join, memberIdOf, newNote, people, share, sharedIds, sharedNote, signedUp,
} from './sharing.ts'; // prettier-ignore

const app = runNotes();

/** A list of Ada's to which Bob is invited. */
async function invited(role: 'editor' | 'viewer' = 'editor') {
  const [ada, bob, eve] = await people(app);
  const id = await newNote(ada, { kind: 'list', title: 'ours', items: [{ text: 'milk' }] });
  return { ada, bob, eve, id, memberId: await share(ada, id, bob, role) };
}

const stateOf = async (person: Person, id: string) => {
  const { json, headers } = await person.call(`GET /notes/${id}`);
  return { note: json, etag: headers.get('etag') };
};
const boards = ['active', 'archived', 'trashed', 'reminders'] as const;
const idsIn = async (person: Person, view: string): Promise<string[]> =>
  (await person.call(`GET /notes?view=${view}`)).json.notes.map(({ id }: { id: string }) => id);
const newsOf = async (person: Person, since: string) => (await person.call(`GET /notes/changes?since=${since}`)).json;
const cursorOf = async (person: Person): Promise<string> => (await person.call('GET /notes/changes')).json.cursor;

const writes = (id: string, otherId: string): [string, object?][] => [
  [`PATCH /notes/${id}`, { baseRevision: 1, title: 'mine now' }],
  [`PATCH /notes/${id}/placement`, { pinned: true }],
  [`POST /notes/${id}/trash`],
  [`POST /notes/${id}/restore`],
  [`DELETE /notes/${id}`],
  [`POST /notes/${id}/copy`, {}],
  [`GET /notes/${id}/revisions`],
  [`GET /notes/${id}/revisions?cursor=Mg`],
  [`GET /notes/${id}/revisions/1`],
  [`POST /notes/${id}/revisions/1/restore`],
  [`PUT /notes/${id}/members`, { email: 'eve@example.com', role: 'editor' }],
  [`DELETE /notes/${id}/members/${otherId}`],
  [`POST /notes/${id}/owner`, { memberId: otherId }],
];

const inBatch = async (person: Person, type: string, id: string, data: object = {}) =>
  (await person.call('POST /notes/batch', { operations: [{ opId: newId(), type, id, data }] })).json.results[0];

describe('a note to which its reader is invited', () => {
  it.each(writes('{id}', '{other}').map(([target]) => target))('is no note for %s', async target => {
    const { ada, bob, eve, id } = await invited();
    const otherId = await share(ada, id, eve, 'viewer');
    const before = await stateOf(ada, id);
    const [, body] = writes('{id}', otherId).find(([each]) => each === target) ?? [];
    const reply = await bob.call(target.replace('{id}', id).replace('{other}', otherId), body);
    expect(reply.json).toMatchObject({ status: 409, code: 'invitation-pending' });
    expect(await stateOf(ada, id)).toEqual(before);
  });

  it.each([
    ['note.edit', { baseRevision: 1, title: 'mine now' }],
    ['note.place', { pinned: true }],
    ['note.trash', {}],
    ['note.restore', {}],
    ['note.delete', {}],
  ])('is none for %s in a batch', async (type, data) => {
    const { bob, id } = await invited();
    expect(await inBatch(bob, type, id, data)).toMatchObject({ status: 409, problem: { code: 'invitation-pending' } });
  });

  it('says who invites to what, and can be read again and again without being opened', async () => {
    const { ada, bob, id, memberId } = await invited('viewer');
    const before = await stateOf(ada, id);
    for (let count = 0; count < 2; count += 1) {
      const { json } = await bob.call(`GET /notes/${id}`);
      expect(json).toMatchObject({ title: 'ours', items: [{ text: 'milk' }], members: [{ status: 'invited' }] });
      const by = { userId: ada.id, name: ada.name };
      expect(json.placement.invitation).toEqual({ by, role: 'viewer', at: expect.any(String) });
    }
    expect(await stateOf(ada, id)).toEqual(before);
    expect(before.note.placement.invitation).toBeNull();
    expect(before.note.members).toEqual([{ id: memberId, email: bob.email, role: 'viewer', status: 'invited' }]);
  });

  it('is among the shared notes alone, and comes by the feed', async () => {
    const [ada, bob] = await people(app);
    const [cursor, id] = [await cursorOf(bob), await newNote(ada, { title: 'ours' })];
    await share(ada, id, bob, 'viewer');
    for (const view of boards) expect(await idsIn(bob, view)).toEqual([]);
    const { changes } = await newsOf(bob, cursor);
    expect(changes).toMatchObject([{ noteId: id, note: { id, placement: { invitation: { role: 'viewer' } } } }]);
  });

  it('is shown as it becomes, with the role that is offered by now', async () => {
    const { ada, bob, id } = await invited('viewer');
    const cursor = await cursorOf(bob);
    await ada.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'renamed' });
    await invite(ada, id, bob.email, 'editor');
    const { changes } = await newsOf(bob, cursor);
    expect(changes).toMatchObject([{ note: { title: 'renamed', placement: { invitation: { role: 'editor' } } } }]);
  });

  it('is gone while it is in the trash, and when the invitation is taken back', async () => {
    const { ada, bob, id, memberId } = await invited();
    await ada.call(`POST /notes/${id}/trash`);
    for (const target of [`GET /notes/${id}`, `POST /notes/${id}/invitation/accept`, `POST /notes/${id}/copy`])
      expect((await bob.call(target)).status).toBe(404);
    expect(await sharedIds(bob)).toEqual([]);
    await ada.call(`POST /notes/${id}/restore`);
    expect(await sharedIds(bob)).toEqual([id]);
    await ada.call(`DELETE /notes/${id}/members/${memberId}`);
    expect(await sharedIds(bob)).toEqual([]);
    expect((await accept(bob, id)).status).toBe(404);
  });

  it('takes the invitation of one who has it no more', async () => {
    const { ada, bob, eve, id, memberId } = await sharedNote(app, 'editor');
    await share(ada, id, eve, 'viewer');
    await handOver(ada, id, memberId, bob);
    expect(await sharedIds(eve)).toEqual([id]);
    expect((await ada.call(`DELETE /notes/${id}/members/me`)).status).toBe(204);
    expect(await sharedIds(eve)).toEqual([]);
    expect((await bob.call(`GET /notes/${id}`)).json.members).toEqual([]);
  });
});

describe('accepting', () => {
  it('is a 404 for who is not invited, and for what there is not', async () => {
    const { eve, id } = await invited();
    for (const each of [id, newId()]) expect((await accept(eve, each)).json).toMatchObject({ status: 404 });
  });

  it('joins the note, for everybody to see, with a place on one’s board', async () => {
    const { ada, bob, id, memberId } = await invited('editor');
    const [cursor, before] = [await cursorOf(ada), await stateOf(ada, id)];
    const reply = await accept(bob, id);
    expect(reply).toMatchObject({ status: 200, json: { id, title: 'ours', placement: { invitation: null } } });
    const joined = { id: memberId, email: bob.email, role: 'editor', status: 'joined', userId: bob.id, name: bob.name };
    expect(reply.json.members).toEqual([joined]);
    const after = await stateOf(ada, id);
    expect(after.note.members).toEqual([joined]);
    expect(after.etag).not.toBe(before.etag);
    expect((await newsOf(ada, cursor)).changes).toMatchObject([{ noteId: id, note: { members: [joined] } }]);
    for (const view of ['active', 'shared']) expect(await idsIn(bob, view)).toEqual([id]);
    expect((await bob.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'b' })).status).toBe(200);
    expect((await bob.call(`GET /notes/${id}/revisions`)).json.revisions).toHaveLength(2);
  });

  it('again changes nothing, nor for the owner', async () => {
    const { ada, bob, id } = await invited();
    const [first, second] = [await accept(bob, id), await accept(bob, id)];
    expect(second.json).toEqual(first.json);
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    const before = await stateOf(ada, id);
    expect((await accept(ada, id)).json).toEqual(before.note);
    expect(await stateOf(ada, id)).toEqual(before);
  });

  it('works in a batch, before what follows it', async () => {
    const { bob, id } = await invited();
    const operations = [
      { opId: newId(), type: 'invitation.accept', id },
      { opId: newId(), type: 'note.edit', id, data: { baseRevision: 1, title: 'b' } },
    ];
    const { results } = (await bob.call('POST /notes/batch', { operations })).json;
    expect(results).toMatchObject([{ status: 200, note: { placement: { invitation: null } } }, { status: 200 }]);
  });

  it('answers the invitations to all addresses of the user, and gives the better role', async () => {
    const { ada, bob, id } = await invited('viewer');
    const second = `${newId()}@example.com`;
    await app.bus.publish([addressEvent(bob.id, second)]);
    await isKnown(ada, bob, second);
    await invite(ada, id, second, 'editor');
    expect((await stateOf(bob, id)).note.placement.invitation).toMatchObject({ role: 'editor' });
    await accept(bob, id);
    expect((await bob.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'b' })).status).toBe(200);
    expect((await stateOf(ada, id)).note.members).toMatchObject([{ status: 'joined' }, { status: 'joined' }]);
  });
});

describe('declining', () => {
  const ways: [string, (person: Person, id: string) => ReturnType<typeof decline>][] = [
    ['invitation/decline', decline],
    ['DELETE members/me', (person, id) => person.call(`DELETE /notes/${id}/members/me`)],
  ];

  it('is a 404 for who is not invited, and refused to the owner', async () => {
    const { ada, eve, id } = await invited();
    for (const each of [id, newId()]) expect((await decline(eve, each)).status).toBe(404);
    expect((await decline(ada, id)).json).toMatchObject({ status: 409, code: 'owner-cannot-leave' });
  });

  it.each(ways)('takes the note from the user, and shows nobody else anything (%s)', async (_, way) => {
    const { ada, bob, eve, id } = await invited();
    await join(ada, id, eve, 'viewer');
    const [cursors, before] = [[await cursorOf(ada), await cursorOf(eve)], await stateOf(ada, id)];
    const cursor = await cursorOf(bob);
    const list = (await ada.call('GET /notes')).headers.get('etag');
    expect((await way(bob, id)).status).toBe(204);
    expect((await bob.call(`GET /notes/${id}`)).status).toBe(404);
    expect(await sharedIds(bob)).toEqual([]);
    expect((await newsOf(bob, cursor)).changes).toMatchObject([{ noteId: id, note: null }]);
    expect(await stateOf(ada, id)).toEqual(before);
    expect((await ada.call('GET /notes')).headers.get('etag')).toBe(list);
    expect((await newsOf(ada, cursors[0] ?? '')).changes).toEqual([]);
    expect((await newsOf(eve, cursors[1] ?? '')).changes).toEqual([]);
  });

  it('again is done, in a batch too; it cannot be accepted any more', async () => {
    const { bob, id } = await invited();
    expect(await inBatch(bob, 'invitation.decline', id)).toMatchObject({ status: 204 });
    expect((await decline(bob, id)).status).toBe(204);
    expect(await inBatch(bob, 'invitation.decline', id)).toMatchObject({ status: 204 });
    expect((await accept(bob, id)).status).toBe(404);
  });

  it('twice at once is done once', async () => {
    const { bob, id } = await invited();
    const replies = await Promise.all([decline(bob, id), decline(bob, id), decline(bob, id)]);
    expect(replies.map(({ status }) => status)).toEqual([204, 204, 204]);
  });

  it('a note that one has joined leaves it', async () => {
    const { ada, bob, id } = await sharedNote(app, 'editor');
    expect((await decline(bob, id)).status).toBe(204);
    expect((await stateOf(ada, id)).note.members).toEqual([]);
  });

  it('lasts: no invitation to the note comes again, by no address, nor after the member was removed', async () => {
    const { ada, bob, id, memberId } = await invited();
    await decline(bob, id);
    const reply = await invite(ada, id, bob.email, 'viewer');
    expect(reply.json.members).toEqual([{ id: memberId, email: bob.email, role: 'viewer', status: 'invited' }]);
    await ada.call(`DELETE /notes/${id}/members/${memberId}`);
    expect((await invite(ada, id, bob.email)).json.members).toMatchObject([{ status: 'invited' }]);
    const second = `${newId()}@example.com`;
    await invite(ada, id, second);
    await app.bus.publish([addressEvent(bob.id, second)]);
    await isKnown(ada, bob, second);
    expect(await sharedIds(bob)).not.toContain(id);
    expect((await bob.call(`GET /notes/${id}`)).status).toBe(404);
  });

  it('keeps no other note away', async () => {
    const { ada, bob, id } = await invited();
    await decline(bob, id);
    const other = await newNote(ada);
    await share(ada, other, bob, 'viewer');
    expect((await accept(bob, other)).status).toBe(200);
  });
});

describe('a contact', () => {
  it('has what they are invited to at once, whichever of both invites; others see it when they open it', async () => {
    const [ada, bob] = await people(app);
    await befriend(ada, bob);
    for (const [owner, friend] of [[ada, bob], [bob, ada]] as const) {
      const id = await newNote(owner, { title: 'at once' });
      await share(owner, id, friend, 'editor');
      expect(await idsIn(friend, 'active')).toContain(id);
      expect((await stateOf(owner, id)).note.members).toMatchObject([{ status: 'invited' }]);
      const { note } = await stateOf(friend, id);
      expect(note).toMatchObject({ members: [{ status: 'joined' }], placement: { invitation: null } });
    }
  }); // prettier-ignore

  it('is none to anybody else', async () => {
    const [ada, bob, eve] = await people(app);
    await befriend(ada, bob);
    await befriend(ada, eve);
    const id = await newNote(bob);
    await share(bob, id, eve, 'viewer');
    expect((await stateOf(eve, id)).note.placement.invitation).toMatchObject({ by: { userId: bob.id } });
  });

  it('is one who has accepted, not one who has read or declined', async () => {
    const { ada, bob, id } = await invited();
    await bob.call(`GET /notes/${id}`);
    await decline(bob, id);
    const other = await newNote(ada);
    await share(ada, other, bob, 'viewer');
    expect((await stateOf(bob, other)).note.placement.invitation).not.toBeNull();
  });

  it('is known by their account: an invitation to an address that waits is accepted once it is theirs', async () => {
    const [ada, bob] = await people(app);
    await befriend(ada, bob);
    const [id, email] = [await newNote(ada), `${newId()}@example.com`];
    await invite(ada, id, email);
    await app.bus.publish([addressEvent(bob.id, email)]);
    await eventually(async () => expect(await idsIn(bob, 'active')).toContain(id));
  });
});

describe('the limit of unanswered invitations', () => {
  it('refuses the 51st address, known or not, in whichever note; and nothing else', async () => {
    const [ada, bob] = await people(app);
    const [first, second] = [await newNote(ada), await newNote(ada)];
    const declining = await signedUp(app);
    await share(ada, first, declining, 'viewer');
    for (let count = 1; count < 50; count += 1) await invite(ada, first, `${newId()}@example.com`);
    const refusal = { status: 429, code: 'too-many-invitations' };
    for (const id of [first, second])
      for (const email of [bob.email, `${newId()}@example.com`])
        expect((await invite(ada, id, email)).json).toMatchObject(refusal);
    // What was declined is not told from what was not answered.
    await decline(declining, first);
    expect((await invite(ada, second, bob.email)).json).toMatchObject(refusal);
    expect((await invite(ada, second, declining.email)).status).toBe(200);
    expect((await invite(ada, first, declining.email, 'checker')).status).toBe(200);
    const id = await newNote(bob);
    expect((await invite(bob, id, ada.email)).status).toBe(200);
  });

  it('leaves room again for each who joins, and for each who is invited no more', async () => {
    const [ada, bob, eve] = await people(app);
    const id = await newNote(ada);
    await share(ada, id, bob, 'viewer');
    for (let count = 1; count < 50; count += 1) await invite(ada, id, `${count}@example.com`);
    expect((await invite(ada, id, eve.email)).status).toBe(429);
    await accept(bob, id);
    const reply = await invite(ada, id, eve.email);
    expect(reply.status).toBe(200);
    expect((await invite(ada, id, 'x@example.com')).status).toBe(429);
    await ada.call(`DELETE /notes/${id}/members/${memberIdOf(reply.json, eve.email)}`);
    expect((await invite(ada, id, 'x@example.com')).status).toBe(200);
    // Who has joined one note is no stranger in another.
    expect((await invite(ada, await newNote(ada), bob.email)).status).toBe(200);
  });

  it('holds for invitations that are made at once', async () => {
    const ada = await app.person();
    const id = await newNote(ada);
    for (let count = 0; count < 45; count += 1) await invite(ada, id, `${count}@example.com`);
    const notes = await Promise.all(Array.from({ length: 12 }, () => newNote(ada)));
    const replies = await Promise.all(notes.map(each => invite(ada, each, `${newId()}@example.com`)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(7);
  });
});

/** Waits until notes knows that this address is the user's. */
async function isKnown(inviter: Person, person: Person, email: string): Promise<void> {
  await eventually(async () => {
    const probe = await newNote(inviter);
    await invite(inviter, probe, email);
    expect(await sharedIds(person)).toContain(probe);
  });
}

async function handOver(owner: Person, id: string, memberId: string, heir: Person): Promise<void> {
  expect((await owner.call(`POST /notes/${id}/owner`, { memberId })).status).toBe(200);
  expect((await heir.call(`POST /notes/${id}/owner/accept`)).status).toBe(200);
}
