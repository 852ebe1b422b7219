/** A failure that its reader can act on: one sentence that names the remedy. */
export class KeepError extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'KeepError';
  }
}
