/** Why something cannot be a note of Keep. */

/** The message completes "the note ...". */
export class NotImportable extends Error {}

export function tooLarge(what: string, size: number, limit: number, unit: string): NotImportable {
  const [found, most] = [size.toLocaleString('en'), limit.toLocaleString('en')];
  return new NotImportable(`is too large: its ${what} has ${found} ${unit}, a note may have ${most}`);
}
