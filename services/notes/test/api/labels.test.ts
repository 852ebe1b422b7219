/** Labels. */
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { describe, expect, it } from 'vitest';
import { runNotes } from './notes-app.ts';

const app = runNotes();

describe('labels', () => {
  it('have names that are unique without regard to case and composition', async () => {
    const ada = await app.person();
    await ada.call('POST /labels', { name: 'Café' });
    expect((await ada.call('POST /labels', { name: 'CAFE\u0301' })).json).toMatchObject({
      status: 409,
      code: 'label-name-taken',
    });
    const { json: other } = await ada.call('POST /labels', { name: 'Tea' });
    expect((await ada.call(`PATCH /labels/${other.id}`, { name: ' café ' })).json.code).toBe('label-name-taken');
    expect((await ada.call(`PATCH /labels/${other.id}`, { name: 'TEA' })).json.name).toBe('TEA');
    expect((await ada.call('POST /labels', { name: '  ' })).status).toBe(422);
    expect((await (await app.person()).call('POST /labels', { name: 'Café' })).status).toBe(201);
  });

  it('are made once for one id', async () => {
    const [ada, eve] = [await app.person(), await app.person()];
    const creation = { id: newId(), name: 'once' };
    const statuses = [await ada.call('POST /labels', creation), await ada.call('POST /labels', creation)];
    expect(statuses.map(({ status }) => status)).toEqual([201, 200]);
    expect((await ada.call('POST /labels', { ...creation, name: 'else' })).json.code).toBe('id-taken');
    expect((await eve.call('POST /labels', creation)).json.code).toBe('id-taken');
  });

  it('are listed by name, in pages', async () => {
    const ada = await app.person();
    for (const name of ['b', 'A', 'c', 'D']) await ada.call('POST /labels', { name });
    const first = await ada.call('GET /labels?limit=3');
    const second = await ada.call(`GET /labels?limit=3&cursor=${first.json.nextCursor}`);
    expect([...first.json.labels, ...second.json.labels].map(({ name }) => name)).toEqual(['A', 'b', 'c', 'D']);
    expect(second.json.nextCursor).toBeNull();
  });

  it('are listed in pages also when their names are long, or the last one of a page is gone', async () => {
    const ada = await app.person();
    const names = ['a', 'b', 'c', 'd'].map(letter => '猫'.repeat(199) + letter);
    const labels = [];
    for (const name of names) labels.push((await ada.call('POST /labels', { name })).json);
    const first = await ada.call('GET /labels?limit=2');
    const second = () => ada.call(`GET /labels?limit=2&cursor=${first.json.nextCursor}`);
    const namesOf = ({ json }: { json: { labels: { name: string }[] } }) => json.labels.map(({ name }) => name);
    expect([...namesOf(first), ...namesOf(await second())]).toEqual(names);
    await ada.call(`DELETE /labels/${labels[1].id}`);
    expect(namesOf(await ada.call(`GET /labels?limit=10&cursor=${first.json.nextCursor}`))).toEqual(
      expect.arrayContaining([names[2], names[3]]),
    );
  });

  it('are at most 500', async () => {
    const ada = await app.person();
    const replies = await Promise.all(
      Array.from({ length: 505 }, (_, index) => ada.call('POST /labels', { name: `${index}` })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(500);
    expect(replies.find(({ status }) => status !== 201)?.json).toMatchObject({ status: 422, code: 'too-many-labels' });
  });

  it('leave all their notes when they are deleted, also those in the trash', async () => {
    const ada = await app.person();
    const { json: label } = await ada.call('POST /labels', { name: 'gone' });
    const { json: other } = await ada.call('POST /labels', { name: 'stays' });
    const labelIds = [label.id, other.id];
    const notes = await Promise.all(
      Array.from({ length: 120 }, () => ada.call('POST /notes', { placement: { labelIds } })),
    );
    const { json: note } = notes[0] ?? { json: undefined };
    await ada.call(`POST /notes/${note.id}/trash`);
    expect((await ada.call(`DELETE /labels/${label.id}`)).status).toBe(204);
    expect((await ada.call(`DELETE /labels/${label.id}`)).status).toBe(404);
    expect((await ada.call(`GET /notes?label=${label.id}`)).json.notes).toEqual([]);
    for (const { json } of notes) {
      const after = await ada.call(`GET /notes/${json.id}`);
      expect(after.json.placement.labelIds).toEqual([other.id]);
    }
  });

  it('that are on many notes are gone at once, and leave the notes soon after', async () => {
    const ada = await app.person();
    const { json: label } = await ada.call('POST /labels', { name: 'gone' });
    const ids = Array.from({ length: 160 }, () => newId());
    await Promise.all(ids.map(id => ada.call('POST /notes', { id, placement: { labelIds: [label.id] } })));
    let page = (await ada.call('GET /notes/changes?limit=100')).json;
    while (page.more) page = (await ada.call(`GET /notes/changes?limit=100&since=${page.cursor}`)).json;

    expect((await ada.call(`DELETE /labels/${label.id}`)).status).toBe(204);
    expect((await ada.call(`GET /notes?label=${label.id}`)).json.notes).toEqual([]);
    expect((await ada.call('GET /labels')).json.labels).toEqual([]);
    expect((await ada.call('POST /labels', { name: 'gone' })).status).toBe(201);
    const labelled = new Set(ids);
    await eventually(async () => {
      page = (await ada.call(`GET /notes/changes?limit=100&since=${page.cursor}`)).json;
      for (const { noteId, note } of page.changes) if (note.placement.labelIds.length === 0) labelled.delete(noteId);
      expect(labelled.size).toBe(0);
    }, 15_000);
  });

  it('are on a note once, and at most a hundred', async () => {
    const ada = await app.person();
    const labels = await Promise.all(
      Array.from({ length: 101 }, (_, index) => ada.call('POST /labels', { name: `${index}` })),
    );
    const ids = labels.map(({ json }) => json.id);
    const note = await ada.newNote({ placement: { labelIds: [ids[0], ids[0]] } });
    expect(note.placement.labelIds).toEqual([ids[0]]);
    const full = await ada.call(`PATCH /notes/${note.id}/placement`, { addLabelIds: ids.slice(0, 100) });
    expect(full.json.placement.labelIds).toHaveLength(100);
    expect((await ada.call(`PATCH /notes/${note.id}/placement`, { addLabelIds: [ids[100]] })).status).toBe(422);
    const swapped = await ada.call(`PATCH /notes/${note.id}/placement`, {
      addLabelIds: [ids[100]],
      removeLabelIds: [ids[0]],
    });
    expect(swapped.status).toBe(200);
  });

  it('never end up on a note after their deletion, however close the two come', async () => {
    const ada = await app.person();
    const note = await ada.newNote();
    for (let round = 0; round < 10; round += 1) {
      const { json: label } = await ada.call('POST /labels', { name: `${round}` });
      await Promise.all([
        ada.call(`PATCH /notes/${note.id}/placement`, { addLabelIds: [label.id] }),
        ada.call(`DELETE /labels/${label.id}`),
      ]);
      expect((await ada.call(`GET /notes/${note.id}`)).json.placement.labelIds).toEqual([]);
    }
  });
});
