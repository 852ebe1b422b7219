/** What one process knows of the log: which one it is, how far it has heard it, and the hints of the last minutes. */
import type { LogPosition } from '@keep/service-kit/event-bus';
import type { News } from './hint.ts';
import { HintMemory, type MemoryLimits, type RememberedHint } from './hint-memory.ts';

/** What follows a position for one person, or why that cannot be told. */
export type Continuation =
  { kind: 'known'; hints: readonly RememberedHint[] } | { kind: 'too-long-ago' } | { kind: 'another-log' };

export class KnownLog {
  readonly #limits: MemoryLimits;
  #memory: HintMemory;
  #position: LogPosition | undefined;

  constructor(limits: MemoryLimits) {
    this.#limits = limits;
    this.#memory = new HintMemory(limits, 0);
  }

  /** Undefined until the log was first heard of. */
  get position(): LogPosition | undefined {
    return this.#position;
  }

  get size(): number {
    return this.#memory.size;
  }

  /** Everything up to `position` was heard. True where it is in a log that was not known before, which begins there. */
  reach(position: LogPosition, now: number): boolean {
    const isNew = position.logId !== this.#position?.logId;
    this.#position = position;
    if (isNew) this.#memory = new HintMemory(this.#limits, position.sequence);
    else this.#memory.forget(now);
    return isNew;
  }

  /** Answers for whom it is news. */
  record(position: LogPosition, news: News, now: number): readonly string[] {
    this.#position = position;
    return this.#memory.record(position.sequence, news, now);
  }

  since(readerId: string, { logId, sequence }: LogPosition): Continuation {
    if (logId !== this.#position?.logId) return { kind: 'another-log' };
    const hints = this.#memory.since(readerId, sequence);
    return hints ? { kind: 'known', hints } : { kind: 'too-long-ago' };
  }
}
