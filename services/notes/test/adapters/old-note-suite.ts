/** Notes that were stored by an earlier version are read with the defaults of newer fields: run it over each adapter. */
import { newId } from '@keep/service-kit/unique-id';
import { expect, it } from 'vitest';
import { newerFields } from '../../src/domain/stored-text.ts';
import { noteText } from '../../src/http/present-note.ts';
import type { OpenedStore } from '../../src/ports.ts';
import { commit, noteOf, retitled } from './store-data.ts';

type Rewrite = (noteId: string, change: (text: string) => string) => Promise<void>;

/** `rewrite` changes the texts of a note as they are stored: its content, its placements and its revisions. */
export function oldNoteSuite(open: () => Promise<{ store: OpenedStore; rewrite: Rewrite }>): void {
  it('reads a note that was stored before the newer fields with their defaults, and saves it', async () => {
    const { store, rewrite } = await open();
    const [ada, { written, managed, item, placement }] = [newId(), newerFields];
    const note = noteOf(ada, { items: [{ id: newId(), text: 'milk', checked: true, parentId: null, position: '1' }] });
    const noteId = note.content.id;
    await store.notes.save({ previous: undefined, next: note }, commit(ada));
    const isNewer = (name: string) => [written, managed, item, placement].some(fields => name in fields);
    await rewrite(noteId, text =>
      JSON.stringify(JSON.parse(text, (name, value) => (isNewer(name) ? undefined : value))),
    );

    const found = await store.notes.find(ada, noteId);
    expect(found).toEqual(note);
    expect(await store.revisions.find(ada, noteId, 1)).toMatchObject(written);
    const view = await store.reader.view(ada, noteId);
    const shown = { ...note.content, placement: note.placements.get(ada)?.placement };
    expect(view && JSON.parse(noteText(view))).toEqual(shown);
    const { notes } = await store.reader.page(ada, { view: 'active' }, undefined, 10);
    expect(notes.map(each => JSON.parse(noteText(each)))).toEqual([shown]);

    const next = retitled(found ?? note, 'later');
    expect(await store.notes.save({ previous: found, next }, commit(ada))).toBe('saved');
    expect(await store.notes.find(ada, noteId)).toEqual(next);
    await store.close();
  });
}
