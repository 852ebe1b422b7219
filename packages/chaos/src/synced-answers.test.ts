import { expect, it } from 'vitest';
import { readAnswers } from './synced-answers.ts';

const sync = '[pid 7] fdatasync(21) = 0';
const answer = '[pid 7] write(18, "HTTP/1.1 201 Created\\r\\ncache-contr"..., 400) = 400';
const refusal = '[pid 7] write(18, "HTTP/1.1 503 Service Unavailable"..., 300) = 300';

it('finds an answer before which nothing was synced, and one that shares the sync of another', () => {
  expect(readAnswers([answer, sync, answer, answer])).toEqual({
    answers: [answer, answer, answer],
    unsynced: [answer, answer],
  });
});

it('has nothing to say against answers that were synced, and against refusals', () => {
  expect(readAnswers([sync, answer, refusal, sync, answer])).toEqual({ answers: [answer, answer], unsynced: [] });
});

it('reads calls of several processes that cut in on one another', () => {
  const begun = '[pid 8] write(18, "HTTP/1.1 200 OK\\r\\ncache-contr"..., 400 <unfinished ...>';
  const ended = '[pid 8] <... write resumed>) = 400';
  const [syncing, synced] = ['[pid 7] fdatasync(21 <unfinished ...>', '[pid 7] <... fdatasync resumed>) = 0'];
  expect(readAnswers([syncing, synced, begun, ended, syncing, begun, synced, ended])).toEqual({
    answers: [begun, begun],
    unsynced: [begun],
  });
});

it('does not take a failed sync for one', () => {
  expect(readAnswers(['[pid 7] fdatasync(21) = -1 EIO', answer]).unsynced).toEqual([answer]);
});
