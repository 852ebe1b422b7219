/** The streams that pass through: no load while they are silent, and nothing that a stopping gateway could wait for. */
import { AppError } from '@keep/service-kit/app-error';
import type { Exchange } from './exchange.ts';

export class OpenStreams {
  readonly #limit: number;
  readonly #open = new Set<Exchange>();

  /** `limit` of 0 switches it off. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#open.size;
  }

  assertRoom(): void {
    if (this.#limit === 0 || this.size < this.#limit) return;
    const detail = 'As many streams are open as there may be; try again later.';
    throw new AppError('unavailable', 'overloaded', detail, { retryAfter: 5 });
  }

  join(exchange: Exchange): void {
    exchange.openedAt = Date.now();
    this.#open.add(exchange);
    // How long it may be silent, and its reader slow, is for the service to say.
    exchange.request.socket.setTimeout(0);
    exchange.response.once('close', () => this.#open.delete(exchange));
  }

  /** Ends all in good order: their readers come back, to whoever is there then. */
  endAll(): void {
    for (const { response, cancellation } of this.#open)
      if (!response.writableEnded) response.end(() => cancellation.cancel('stopping'));
  }
}
