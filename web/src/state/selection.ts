/** Which notes are selected, for the board and for the bar that acts on them. */
import { useSyncExternalStore } from 'react';
import { Subscribers } from '../data/subscribers.ts';

const subscribers = new Subscribers();
let selected: ReadonlySet<string> = new Set();
/** Where a range begins. */
let anchor: string | undefined;

export function useSelection(): ReadonlySet<string> {
  return useSyncExternalStore(subscribers.subscribe, () => selected);
}

export function clearSelection(): void {
  if (selected.size > 0) change(new Set());
}

export function toggleSelected(id: string): void {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  anchor = id;
  change(next);
}

/** Selects everything from the note that was selected last to this one, in the order of `ids`. */
export function selectRange(id: string, ids: readonly string[]): void {
  const from = anchor === undefined ? -1 : ids.indexOf(anchor);
  const to = ids.indexOf(id);
  if (from < 0 || to < 0) return toggleSelected(id);
  change(new Set([...selected, ...ids.slice(Math.min(from, to), Math.max(from, to) + 1)]));
}

function change(next: ReadonlySet<string>): void {
  selected = next;
  subscribers.notify();
}
