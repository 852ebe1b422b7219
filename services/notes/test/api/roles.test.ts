/** What each role may do with a note: every route, and every operation of a batch. */
import { newId } from '@keep/service-kit/unique-id';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, runNotes } from './notes-app.ts';
import { join, share, sharedIds, signedUp } from './sharing.ts';

const app = runNotes();
let owner: Person;
beforeAll(async () => {
  owner = await signedUp(app);
});

/** Of the owner’s list. */
const items = () => [
  { id: newId(), text: 'bread' },
  { id: newId(), text: 'milk', checked: true },
];

/** What somebody tries on a note at revision 2, whose other member is `otherId`. */
type Attempt = { what: string; target: (noteId: string, otherId: string) => string; body?: unknown };

const owners: Attempt[] = [
  { what: 'trashNote', target: id => `POST /notes/${id}/trash` },
  { what: 'restoreNote', target: id => `POST /notes/${id}/restore` },
  { what: 'deleteNote', target: id => `DELETE /notes/${id}` },
  { what: 'putMember', target: id => `PUT /notes/${id}/members`, body: { email: 'eve@example.com', role: 'editor' } },
  { what: 'removeMember of another', target: (id, otherId) => `DELETE /notes/${id}/members/${otherId}` },
  { what: 'removeMember of nobody', target: id => `DELETE /notes/${id}/members/${newId()}` },
  { what: 'handOverNote', target: id => `POST /notes/${id}/owner`, body: { memberId: newId() } },
];
const writers: Attempt[] = [
  { what: 'editNote of the title', target: id => `PATCH /notes/${id}`, body: { baseRevision: 2, title: 'x' } },
  { what: 'editNote of the body', target: id => `PATCH /notes/${id}`, body: { baseRevision: 2, body: 'x' } },
  { what: 'editNote of the kind', target: id => `PATCH /notes/${id}`, body: { baseRevision: 2, kind: 'text' } },
  { what: 'restoreRevision', target: id => `POST /notes/${id}/revisions/1/restore` },
];
const readers: (Attempt & { status: number })[] = [
  { what: 'getNote', target: id => `GET /notes/${id}`, status: 200 },
  { what: 'placeNote', target: id => `PATCH /notes/${id}/placement`, body: { pinned: true }, status: 200 },
  { what: 'copyNote', target: id => `POST /notes/${id}/copy`, body: {}, status: 201 },
  { what: 'listRevisions', target: id => `GET /notes/${id}/revisions`, status: 200 },
  { what: 'getRevision', target: id => `GET /notes/${id}/revisions/1`, status: 200 },
];
const leave: Attempt = { what: 'removeMember of oneself', target: id => `DELETE /notes/${id}/members/me` };

const batched = {
  'note.edit': { baseRevision: 2, title: 'x' },
  'note.place': { pinned: true },
  'note.trash': {},
  'note.restore': {},
  'note.delete': {},
};
const inBatch = async (person: Person, type: string, id: string, data: object) =>
  (await person.call('POST /notes/batch', { operations: [{ opId: newId(), type, id, data }] })).json.results[0];

/** A list at revision 2 with one other member. */
async function newNote() {
  const { id } = await owner.newNote({ kind: 'list', title: 'secret', items: items() });
  const edited = await owner.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'list' });
  const otherId = await share(owner, id, await signedUp(app), 'editor');
  return { id: id as string, otherId, items: edited.json.items as { id: string; text: string; position: string }[] };
}

describe.each(['another user', 'a former member', 'one who left'])('%s', kind => {
  let person: Person;
  beforeAll(async () => {
    person = await signedUp(app);
  });

  async function lostNote() {
    const note = await newNote();
    if (kind === 'another user') return note;
    const memberId = await join(owner, note.id, person, 'editor');
    const { status } = await (kind === 'one who left'
      ? person.call(`DELETE /notes/${note.id}/members/me`)
      : owner.call(`DELETE /notes/${note.id}/members/${memberId}`));
    expect(status).toBe(204);
    return note;
  }

  it('gets the same 404 from every route as for what does not exist, and changes nothing', async () => {
    const { id, otherId } = await lostNote();
    const before = await owner.call(`GET /notes/${id}`);
    for (const { what, target, body } of [...readers, ...writers, ...owners, leave]) {
      const [foreign, missing] = [
        await person.call(target(id, otherId), body),
        await person.call(target(newId(), otherId), body),
      ];
      expect({ what, status: foreign.status }).toEqual({ what, status: 404 });
      expect(foreign.json).toEqual(missing.json);
    }
    expect((await owner.call(`GET /notes/${id}`)).json).toEqual(before.json);
  });

  it('gets a 404 from every operation of a batch, and changes nothing', async () => {
    const { id } = await lostNote();
    const before = await owner.call(`GET /notes/${id}`);
    for (const [type, data] of Object.entries(batched)) {
      const [foreign, missing] = [await inBatch(person, type, id, data), await inBatch(person, type, newId(), data)];
      expect(foreign).toMatchObject({ status: 404, problem: missing.problem });
    }
    expect(await inBatch(person, 'note.create', id, { title: 'x' })).toMatchObject({ status: 409 });
    expect((await owner.call(`GET /notes/${id}`)).json).toEqual(before.json);
  });

  it('has it in no list', async () => {
    const { id } = await lostNote();
    for (const view of ['active', 'archived', 'trashed', 'shared', 'reminders']) {
      const { json } = await person.call(`GET /notes?view=${view}&limit=100`);
      expect(json.notes.map((note: { id: string }) => note.id)).not.toContain(id);
    }
  });
});

describe.each(['viewer', 'checker', 'editor'] as const)('a member who is %s', role => {
  const refused = [...owners, ...(role === 'editor' ? [] : writers)];
  let person: Person;
  let note: Awaited<ReturnType<typeof newNote>>;
  beforeAll(async () => {
    person = await signedUp(app);
    note = await newNote();
    await join(owner, note.id, person, role);
  });

  it.each(refused)('gets a 403 from $what, and changes nothing', async ({ target, body }) => {
    const before = await owner.call(`GET /notes/${note.id}`);
    const reply = await person.call(target(note.id, note.otherId), body);
    expect(reply.json).toMatchObject({ status: 403, code: 'role-forbidden' });
    expect((await owner.call(`GET /notes/${note.id}`)).json).toEqual(before.json);
  });

  const refusedInBatch = ['note.trash', 'note.restore', 'note.delete', ...(role === 'editor' ? [] : ['note.edit'])];
  it.each(refusedInBatch)('gets a 403 from %s in a batch, and changes nothing', async type => {
    const before = await owner.call(`GET /notes/${note.id}`);
    const result = await inBatch(person, type, note.id, batched[type as keyof typeof batched]);
    expect(result).toMatchObject({ status: 403, problem: { code: 'role-forbidden' } });
    expect((await owner.call(`GET /notes/${note.id}`)).json).toEqual(before.json);
  });

  it.each(readers)('may $what', async ({ target, body, status }) => {
    expect((await person.call(target(note.id, note.otherId), body)).status).toBe(status);
  });

  it('may place it in a batch', async () => {
    expect(await inBatch(person, 'note.place', note.id, { color: 'red' })).toMatchObject({ status: 200 });
    expect((await owner.call(`GET /notes/${note.id}`)).json.placement.color).toBe('default');
  });

  it('may leave, and has lost it then', async () => {
    const { id } = await newNote();
    await join(owner, id, person, role);
    expect((await person.call(`DELETE /notes/${id}/members/me`)).status).toBe(204);
    expect((await person.call(`GET /notes/${id}`)).status).toBe(404);
    expect(await sharedIds(person)).not.toContain(id);
  });
});

describe('a viewer', () => {
  it('ticks nothing and adds nothing', async () => {
    const person = await signedUp(app);
    const { id, items: list } = await newNote();
    await join(owner, id, person, 'viewer');
    for (const upsert of [[{ id: list[0]?.id, checked: true }], [{ id: newId(), text: 'x' }]]) {
      const reply = await person.call(`PATCH /notes/${id}`, { baseRevision: 2, items: { upsert } });
      expect(reply.json).toMatchObject({ status: 403, code: 'role-forbidden' });
    }
  });
});

describe('a checker', () => {
  async function checkersNote() {
    const person = await signedUp(app);
    const note = await newNote();
    await join(owner, note.id, person, 'checker');
    const [first, second] = note.items;
    if (!first || !second) throw new Error('The list has two items.');
    return { ...note, person, first, second };
  }

  it('is refused every other change of an item, also beside one that is allowed', async () => {
    const { id, person, first, second } = await checkersNote();
    const before = await owner.call(`GET /notes/${id}`);
    const changes = [
      { upsert: [{ id: first.id, text: 'beer' }] },
      { upsert: [{ id: first.id, position: 'zz' }] },
      { upsert: [{ id: first.id, parentId: second.id }] },
      {
        upsert: [
          { id: second.id, checked: false },
          { id: first.id, checked: true, text: '' },
        ],
      },
      {
        upsert: [
          { id: newId(), text: 'x' },
          { id: first.id, text: 'beer' },
        ],
      },
      { remove: [first.id] },
    ];
    for (const change of changes) {
      const reply = await person.call(`PATCH /notes/${id}`, { baseRevision: 2, items: change });
      expect(reply.json).toMatchObject({ status: 403, code: 'role-forbidden' });
    }
    const ticking = { upsert: [{ id: first.id, checked: true }] };
    const both = await person.call(`PATCH /notes/${id}`, { baseRevision: 2, title: 'x', items: ticking });
    expect(both.json).toMatchObject({ status: 403 });
    expect((await owner.call(`GET /notes/${id}`)).json).toEqual(before.json);
  });

  it('gains nothing by an older revision on which an item was not there yet', async () => {
    const { id, person } = await checkersNote();
    const added = newId();
    const upsert = [{ id: added, text: 'precious' }];
    await owner.call(`PATCH /notes/${id}`, { baseRevision: 2, items: { upsert } });
    for (const change of [
      { id: added, checked: true },
      { id: added, text: '' },
      { id: added, text: 'mine' },
    ]) {
      await person.call(`PATCH /notes/${id}`, { baseRevision: 2, items: { upsert: [change] } });
      expect((await owner.call(`GET /notes/${id}`)).json.items[2]).toMatchObject({ text: 'precious' });
    }
  });

  it('ticks, unticks, and adds', async () => {
    const { id, person, first, second } = await checkersNote();
    const added = newId();
    const upsert = [
      { id: first.id, checked: true },
      { id: second.id, checked: false, text: second.text, position: second.position, parentId: null },
      { id: added, text: 'butter', parentId: first.id },
    ];
    const reply = await person.call(`PATCH /notes/${id}`, { baseRevision: 2, title: 'list', items: { upsert } });
    expect(reply.json).toMatchObject({ revision: 3, updatedBy: person.id });
    const { json } = await owner.call(`GET /notes/${id}`);
    expect(json.items).toMatchObject([
      { text: 'bread', checked: true },
      { text: 'milk', checked: false },
      { id: added, text: 'butter', parentId: first.id },
    ]);
  });

  it('ticks in a batch', async () => {
    const { id, person, first } = await checkersNote();
    const data = { baseRevision: 2, items: { upsert: [{ id: first.id, checked: true }] } };
    expect(await inBatch(person, 'note.edit', id, data)).toMatchObject({ status: 200, note: { revision: 3 } });
  });
});

describe('an editor', () => {
  it('writes whatever they like, and restores what was', async () => {
    const person = await signedUp(app);
    const { id } = await newNote();
    await join(owner, id, person, 'editor');
    const edited = await person.call(`PATCH /notes/${id}`, { baseRevision: 2, title: 'ours', kind: 'text' });
    expect(edited.json).toMatchObject({ title: 'ours', kind: 'text', updatedBy: person.id });
    const restored = await person.call(`POST /notes/${id}/revisions/1/restore`);
    expect(restored.json).toMatchObject({ title: 'secret', revision: 4 });
    const { json } = await owner.call(`GET /notes/${id}/revisions`);
    expect(json.revisions.map(({ editedBy }: { editedBy: string }) => editedBy)).toEqual([
      person.id, person.id, owner.id, owner.id,
    ]); // prettier-ignore
  });
});
