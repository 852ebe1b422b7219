/** One direction of a link: carries bytes in their order, later or not at all. */
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export class LinkDirection {
  #latency = 0;
  #opening: Promise<void> | undefined;
  #open: () => void = () => undefined;

  slow(millis: number): void {
    this.#latency = millis;
  }

  /** Nothing passes until it heals. */
  close(): void {
    this.#opening ??= new Promise(resolve => (this.#open = resolve));
  }

  heal(): void {
    this.#latency = 0;
    this.#opening = undefined;
    this.#open();
  }

  /** Carries what `from` says to `to`, and then its end. */
  carry(from: Socket, to: Socket): void {
    let last: Promise<void> = Promise.resolve();
    /** After everything before it, and not before its time. */
    const pass = (send: () => void) => {
      const isDue = this.#latency > 0 ? delay(this.#latency) : undefined;
      last = last.then(async () => {
        await isDue;
        await this.#opening;
        if (!to.destroyed) send();
      });
    };
    from.on('data', (bytes: Buffer) =>
      pass(() => {
        if (to.write(bytes)) return;
        from.pause();
        to.once('drain', () => from.resume());
      }),
    );
    from.once('end', () => pass(() => to.end()));
  }
}
