/** Passwords by Argon2id, a few at a time, in fair shares: each takes memory and a whole core for about 10 ms. */
import { hash, verify } from '@node-rs/argon2';
import { overloaded } from '../domain/account-errors.ts';
import { nextTurn, type Share, surplusTurn } from '../domain/fair-turns.ts';
import type { Hasher } from '../ports.ts';

/** OWASP's first choice: 19 MiB, two passes, one lane; the library's default algorithm is Argon2id. */
const options = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

export type HasherLimits = {
  atOnce: number;
  /** How many more may wait. */
  waiting: number;
};

type Waiting = Share & { begin: () => void; refuse: (error: Error) => void };

/** Told of each password that is worked on. */
export type OnWork = () => void;

export class Argon2Hasher implements Hasher {
  readonly #limits: HasherLimits;
  readonly #onWork: OnWork;
  readonly #waiting: Waiting[] = [];
  readonly #inUse: Share[] = [];
  /** What a password of nobody is compared with, so that it takes as long. */
  #nobodys: Promise<string> | undefined;

  constructor(limits: HasherLimits, onWork: OnWork = () => undefined) {
    this.#limits = limits;
    this.#onWork = onWork;
  }

  hash(password: string, share: Share): Promise<string> {
    return this.#inTurn(share, () => hash(normalize(password), options));
  }

  async verify(known: string | undefined, password: string, share: Share): Promise<boolean> {
    this.#nobodys ??= hash('nobody has this password', options);
    const nobodys = await this.#nobodys;
    const matches = await this.#inTurn(share, () => verify(known ?? nobodys, normalize(password)));
    return known !== undefined && matches;
  }

  async #inTurn<T>(share: Share, work: () => Promise<T>): Promise<T> {
    await this.#takeTurn(share);
    this.#onWork();
    try {
      return await work();
    } finally {
      this.#inUse.splice(this.#inUse.indexOf(share), 1);
      this.#passTurn();
    }
  }

  #takeTurn(share: Share): Promise<void> {
    if (this.#inUse.length < this.#limits.atOnce) {
      this.#inUse.push(share);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const begin = () => {
        this.#inUse.push(share);
        resolve();
      };
      this.#waiting.push({ ...share, begin, refuse: reject });
      if (this.#waiting.length > this.#limits.waiting)
        this.#waiting.splice(surplusTurn(this.#waiting), 1)[0]?.refuse(overloaded());
    });
  }

  #passTurn(): void {
    this.#waiting.splice(nextTurn(this.#waiting, this.#inUse), 1)[0]?.begin();
  }
}

/** Keyboards differ in how they compose accents. */
function normalize(password: string): string {
  return password.normalize('NFC');
}
