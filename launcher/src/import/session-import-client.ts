/** The importer's client over a session. */
import { label } from '@keep/contracts/labels-http';
import { item, note } from '@keep/contracts/notes-http';
import type { ExistingLabel, ImportClient } from '@keep/transfer/import-client';
import { z } from 'zod';
import type { KeepSession } from './keep-session.ts';
import { pagesOf } from './pages-of.ts';
import { readAnswer } from './read-answer.ts';

const labelPage = z.object({
  labels: z.array(label.pick({ id: true, name: true })),
  nextCursor: z.string().nullable(),
});
const existingNote = note
  .pick({ id: true, ownerId: true, createdAt: true, revision: true, title: true, body: true })
  .extend({
    items: z.array(item.pick({ text: true, checked: true })),
  });
const changesPage = z.object({
  changes: z.array(z.object({ note: existingNote.nullable() })),
  cursor: z.string(),
  more: z.boolean(),
});
const revisionAnswer = note.pick({ kind: true, title: true, body: true, items: true });
const batchAnswer = z.object({
  results: z.array(z.object({ opId: z.string(), status: z.int(), problem: z.unknown().optional() })),
});

export function sessionImportClient(session: KeepSession): ImportClient {
  return {
    async listLabels() {
      const labels: ExistingLabel[] = [];
      for await (const page of pagesOf(session, '/labels', labelPage)) labels.push(...page.labels);
      return labels;
    },
    async listNotes(cursor) {
      const place = cursor === null ? '' : `&since=${encodeURIComponent(cursor)}`;
      const page = readAnswer(changesPage, await session.request('GET', `/notes/changes?limit=100${place}`));
      const notes = page.changes
        .flatMap(change => change.note ?? [])
        .filter(({ ownerId }) => ownerId === session.user.id);
      return { notes, next: page.more ? page.cursor : null };
    },
    async readRevision(noteId, revision) {
      return readAnswer(revisionAnswer, await session.request('GET', `/notes/${noteId}/revisions/${revision}`));
    },
    async batch(operations) {
      return readAnswer(batchAnswer, await session.request('POST', '/notes/batch', { operations })).results;
    },
  };
}
