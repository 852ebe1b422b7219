/** What a person with much to write leaves of the service to another. */
import { newId } from '@keep/service-kit/unique-id';
import { expect, it } from 'vitest';
import { runNotes } from './notes-app.ts';

const app = runNotes();

/** 100 notes of 2,000 items: a third of a second of work on an idle machine, and 60 MB of writes. */
const largeBatch = () => ({
  operations: Array.from({ length: 100 }, () => ({
    opId: newId(),
    type: 'note.create',
    id: newId(),
    data: { kind: 'list', items: Array.from({ length: 2_000 }, () => ({ text: '' })) },
  })),
});

it('answers another person’s reads all the while that a large batch is written', async () => {
  const [ada, bob] = [await app.person(), await app.person()];
  const { id } = await bob.newNote({ title: 'small' });
  const begun = performance.now();
  let [last, longest, isDone] = [begun, 0, false];
  const batch = ada.call('POST /notes/batch', largeBatch()).finally(() => (isDone = true));
  while (!isDone) {
    expect((await bob.call(`GET /notes/${id}`)).status).toBe(200);
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }
  for (const { status } of (await batch).json.results) expect(status).toBe(201);
  // Without turns in between, one read waited for a third of the time; now for a twelfth.
  expect(longest).toBeLessThan((last - begun) / 5);
});
