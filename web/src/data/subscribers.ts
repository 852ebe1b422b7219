/** Functions to call when something has changed. */

export class Subscribers {
  readonly #functions = new Set<() => void>();

  /** Returns the function that ends the subscription. */
  readonly subscribe = (whenChanged: () => void): (() => void) => {
    this.#functions.add(whenChanged);
    return () => this.#functions.delete(whenChanged);
  };

  notify(): void {
    for (const whenChanged of this.#functions) whenChanged();
  }
}
