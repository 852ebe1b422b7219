/** When two label names are the same name: one rule for the server and for its clients. */

/** Names with the same key are the same: case and the composition of characters (Unicode NFKC) make no difference. */
export function labelKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
