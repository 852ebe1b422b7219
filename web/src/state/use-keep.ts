/** The open account and its notes, for components: the bridge between `data`, which knows no React, and the features. */
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { Keep } from '../data/keep.ts';
import type { Label, Operation } from '../data/records.ts';
import type { StoreState } from '../data/note-store.ts';
import type { ShownNote } from '../data/shown-note.ts';
import type { SyncStatus } from '../data/sync/sync-engine.ts';

export const KeepContext = createContext<Keep | undefined>(undefined);

/** The open account. Throws outside of it. */
export function useKeep(): Keep {
  const keep = useContext(KeepContext);
  if (!keep) throw new Error('No account is open here.');
  return keep;
}

/** All notes of the device; the same array until one changes. */
export function useNotes(): readonly ShownNote[] {
  const { store } = useKeep();
  return useSyncExternalStore(store.subscribe, store.notes);
}

/** One note; renders again when that note changes. */
export function useNote(noteId: string): ShownNote | undefined {
  const { store } = useKeep();
  return useSyncExternalStore(
    store.subscribe,
    useCallback(() => store.note(noteId), [store, noteId]),
  );
}

export function useLabels(): readonly Label[] {
  const { store } = useKeep();
  return useSyncExternalStore(store.subscribe, store.labels);
}

/** What waits for the server or was refused, in order. */
export function useOperations(): readonly Operation[] {
  const { store } = useKeep();
  return useSyncExternalStore(store.subscribe, store.operations);
}

export function useStoreState(): StoreState {
  const { store } = useKeep();
  return useSyncExternalStore(store.subscribe, () => store.state);
}

export function useSyncStatus(): SyncStatus {
  const { sync } = useKeep();
  return useSyncExternalStore(sync.subscribe, sync.status);
}
