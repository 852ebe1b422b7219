/** Imports, and taking them back. */
import { newId } from '@keep/service-kit/unique-id';
import { describe, expect, it } from 'vitest';
import { runNotes } from './notes-app.ts';

const app = runNotes();

describe('an import', () => {
  it('begins with the first note that names it, and is listed with what is left of it', async () => {
    const ada = await app.person();
    const imports = [newId(), newId(), newId()];
    for (const importId of imports) {
      await ada.newNote({ importId });
      await ada.newNote({ importId });
    }
    const first = await ada.call('GET /imports?limit=2');
    const second = await ada.call(`GET /imports?limit=2&cursor=${first.json.nextCursor}`);
    const all = [...first.json.imports, ...second.json.imports];
    expect(all.map(({ id }) => id)).toEqual(imports.toReversed());
    expect(all.map(({ notes }) => notes)).toEqual([2, 2, 2]);
    expect(second.json.nextCursor).toBeNull();
  });

  it('adds nothing when it is run twice', async () => {
    const ada = await app.person();
    const note = { id: newId(), title: 'imported', createdAt: '2020-01-01T00:00:00Z' };
    await ada.newNote({ ...note, importId: newId() });
    expect((await ada.call('POST /notes', { ...note, importId: newId() })).status).toBe(200);
    expect((await ada.call('GET /imports')).json.imports).toHaveLength(1);
  });

  it('is taken back but for the notes that were edited since, which are named', async () => {
    const ada = await app.person();
    const importId = newId();
    const notes = await Promise.all(
      Array.from({ length: 130 }, (_, index) => ada.call('POST /notes', { importId, title: `${index}` })),
    );
    const [edited, placed, trashed] = notes.map(({ json }) => json.id);
    const own = await ada.newNote({ title: 'my own' });
    await ada.call(`PATCH /notes/${edited}`, { baseRevision: 1, title: 'edited' });
    await ada.call(`PATCH /notes/${placed}/placement`, { pinned: true });
    await ada.call(`POST /notes/${trashed}/trash`);
    const undone = await ada.call(`DELETE /imports/${importId}`);
    expect(undone.json).toEqual({ removed: 129, removedLabels: 0, kept: [{ id: edited, title: 'edited' }] });
    const { notes: left } = (await ada.call('GET /notes')).json;
    expect(new Set(left.map(({ id }: { id: string }) => id))).toEqual(new Set([edited, own.id]));
    expect((await ada.call('GET /imports')).json.imports).toMatchObject([{ id: importId, notes: 1 }]);
  });

  it('keeps every note whose edit was answered, however close the two come', async () => {
    const ada = await app.person();
    for (let round = 0; round < 5; round += 1) {
      const importId = newId();
      const notes = await Promise.all(Array.from({ length: 20 }, () => ada.call('POST /notes', { importId })));
      const ids: string[] = notes.map(({ json }) => json.id);
      const [undone, ...edits] = await Promise.all([
        ada.call(`DELETE /imports/${importId}`),
        ...ids.map(id => ada.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'edited' })),
      ]);
      const edited = ids.filter((_, index) => edits[index]?.status === 200);
      for (const id of edited) expect((await ada.call(`GET /notes/${id}`)).json.title).toBe('edited');
      expect(undone.json.removed).toBe(ids.length - edited.length);
    }
  });

  it('is taken back with the labels that it made, but for those that are in use or renamed', async () => {
    const ada = await app.person();
    const importId = newId();
    const label = async (name: string, of = importId) =>
      (await ada.call('POST /labels', { name, ...(of && { importId: of }) })).json.id as string;
    const [unused, used, renamed] = [await label('unused'), await label('used'), await label('old')];
    await label('of another import', newId());
    await label('my own', '');
    await ada.newNote({ importId, placement: { labelIds: [unused, used, renamed] } });
    const own = await ada.newNote({ placement: { labelIds: [used] } });
    await ada.call(`PATCH /labels/${renamed}`, { name: 'new' });
    const undone = await ada.call(`DELETE /imports/${importId}`);
    expect(undone.json).toEqual({ removed: 1, removedLabels: 1, kept: [] });
    const { labels } = (await ada.call('GET /labels')).json;
    expect(labels.map(({ name }: { name: string }) => name)).toEqual(['my own', 'new', 'of another import', 'used']);
    expect((await ada.call(`GET /notes/${own.id}`)).json.placement.labelIds).toEqual([used]);
  });

  it('leaves the labels of another person alone', async () => {
    const [ada, eve, importId] = [await app.person(), await app.person(), newId()];
    await ada.call('POST /labels', { name: 'of Ada', importId });
    await eve.newNote({ importId });
    expect((await eve.call(`DELETE /imports/${importId}`)).json).toMatchObject({ removedLabels: 0 });
    expect((await ada.call('GET /labels')).json.labels).toHaveLength(1);
  });

  it('is forgotten once nothing is left, and can be made again', async () => {
    const ada = await app.person();
    const importId = newId();
    const note = { id: newId(), importId };
    await ada.newNote(note);
    expect((await ada.call(`DELETE /imports/${importId}`)).json).toEqual({ removed: 1, removedLabels: 0, kept: [] });
    expect((await ada.call(`DELETE /imports/${importId}`)).status).toBe(404);
    expect((await ada.call('POST /notes', note)).status).toBe(201);
  });
});
