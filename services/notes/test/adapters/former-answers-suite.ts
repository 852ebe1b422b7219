/** What every store must do with answers that an earlier Keep stored with their text. */
import { newId } from '@keep/service-kit/unique-id';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HandledRequest, OpenedStore } from '../../src/ports.ts';
import { commit, later, noteOf, now } from './store-data.ts';

export type FormerRow = Pick<HandledRequest, 'kind' | 'key'> & {
  userId: string;
  answer: { status: number; etag?: string; location?: string; text?: string };
  noteId: string | null;
  expiresAt: Date;
};

/** `openWith` opens an empty store that has these rows. */
export function formerAnswersSuite(openWith: (rows: readonly FormerRow[]) => Promise<OpenedStore>): void {
  describe('answers that an earlier Keep stored with their text', () => {
    const [ada, note, merge] = [newId(), noteOf(newId()), { merged: ['body'], kept: [] }];
    const { id } = note.content;
    const row = (kind: FormerRow['kind'], answer: FormerRow['answer'], noteId: string | null = null): FormerRow => ({
      kind, key: newId(), userId: ada, answer, noteId, expiresAt: later,
    }); // prettier-ignore
    const single = { status: 201, etag: '"1.1"', location: `/api/v1/notes/${id}` };
    const rows = {
      note: row('key', { ...single, text: JSON.stringify({ ...note.content, title: '"note":{' }) }),
      edit: row('key', { status: 200, etag: '"1.1"', text: JSON.stringify({ ...note.content, merge }) }),
      inBatch: row('operation', { status: 201, text: `"note":${JSON.stringify(note.content)}` }, id),
      editInBatch: row('operation', { status: 200, text: `"note":{"id":"${id}"},"merge":${JSON.stringify(merge)}` }),
      label: row('key', { status: 201, text: JSON.stringify({ id: newId(), name: 'a label' }) }),
      labelInBatch: row('operation', { status: 200, text: '"label":{"name":"a label"}' }),
      undoneImport: row('key', { status: 200, text: '{"removed":1,"kept":[{"id":"x","title":"kept"}]}' }),
      deletion: row('operation', { status: 204 }, id),
    };
    let store: OpenedStore;
    beforeAll(async () => {
      store = await openWith(Object.values(rows));
    });
    afterAll(() => store.close());
    const answerOf = async ({ kind, key }: FormerRow) => (await store.requests.find(ada, kind, key, now))?.answer;

    it('name the note that they showed, and show it no more', async () => {
      expect(await answerOf(rows.note)).toEqual({ status: 201, noteId: id });
      expect(await answerOf(rows.edit)).toEqual({ status: 200, noteId: id, merge });
      expect(await answerOf(rows.inBatch)).toEqual({ status: 201, noteId: id });
      expect(await answerOf(rows.editInBatch)).toEqual({ status: 200, noteId: id, merge });
    });

    it('keep what they showed of labels and imports', async () => {
      for (const former of [rows.label, rows.labelInBatch, rows.undoneImport, rows.deletion]) {
        expect(await answerOf(former)).toEqual(former.answer);
      }
    });

    it('lose the text of a note that is deleted for good', async () => {
      const { ownerId } = note.content;
      await store.notes.save({ previous: undefined, next: note }, commit(ownerId));
      await store.notes.save({ previous: note, next: undefined }, commit(ownerId));
      expect(await answerOf(rows.inBatch)).toEqual({ status: 201 });
      expect(await answerOf(rows.deletion)).toEqual({ status: 204 });
    });
  });
}
