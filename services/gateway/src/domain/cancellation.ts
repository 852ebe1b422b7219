/** Ends a request from outside: an AbortSignal costs several objects, this costs one. */

/** `late`: the deadline passed. `silent`: another replica is asked instead. `stopping`: the gateway ends. `slow-body`, `body-too-large`: the client's own doing. */
export type CancelReason = 'client-left' | 'late' | 'silent' | 'stopping' | 'slow-body' | 'body-too-large';

export class Cancellation {
  #reason: CancelReason | undefined;
  #listener: (() => void) | undefined;

  get reason(): CancelReason | undefined {
    return this.#reason;
  }

  /** The first reason stands. */
  cancel(reason: CancelReason): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#listener?.();
  }

  /** One listener at a time: the attempt under way. Called at once when it is cancelled already. */
  onCancel(listener: () => void): void {
    this.#listener = listener;
    if (this.#reason) listener();
  }
}
