/** Bodies that take their time: each holds a place at a service, so that one address may have only so many under way. */
import type { Exchange } from './exchange.ts';
import { hasBody } from './request-body.ts';

/** Milliseconds after which a body that is not here yet counts as slow. */
const GRACE = 250;

export class SlowBodies {
  readonly #limit: number;
  readonly #slow = new Map<string, number>();

  /** `limit` for each address; 0 switches it off. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Cancels the exchange when its body is slow and its address has as many slow ones as may be. */
  watch({ request, response, cancellation }: Exchange, address: string): void {
    if (this.#limit === 0 || request.complete || !hasBody(request)) return;
    const judge = () => {
      if (request.complete || response.destroyed) return;
      const before = this.#slow.get(address) ?? 0;
      if (before >= this.#limit) return cancellation.cancel('slow-body');
      this.#slow.set(address, before + 1);
      response.once('close', () => this.#leave(address));
    };
    // What a busy process has not read yet is not slow: it reads what is there before it judges.
    const grace = setTimeout(() => setImmediate(judge), GRACE);
    response.once('close', () => clearTimeout(grace));
  }

  #leave(address: string): void {
    const left = (this.#slow.get(address) ?? 1) - 1;
    if (left > 0) this.#slow.set(address, left);
    else this.#slow.delete(address);
  }
}
