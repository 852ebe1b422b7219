/** A label: a person's own name for a set of notes. */

/** `version` is raised by every change. */
export type Label = { id: string; name: string; createdAt: string; updatedAt: string; version: number };

/** Names are the same when this is: written alike but for case and the way characters are composed. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
