/** A server as the merge needs it to be, in memory: revisions with authors, thinned with age, and answers kept by key. */
import type { RevisedWriting } from '../src/draft.ts';
import { merge } from '../src/merge.ts';
import { type Edit, isSameWriting, type Writing } from '../src/writing.ts';

export type Revision = { note: RevisedWriting; author: string };

export function makeServerModel(first: Writing) {
  /** All there ever were. */
  const history: Revision[] = [{ note: { ...first, revision: 1 }, author: 'nobody' }];
  let kept = history;
  const answers = new Map<string, RevisedWriting>();
  const current = () => (history.at(-1) as Revision).note;

  function make(author: string, edit: Edit & { baseRevision: number }): RevisedWriting {
    const base = kept.findLast(({ note }) => note.revision <= edit.baseRevision) as Revision;
    const isExactBase = base.note.revision === edit.baseRevision;
    const { writing } = merge({ base: base.note, current: current(), edit, isExactBase });
    if (isSameWriting(writing, current())) return current();
    const revision = { note: { ...writing, revision: current().revision + 1 }, author };
    history.push(revision);
    if (kept !== history) kept.push(revision);
    return revision.note;
  }

  return {
    history,
    current,
    /** Makes the edit once, however often it comes under its key. */
    edit(author: string, key: string, edit: Edit & { baseRevision: number }): RevisedWriting {
      const answer = answers.get(key) ?? make(author, edit);
      answers.set(key, answer);
      return answer;
    },
    /** Forgets every revision after which the same author went on, but the first and the newest. */
    thin(): void {
      kept = kept.filter(
        ({ author }, index) => index === 0 || index === kept.length - 1 || author !== kept[index + 1]?.author,
      );
    },
  };
}
