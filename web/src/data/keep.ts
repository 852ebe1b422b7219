/** Everything of one signed-in account on this device: its notes, what changes them, and their synchronisation. */
import { deleteDB } from 'idb';
import { type AttentionChanges, attentionChanges } from './attention-changes.ts';
import { databaseName } from './device-database.ts';
import { labelChanges, type LabelChanges } from './label-changes.ts';
import { noteChanges, type NoteChanges } from './note-changes.ts';
import { NoteStore } from './note-store.ts';
import type { Account, Session } from './session.ts';
import { SyncEngine } from './sync/sync-engine.ts';

export type Keep = {
  account: Account;
  session: Session;
  store: NoteStore;
  notes: NoteChanges;
  labels: LabelChanges;
  attention: AttentionChanges;
  sync: SyncEngine;
  close: () => void;
  /** Ends the session, and removes the notes from this device unless something was not sent yet. */
  signOut: () => Promise<void>;
  /** Removes the notes of this account from this device, whatever waits. */
  removeFromDevice: () => Promise<void>;
};

/** Opens the account's notes and begins to synchronise them. */
export function openKeep(account: Account, session: Session): Keep {
  const store = new NoteStore(account.id);
  const sync = new SyncEngine(store, session);
  // Nothing is sent before everything is read: an empty memory must never be taken for the truth.
  void store.open().then(() => sync.start());
  return {
    account,
    session,
    store,
    notes: noteChanges(store),
    labels: labelChanges(store),
    attention: attentionChanges(store),
    sync,
    close,
    async signOut() {
      const isAllSent = store.operations().length === 0;
      close();
      await session.signOut();
      if (isAllSent) await removeFromDevice(account.id);
    },
    async removeFromDevice() {
      close();
      await removeFromDevice(account.id);
    },
  };

  function close(): void {
    sync.stop();
    store.close();
  }
}

/** Removes the notes of an account from this device. */
export function removeFromDevice(userId: string): Promise<void> {
  return deleteDB(databaseName(userId));
}
