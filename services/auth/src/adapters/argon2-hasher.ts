/** Passwords by Argon2id, a few at a time: each takes memory and a whole core for about 10 ms. */
import { hash, verify } from '@node-rs/argon2';
import { overloaded } from '../domain/account-errors.ts';
import type { Hasher } from '../ports.ts';

/** OWASP's first choice: 19 MiB, two passes, one lane; the library's default algorithm is Argon2id. */
const options = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

export type HasherLimits = {
  atOnce: number;
  /** How many more may wait. */
  waiting: number;
};

/** Told of each password that is worked on. */
export type OnWork = () => void;

export class Argon2Hasher implements Hasher {
  readonly #limits: HasherLimits;
  readonly #onWork: OnWork;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** What a password of nobody is compared with, so that it takes as long. */
  #nobodys: Promise<string> | undefined;

  constructor(limits: HasherLimits, onWork: OnWork = () => undefined) {
    this.#limits = limits;
    this.#onWork = onWork;
  }

  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(normalize(password), options));
  }

  async verify(known: string | undefined, password: string): Promise<boolean> {
    this.#nobodys ??= hash('nobody has this password', options);
    const nobodys = await this.#nobodys;
    const matches = await this.#inTurn(() => verify(known ?? nobodys, normalize(password)));
    return known !== undefined && matches;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    await this.#takeTurn();
    this.#onWork();
    try {
      return await work();
    } finally {
      this.#passTurn();
    }
  }

  /** A turn is handed from one to the next, so that nobody overtakes those who wait. */
  #takeTurn(): Promise<void> {
    if (this.#running < this.#limits.atOnce) {
      this.#running += 1;
      return Promise.resolve();
    }
    if (this.#waiting.length >= this.#limits.waiting) return Promise.reject(overloaded());
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  #passTurn(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}

/** Keyboards differ in how they compose accents. */
function normalize(password: string): string {
  return password.normalize('NFC');
}
