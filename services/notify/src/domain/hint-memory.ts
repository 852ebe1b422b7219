/** The hints of the last minutes, for readers who come back: of each object the newest, in the order of the log. */
import type { Hint, News } from './hint.ts';

export type MemoryLimits = {
  /** Milliseconds. */
  maxAge: number;
  maxPerPerson: number;
  maxInAll: number;
};

export type RememberedHint = { readonly sequence: number; readonly hint: Hint };

/** `floor`: up to this sequence, something may be missing. */
type Person = { floor: number; readonly hints: Map<string, RememberedHint> };

type Recorded = { readonly remembered: RememberedHint; readonly readerIds: readonly string[]; readonly at: number };

export class HintMemory {
  readonly #limits: MemoryLimits;
  readonly #people = new Map<string, Person>();
  /** In the order of the log, also what newer hints have replaced: so that forgetting takes from one end. */
  readonly #recorded = new Map<number, Recorded>();
  #floor: number;
  #size = 0;

  /** It knows of nothing up to the sequence `after`. */
  constructor(limits: MemoryLimits, after: number) {
    this.#limits = limits;
    this.#floor = after;
  }

  /** How many hints are remembered, counted once for each person. */
  get size(): number {
    return this.#size;
  }

  /** Answers for whom it is news: whoever knows of a newer version of the object is left alone. */
  record(sequence: number, { hint, readerIds }: News, now: number): readonly string[] {
    const remembered = { sequence, hint };
    const news = readerIds.filter(readerId => this.#remember(readerId, remembered));
    if (news.length > 0) this.#recorded.set(sequence, { remembered, readerIds: news, at: now });
    this.#size += news.length;
    this.forget(now);
    return news;
  }

  /** What a person was to hear after a sequence, or undefined where some of that may be forgotten. */
  since(readerId: string, sequence: number): readonly RememberedHint[] | undefined {
    if (sequence < this.#floor) return undefined;
    const person = this.#people.get(readerId);
    if (!person) return [];
    if (sequence < person.floor) return undefined;
    return [...person.hints.values()].filter(remembered => remembered.sequence > sequence);
  }

  /** Lets go of what is too old, and of the oldest where there is too much. */
  forget(now: number): void {
    for (const [sequence, { remembered, readerIds, at }] of this.#recorded) {
      if (at >= now - this.#limits.maxAge && this.#size <= this.#limits.maxInAll) return;
      this.#recorded.delete(sequence);
      this.#size -= readerIds.length;
      this.#floor = sequence;
      for (const readerId of readerIds) this.#letGo(readerId, remembered);
    }
  }

  #remember(readerId: string, remembered: RememberedHint): boolean {
    const { hints } = this.#personOf(readerId);
    const key = keyOf(remembered.hint);
    const known = hints.get(key);
    if (known && known.hint.version >= remembered.hint.version) return false;
    hints.delete(key);
    hints.set(key, remembered);
    if (hints.size > this.#limits.maxPerPerson) this.#dropOldest(this.#personOf(readerId));
    return true;
  }

  #personOf(readerId: string): Person {
    let person = this.#people.get(readerId);
    if (!person) this.#people.set(readerId, (person = { floor: this.#floor, hints: new Map() }));
    return person;
  }

  #dropOldest(person: Person): void {
    const [oldest] = person.hints;
    if (!oldest) return;
    person.hints.delete(oldest[0]);
    person.floor = oldest[1].sequence;
  }

  #letGo(readerId: string, remembered: RememberedHint): void {
    const person = this.#people.get(readerId);
    if (!person) return;
    const key = keyOf(remembered.hint);
    if (person.hints.get(key) === remembered) person.hints.delete(key);
    if (person.hints.size === 0 && person.floor <= this.#floor) this.#people.delete(readerId);
  }
}

function keyOf({ event, object }: Hint): string {
  return `${event} ${object}`;
}
