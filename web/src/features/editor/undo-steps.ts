/** What one person has written in an opened note, step by step. */
import type { Writing } from '@keep/note-merge/writing';

export type Step = { before: Writing; after: Writing };

/** Typing in one place without a longer pause is one step. */
const PAUSE_MS = 1_000;

export class UndoSteps {
  #done: Step[] = [];
  #undone: Step[] = [];
  #group: string | undefined;
  #at = 0;

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** `group`: follows on the step before where that has the same, was made just now, and nothing came in between. */
  add(step: Step, group: string | undefined, now = Date.now()): void {
    const last = this.#done.at(-1);
    const isContinued =
      last !== undefined &&
      group !== undefined &&
      group === this.#group &&
      now - this.#at < PAUSE_MS &&
      last.after === step.before;
    if (isContinued) last.after = step.after;
    else this.#done.push({ ...step });
    this.#undone = [];
    this.#group = group;
    this.#at = now;
  }

  undo(): Step | undefined {
    return this.#move(this.#done, this.#undone);
  }

  redo(): Step | undefined {
    return this.#move(this.#undone, this.#done);
  }

  #move(from: Step[], to: Step[]): Step | undefined {
    const step = from.pop();
    if (step) to.push(step);
    this.#group = undefined;
    return step;
  }
}
