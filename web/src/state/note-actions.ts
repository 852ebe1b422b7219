/** What can be done with one note or several, from a card, the selection bar, the editor, a key or the palette: each with undo. */
import { useMemo } from 'react';
import type { Keep } from '../data/keep.ts';
import type { Placement } from '../data/records.ts';
import type { ShownNote } from '../data/shown-note.ts';
import { t } from '../messages/messages.ts';
import { say } from './snackbar.ts';
import { useKeep } from './use-keep.ts';

export type NoteActions = ReturnType<typeof noteActions>;

export function useNoteActions(): NoteActions {
  const keep = useKeep();
  return useMemo(() => noteActions(keep), [keep]);
}

function noteActions({ notes, store, account }: Keep) {
  const shown = (ids: readonly string[]): ShownNote[] => ids.flatMap(id => store.note(id) ?? []);

  /** Gives each note its own placement back. */
  async function placeBack(before: readonly ShownNote[], fields: readonly (keyof Placement)[]): Promise<void> {
    for (const { id, placement } of before) {
      await notes.place([id], Object.fromEntries(fields.map(field => [field, placement[field]])));
    }
  }

  return {
    async archive(ids: readonly string[], archived = true): Promise<void> {
      const before = shown(ids);
      await notes.place(ids, { archived });
      const text = t(archived ? 'done.archived' : 'done.unarchived', { count: ids.length });
      say({ text, undo: () => void placeBack(before, ['archived']) });
    },

    async pin(ids: readonly string[], pinned: boolean): Promise<void> {
      const before = shown(ids);
      // What is pinned is wanted on the board.
      await notes.place(ids, pinned ? { pinned, archived: false } : { pinned });
      if (ids.length > 1) {
        const text = t(pinned ? 'done.pinned' : 'done.unpinned', { count: ids.length });
        say({ text, undo: () => void placeBack(before, ['pinned', 'archived']) });
      }
    },

    async color(ids: readonly string[], color: Placement['color']): Promise<void> {
      const before = shown(ids);
      await notes.place(ids, { color });
      if (ids.length > 1)
        say({ text: t('done.colored', { count: ids.length }), undo: () => void placeBack(before, ['color']) });
    },

    /** Puts a label on notes, or takes it off. */
    label: (ids: readonly string[], labelId: string, isOn: boolean): Promise<void> =>
      notes.place(ids, isOn ? { addLabelIds: [labelId] } : { removeLabelIds: [labelId] }),

    /** The trash is the owner's: other people's notes are left out. */
    async trash(ids: readonly string[]): Promise<void> {
      const own = shown(ids)
        .filter(({ ownerId }) => ownerId === account.id)
        .map(({ id }) => id);
      if (own.length === 0) return;
      await notes.trash(own);
      say({ text: t('done.trashed', { count: own.length }), undo: () => void notes.restore(own) });
    },

    async restore(ids: readonly string[]): Promise<void> {
      await notes.restore(ids);
      say({ text: t('done.restored', { count: ids.length }), undo: () => void notes.trash(ids) });
    },

    /** For good: ask first. */
    remove: (ids: readonly string[]): Promise<void> => notes.remove(ids),
  };
}
