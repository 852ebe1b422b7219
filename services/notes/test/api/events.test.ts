/** What notes tells the others, and what it does when a person is to be erased. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { events as contracts } from '@keep/contracts/notes-events';
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { beforeAll, describe, expect, it } from 'vitest';
import { askForErasure, hear, runNotes } from './notes-app.ts';
import { addressEvent, decline, invite, join, share, sharedIds, signedUp } from './sharing.ts';

const app = runNotes();
let heard: EventEnvelope[];
beforeAll(() => void (heard = hear(app)));

/** Waits for `count` events of this person; each is checked against its contract. */
async function eventsOf(userId: string, count: number) {
  return eventually(() => {
    const own = heard.filter(({ subject }) => subject.split('.')[2] === userId);
    expect(own).toHaveLength(count);
    return own.map(({ type, data }) => {
      const contract = contracts.find(each => each.type === type);
      return { what: type.split('.')[1], data: contract?.data.parse(data) as Record<string, unknown> };
    });
  });
}

const ofNote = (noteId: string) =>
  heard.flatMap(({ type, subject, data }) => {
    const told = data as Record<string, unknown>;
    return told['noteId'] === noteId ? [{ what: type.split('.')[1], owner: subject.split('.')[2], data: told }] : [];
  });

/** The bus promises no order. */
const byVersion = (told: ReturnType<typeof ofNote>) =>
  told.toSorted((left, right) => Number(left.data['version']) - Number(right.data['version']));

describe('events of a note', () => {
  it('carry the whole note at a version that rises with every change', async () => {
    const ada = await app.person();
    const note = await ada.newNote({ title: 'told' });
    await ada.call(`PATCH /notes/${note.id}/placement`, { color: 'red' });
    await ada.call(`PATCH /notes/${note.id}`, { baseRevision: 1, title: 'retold' });
    await ada.call(`POST /notes/${note.id}/trash`);
    await ada.call(`POST /notes/${note.id}/restore`);
    await ada.call(`POST /notes/${note.id}/trash`);
    await ada.call(`DELETE /notes/${note.id}`);
    const told = await eventsOf(ada.id, 7);
    expect(told.map(({ what }) => what)).toEqual([
      'note-created', 'note-placed', 'note-edited', 'note-trashed', 'note-restored', 'note-trashed', 'note-deleted',
    ]); // prettier-ignore
    expect(told.map(({ data }) => data['version'])).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(told[2]?.data).toMatchObject({
      noteId: note.id,
      ownerId: ada.id,
      changedBy: ada.id,
      content: { title: 'retold', revision: 2, trashedAt: null },
      placements: { [ada.id]: { color: 'red' } },
    });
  });

  it('are not told of what changed nothing or was refused', async () => {
    const ada = await app.person();
    const note = await ada.newNote();
    await ada.call(`PATCH /notes/${note.id}/placement`, { color: 'default' });
    await ada.call(`PATCH /notes/${note.id}`, { baseRevision: 2, title: 'x' });
    await ada.call(`POST /notes/${note.id}/restore`);
    await ada.call(`POST /labels`, { name: 'last' });
    expect((await eventsOf(ada.id, 2)).map(({ what }) => what)).toEqual(['note-created', 'label-created']);
  });

  it('stay within 512 KiB for the largest note', async () => {
    const ada = await app.person();
    const items = Array.from({ length: 2_000 }, () => ({ text: '' }));
    const labels = await Promise.all(
      Array.from({ length: 100 }, (_, index) => ada.call('POST /labels', { name: `${index}` })),
    );
    await eventsOf(ada.id, 100);
    const labelIds = labels.map(({ json }) => json.id);
    expect((await ada.call('POST /notes', { items, placement: { labelIds } })).status).toBe(201);
    await eventsOf(ada.id, 101);
  });
});

describe('events of a shared note', () => {
  it('tell who has it and who lost it, by id only, and nothing of an address', async () => {
    const [ada, bob] = [await app.person(), await signedUp(app)];
    const { id } = await ada.newNote({ title: 'ours' });
    const memberId = await join(ada, id, bob, 'checker');
    await ada.call(`POST /notes/${id}/trash`);
    await ada.call(`POST /notes/${id}/restore`);
    await ada.call(`DELETE /notes/${id}/members/${memberId}`);
    await eventually(() => expect(ofNote(id).map(({ what }) => what)).toContain('note-restored'));
    const told = await eventually(() => {
      const latest = byVersion(ofNote(id));
      expect(latest.at(-1)?.data).toHaveProperty('formerReaderIds');
      return latest;
    });
    expect(told.map(({ what }) => what).filter(what => what !== 'note-shared')).toEqual([
      'note-created', 'note-trashed', 'note-restored',
    ]); // prettier-ignore
    expect(JSON.stringify(heard.filter(({ data }) => JSON.stringify(data).includes(id)))).not.toContain(bob.email);
    const opened = told.findLast(({ data }) => data['changedBy'] === bob.id);
    expect(opened).toMatchObject({
      what: 'note-shared',
      data: { members: [{ userId: bob.id, role: 'checker' }], placements: { [ada.id]: {}, [bob.id]: {} } },
    });
    const trashed = told.find(({ what }) => what === 'note-trashed');
    expect(trashed?.data).toMatchObject({ formerReaderIds: [bob.id], members: [{ userId: bob.id }] });
    expect(Object.keys(trashed?.data['placements'] as object)).toEqual([ada.id]);
    const restored = told.find(({ what }) => what === 'note-restored');
    expect(Object.keys(restored?.data['placements'] as object)).toEqual([ada.id, bob.id]);
    expect(told.at(-1)?.data).toMatchObject({ members: [], formerReaderIds: [bob.id], changedBy: ada.id });
    expect(told.map(({ data }) => data['version'])).toEqual(told.map((_, index) => index + 1));
  });

  it('say whose view alone has changed, so that nobody learns how others keep their board, or who signs up', async () => {
    const [ada, bob, cy] = [await app.person(), await signedUp(app), await app.person()];
    const { id } = await ada.newNote({ title: 'ours' });
    await join(ada, id, bob, 'viewer');
    await invite(ada, id, cy.email);
    await bob.call(`PATCH /notes/${id}/placement`, { pinned: true });
    await app.bus.publish([addressEvent(cy.id, cy.email)]);
    await eventually(async () => expect(await sharedIds(cy)).toEqual([id]));
    await ada.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'ours still' });
    const told = await eventually(() => {
      const latest = byVersion(ofNote(id));
      expect(latest.at(-1)?.what).toBe('note-edited');
      return latest;
    });
    expect(told.slice(-3).map(({ data }) => data['changedFor'])).toEqual([[bob.id], [], undefined]);
    expect(told.slice(-3).map(({ data }) => data['invitedIds'])).toEqual([undefined, [cy.id], [cy.id]]);
  });

  it('deny first: who is invited is no reader to any consumer, whatever becomes of the invitation', async () => {
    const [ada, bob, eve] = [await app.person(), await signedUp(app), await signedUp(app)];
    const { id } = await ada.newNote({ title: 'ours' });
    for (const person of [bob, eve]) await share(ada, id, person, 'viewer');
    await ada.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'ours still' });
    await ada.call(`POST /notes/${id}/trash`);
    await ada.call(`POST /notes/${id}/restore`);
    await decline(bob, id);
    await ada.call(`POST /notes/${id}/trash`);
    await ada.call(`DELETE /notes/${id}`);
    const told = await eventually(() => {
      const latest = byVersion(ofNote(id));
      expect(latest.at(-1)?.what).toBe('note-deleted');
      return latest;
    });
    const readers = [bob.id, eve.id];
    for (const { data } of told) {
      const { invitedIds: _, changedBy: __, ...rest } = data;
      for (const reader of readers) expect(JSON.stringify(rest)).not.toContain(reader);
    }
    const invitedIds = told.map(({ what, data }) => [what, data['invitedIds'] ?? []]);
    expect(invitedIds).toEqual([
      ['note-created', []],
      ['note-shared', [bob.id]],
      ['note-shared', readers],
      ['note-edited', readers],
      ['note-trashed', readers],
      ['note-restored', readers],
      ['note-shared', [bob.id]],
      ['note-trashed', [eve.id]],
      ['note-deleted', [eve.id]],
    ]);
    expect(told[6]?.data).toMatchObject({ changedBy: bob.id, changedFor: [] });
  });

  it('are the new owner’s once it is handed over, and its deletion names everybody who had it', async () => {
    const [ada, bob] = [await app.person(), await signedUp(app)];
    const { id } = await ada.newNote({ title: 'ours' });
    const memberId = await join(ada, id, bob, 'editor');
    await ada.call(`POST /notes/${id}/owner`, { memberId });
    await bob.call(`POST /notes/${id}/owner/accept`);
    await bob.call(`POST /notes/${id}/trash`);
    await bob.call(`DELETE /notes/${id}`);
    const deleted = await eventually(() => {
      const last = byVersion(ofNote(id)).at(-1);
      expect(last?.what).toBe('note-deleted');
      return last;
    });
    expect(deleted?.owner).toBe(bob.id);
    expect(deleted?.data['readerIds']).toHaveLength(2);
    expect(deleted?.data['readerIds']).toEqual(expect.arrayContaining([ada.id, bob.id]));
    const handed = ofNote(id).find(({ what, owner }) => what === 'note-shared' && owner === bob.id);
    expect(handed?.data).toMatchObject({
      ownerId: bob.id,
      changedBy: bob.id,
      members: [{ userId: ada.id, role: 'editor' }],
    });
  });
});

describe('events of a label', () => {
  it('tell of its life, and of the notes that it left', async () => {
    const ada = await app.person();
    const { json: label } = await ada.call('POST /labels', { name: 'a' });
    await ada.newNote({ placement: { labelIds: [label.id] } });
    await ada.call(`PATCH /labels/${label.id}`, { name: 'b' });
    await ada.call(`DELETE /labels/${label.id}`);
    const told = await eventsOf(ada.id, 5);
    expect(told.map(({ what }) => what)).toEqual([
      'label-created', 'note-created', 'label-renamed', 'label-deleted', 'note-placed',
    ]); // prettier-ignore
    expect(told[4]?.data).toMatchObject({ version: 2, placements: { [ada.id]: { labelIds: [] } } });
  });
});

describe('erasing a person', () => {
  it('leaves nothing of theirs, everything of others, and answers', async () => {
    const [ada, eve] = [await app.person(), await app.person()];
    const id = newId();
    const operations = [{ opId: newId(), type: 'note.create', id: newId(), data: { title: 'batched' } }];
    await ada.call('POST /labels', { name: 'secret' });
    await ada.call('POST /notes', { id, title: 'secret', importId: newId() }, { 'idempotency-key': newId() });
    await ada.call('POST /notes/batch', { operations });
    const other = await eve.newNote({ title: 'stays' });
    await askForErasure(app, ada.id);
    await eventually(() =>
      expect(heard.at(-1)).toMatchObject({ type: 'notes.user-erased.v1', data: { userId: ada.id } }),
    );
    expect((await ada.call('GET /notes')).json.notes).toEqual([]);
    expect((await ada.call('GET /labels')).json.labels).toEqual([]);
    expect((await ada.call('GET /imports')).json.imports).toEqual([]);
    expect((await eve.call(`GET /notes/${other.id}`)).json).toEqual(other);
    expect((await eve.call('POST /notes', { id, title: 'the id is free' })).status).toBe(201);
  });

  it('ends their writing, though their access token still lives', async () => {
    const ada = await app.person();
    const note = await ada.newNote();
    await askForErasure(app, ada.id);
    await eventually(async () => expect((await ada.call(`GET /notes/${note.id}`)).status).toBe(404));
    const operations = [{ opId: newId(), type: 'note.create', id: newId(), data: {} }];
    for (const [target, body] of [
      ['/notes', {}],
      ['/labels', { name: 'x' }],
      ['/notes/batch', { operations }],
    ] as const) {
      expect((await ada.call(`POST ${target}`, body)).json).toMatchObject({ status: 401, code: 'session-ended' });
    }
  });

  it('answers each time it is asked, also when there is nothing left', async () => {
    const ada = await app.person();
    const answers = () =>
      heard.filter(({ type, subject }) => type === 'notes.user-erased.v1' && subject.includes(ada.id));
    for (const count of [1, 2, 3]) {
      await askForErasure(app, ada.id);
      await eventually(() => expect(answers()).toHaveLength(count));
    }
  });
});
