/** Ejection: a replica that keeps failing is left out for a while, longer each time, but never the last one. */

export type EjectionOptions = {
  /** Failures in a row that eject; 0 switches it off. */
  after: number;
  /** The first time out, doubled with each further one. */
  baseMs: number;
  maxMs: number;
};

export class Ejection {
  readonly #options: EjectionOptions;
  #failures = 0;
  #ejections = 0;
  #outUntil = 0;

  constructor(options: EjectionOptions) {
    this.#options = options;
  }

  isOut(now: number): boolean {
    return now < this.#outUntil;
  }

  succeed(): void {
    this.#failures = 0;
    this.#ejections = 0;
  }

  /** A replica that comes back and fails at once is out again at once. */
  fail(now: number): void {
    if (this.#options.after === 0 || this.isOut(now)) return;
    this.#failures += 1;
    if (this.#failures < this.#options.after && this.#ejections === 0) return;
    this.#outUntil = now + Math.min(this.#options.maxMs, this.#options.baseMs * 2 ** this.#ejections);
    this.#ejections = Math.min(this.#ejections + 1, 30);
    this.#failures = 0;
  }
}

/** Those that are not out; all of them when every one is, because a guess is better than a certain refusal. */
export function inService<T extends { readonly ejection: Ejection }>(members: readonly T[], now: number): readonly T[] {
  const healthy = members.filter(({ ejection }) => !ejection.isOut(now));
  if (healthy.length === members.length) return members;
  return healthy.length > 0 ? healthy : members;
}
