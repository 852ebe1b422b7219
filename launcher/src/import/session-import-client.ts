/** The importer's client over a session. */
import { label } from '@keep/contracts/labels-http';
import type { ExistingLabel, ImportClient } from '@keep/transfer/import-client';
import { z } from 'zod';
import type { KeepSession } from './keep-session.ts';
import { pagesOf } from './pages-of.ts';
import { readAnswer } from './read-answer.ts';

const labelPage = z.object({
  labels: z.array(label.pick({ id: true, name: true })),
  nextCursor: z.string().nullable(),
});
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
    async batch(operations) {
      return readAnswer(batchAnswer, await session.request('POST', '/notes/batch', { operations })).results;
    },
  };
}
