/** Fair shares of a scarce resource: a network or an account with many requests delays its own, not those of others. */

/** Whose turn a request uses. */
export type Share = {
  /** The client's network, as `addressGroup` of the kit writes it. */
  network: string;
  /** The address of the account; it need not exist. */
  account: string;
};

/** The index of what is next: its network has the fewest turns in use, then its account, then it waits the longest. */
export function nextTurn(waiting: readonly Share[], inUse: readonly Share[]): number {
  return indexOfLeast(waiting.map(share => countsOf(share, inUse)));
}

/** The index of what is refused where too many wait: its network waits for the most turns, then its account, then it is the newest. */
export function surplusTurn(waiting: readonly Share[]): number {
  const newestFirst = waiting.map(share => countsOf(share, waiting).map(count => -count)).toReversed();
  return waiting.length - 1 - indexOfLeast(newestFirst);
}

function countsOf({ network, account }: Share, others: readonly Share[]): number[] {
  return [
    others.filter(other => other.network === network).length,
    others.filter(other => other.account === account).length,
  ];
}

/** Compared element by element; the first of those that are equal. */
function indexOfLeast(ranks: readonly (readonly number[])[]): number {
  return ranks.reduce((least, rank, index) => (isLess(rank, ranks[least] ?? []) ? index : least), 0);
}

function isLess(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at !== -1 && (one[at] ?? 0) < (other[at] ?? 0);
}
