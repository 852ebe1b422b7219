/** Lets those who wait for something to happen in the log wait without asking again and again. */

export class News {
  /** Grows with everything that happens: take it before looking, so that nothing is missed between looking and waiting. */
  count = 0;
  isOver = false;
  readonly #waiting = new Set<() => void>();

  /** Something happened. */
  tell(): void {
    this.count += 1;
    for (const wake of this.#waiting) wake();
  }

  /** The log closes: whoever waits stops waiting. */
  end(): void {
    this.isOver = true;
    this.tell();
  }

  /** Resolves when something has happened since `count`, after `millis`, or when `signal` aborts. */
  async since(count: number, millis: number, signal: AbortSignal): Promise<void> {
    if (count !== this.count || millis <= 0 || signal.aborted || this.isOver) return;
    await new Promise<void>(resolve => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, millis);
      signal.addEventListener('abort', wake);
      this.#waiting.add(wake);
    });
  }
}
