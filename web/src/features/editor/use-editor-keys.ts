/** Keys of the whole editor: undo and redo of what this person wrote, and leaving. */
import { useEffect } from 'react';
import type { OpenWriting } from './open-writing.ts';

export function useEditorKeys(open: OpenWriting, close: () => void): void {
  useEffect(() => {
    const whenKey = (event: KeyboardEvent) => {
      const isCommand = event.ctrlKey || event.metaKey;
      if (!isCommand || event.isComposing) return;
      const key = event.key.toLowerCase();
      if (key === 'enter') return close();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      if (key === 'y' || event.shiftKey) open.redo();
      else open.undo();
    };
    // Menus of the browser and of phones undo, too: the box would take back what others wrote.
    const whenBefore = (event: InputEvent) => {
      if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return;
      event.preventDefault();
      if (event.inputType === 'historyUndo') open.undo();
      else open.redo();
    };
    addEventListener('keydown', whenKey);
    document.addEventListener('beforeinput', whenBefore);
    return () => {
      removeEventListener('keydown', whenKey);
      document.removeEventListener('beforeinput', whenBefore);
    };
  }, [open, close]);
}
