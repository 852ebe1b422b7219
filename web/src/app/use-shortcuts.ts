/** Keys that work wherever no text is written: those of Google Keep. */
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useNoteActions } from '../state/note-actions.ts';
import { setPreferences, usePreferences } from '../state/preferences.ts';
import { undoLast } from '../state/snackbar.ts';
import { useKeep } from '../state/use-keep.ts';

type Options = { showOverview: () => void };

export function useShortcuts({ showOverview }: Options): void {
  const { notes, store, account } = useKeep();
  const actions = useNoteActions();
  const { view } = usePreferences();
  const [, navigate] = useLocation();

  useEffect(() => {
    async function make(kind: 'text' | 'list'): Promise<void> {
      navigate(`/note/${await notes.create({ kind, title: '', body: '', items: [] })}`);
    }

    /** Keys that act on the note that has the focus. */
    function onNote(key: string, noteId: string): boolean {
      const note = store.note(noteId);
      if (!note || note.trashedAt !== null) return false;
      if (key === 'e') void actions.archive([noteId], !note.placement.archived);
      else if (key === 'f') void actions.pin([noteId], !note.placement.pinned);
      else if (key === '#' && note.ownerId === account.id) void actions.trash([noteId]);
      else return false;
      return true;
    }

    function onPage(key: string): boolean {
      if (key === 'c') void make('text');
      else if (key === 'l') void make('list');
      else if (key === '/') document.querySelector<HTMLElement>('.search__input')?.focus();
      else if (key === '?') showOverview();
      else return false;
      return true;
    }

    function onCommand(key: string): boolean {
      if (key === 'g') setPreferences({ view: view === 'grid' ? 'list' : 'grid' });
      else return key === 'z' && undoLast();
      return true;
    }

    function whenKey(event: KeyboardEvent): void {
      if (event.isComposing || event.altKey || isWriting(event.target) || isInDialog()) return;
      const key = event.key.toLowerCase();
      const noteId = focusedNote();
      const isUsed =
        event.ctrlKey || event.metaKey ? onCommand(key) : (noteId !== undefined && onNote(key, noteId)) || onPage(key);
      if (isUsed) event.preventDefault();
    }

    addEventListener('keydown', whenKey);
    return () => removeEventListener('keydown', whenKey);
  }, [notes, store, account, actions, view, navigate, showOverview]);
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]') !== null
  );
}

/** What is on top has its own keys. */
function isInDialog(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}

function focusedNote(): string | undefined {
  return document.activeElement instanceof HTMLElement ? document.activeElement.dataset['note'] : undefined;
}
