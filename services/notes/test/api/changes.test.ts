/** The changes feed over HTTP. */
import { newId } from '@keep/service-kit/unique-id';
import { describe, expect, it } from 'vitest';
import { type Person, runNotes } from './notes-app.ts';

const app = runNotes();

type Change = { noteId: string; version: number; note: { id: string; title: string } | null };

const changesOf = async (person: Person, since?: string, limit = 100) =>
  (await person.call(`GET /notes/changes?limit=${limit}${since === undefined ? '' : `&since=${since}`}`)).json;

describe('the changes feed', () => {
  it('answers 410 for somebody else’s cursor, and for one of a count that there never was', async () => {
    const [ada, eve] = [await app.person(), await app.person()];
    await ada.newNote({ title: 'secret' });
    await eve.newNote();
    const { cursor } = await changesOf(ada);
    const foreign = await eve.call(`GET /notes/changes?since=${cursor}`);
    expect(foreign.json).toMatchObject({ status: 410, code: 'cursor-too-old' });
    const place = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const beyond = Buffer.from(JSON.stringify({ ...place, seq: 2 })).toString('base64url');
    expect((await ada.call(`GET /notes/changes?since=${beyond}`)).json.code).toBe('cursor-too-old');
  });

  it('answers 400 for what is no cursor, and for a limit out of bounds', async () => {
    const ada = await app.person();
    for (const [query, pointer] of [
      ['since=nonsense', '/since'],
      ['limit=0', '/limit'],
      ['limit=101', '/limit'],
      ['cursor=x', '/cursor'],
    ]) {
      // prettier-ignore
      const reply = await ada.call(`GET /notes/changes?${query}`);
      expect(reply.json).toMatchObject({ status: 400, code: 'malformed-query', errors: [{ pointer, in: 'query' }] });
    }
  });

  it('begins with everything, and goes on with what has changed since', async () => {
    const ada = await app.person();
    const label = (await ada.call('POST /labels', { name: 'work' })).json;
    const kept = await ada.newNote({ title: 'kept' });
    const trashed = await ada.newNote({ title: 'trashed' });
    const first = await changesOf(ada);
    expect(first).toMatchObject({ labels: [label], more: false });
    expect(first.changes).toEqual([
      { noteId: kept.id, version: 1, note: kept },
      { noteId: trashed.id, version: 1, note: trashed },
    ]);
    await ada.call(`POST /notes/${trashed.id}/trash`);
    const second = await changesOf(ada, first.cursor);
    expect(second).toMatchObject({ labels: null, changes: [{ noteId: trashed.id, note: { title: 'trashed' } }] });
    await ada.call(`DELETE /notes/${trashed.id}`);
    await ada.call(`PATCH /notes/${kept.id}/placement`, { addLabelIds: [label.id] });
    await ada.call(`PATCH /labels/${label.id}`, { name: 'office' });
    const third = await changesOf(ada, second.cursor);
    expect(third.changes).toMatchObject([
      { noteId: trashed.id, version: 3, note: null },
      { noteId: kept.id, version: 2, note: { placement: { labelIds: [label.id] } } },
    ]);
    expect(third.labels).toMatchObject([{ id: label.id, name: 'office' }]);
    expect(await changesOf(ada, third.cursor)).toMatchObject({ changes: [], labels: null, more: false });
  });

  it('tells of a batch and of an import that was taken back', async () => {
    const ada = await app.person();
    const importId = newId();
    const ids = Array.from({ length: 30 }, () => newId());
    const operations = ids.map(id => ({ opId: newId(), type: 'note.create', id, data: { importId } }));
    await ada.call('POST /notes/batch', { operations });
    const before = await changesOf(ada);
    expect(before.changes.map(({ noteId }: Change) => noteId)).toEqual(ids);
    await ada.call(`DELETE /imports/${importId}`);
    const after = await changesOf(ada, before.cursor);
    expect(new Set(after.changes.map(({ noteId }: Change) => noteId))).toEqual(new Set(ids));
    expect(after.changes.every(({ note }: Change) => note === null)).toBe(true);
  });

  it('gives pages of any size, of which the last says that there is no more', async () => {
    const ada = await app.person();
    for (let index = 0; index < 7; index += 1) await ada.call('POST /notes', { title: `${index}` });
    for (const limit of [1, 3, 7]) {
      const titles: string[] = [];
      let page = await changesOf(ada, undefined, limit);
      for (;;) {
        expect(page.changes.length).toBeLessThanOrEqual(limit);
        titles.push(...page.changes.map(({ note }: Change) => note?.title));
        if (!page.more) break;
        page = await changesOf(ada, page.cursor, limit);
      }
      expect(titles).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    }
  });

  it('answers 304 until something changes', async () => {
    const ada = await app.person();
    const { cursor } = await changesOf(ada);
    const target = `GET /notes/changes?since=${cursor}`;
    const etag = (await ada.call(target)).headers.get('etag') ?? '';
    const again = await ada.call(target, undefined, { 'if-none-match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
    await ada.newNote();
    expect((await ada.call(target, undefined, { 'if-none-match': etag })).json.changes).toHaveLength(1);
  });
});
