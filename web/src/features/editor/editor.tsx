/** An opened note. */
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { Writing } from '@keep/note-merge/writing';
import { writingOf } from '@keep/note-merge/writing';
import { t } from '../../messages/messages.ts';
import { useKeep, useNote } from '../../state/use-keep.ts';
import { colorToken } from '../../ui/note-color.ts';

export function Editor({ noteId, back }: { noteId: string; back: string }) {
  const note = useNote(noteId);
  const { notes } = useKeep();
  const [, navigate] = useLocation();
  const seen = useRef<Writing>(undefined);
  seen.current ??= note && writingOf(note);
  const close = () => navigate(back);
  useEffect(() => {
    const whenKey = ({ key }: KeyboardEvent) => key === 'Escape' && navigate(back);
    addEventListener('keydown', whenKey);
    return () => removeEventListener('keydown', whenKey);
  }, [navigate, back]);
  if (!note) return null;

  function write(change: Partial<Writing>): void {
    const before = seen.current;
    if (!before) return;
    const mine = { ...before, ...change };
    seen.current = mine;
    void notes.write(noteId, before, mine);
  }

  return (
    <>
      <div className="scrim" onClick={close} />
      <div className="layer">
        <div
          className="editor"
          role="dialog"
          aria-modal="true"
          aria-label={t('editor.label', { title: note.title || t('note.untitled') })}
          data-color={colorToken(note.placement.color)}
        >
          <div className="editor__head">
            <input
              className="editor__title"
              aria-label={t('editor.title')}
              placeholder={t('editor.title')}
              defaultValue={note.title}
              onInput={event => write({ title: event.currentTarget.value })}
            />
          </div>
          <div className="editor__body">
            <textarea
              aria-label={t('editor.body')}
              placeholder={t('editor.body')}
              defaultValue={note.body}
              autoFocus
              onInput={event => write({ body: event.currentTarget.value })}
            />
          </div>
          <div className="editor__tools">
            <span className="editor__status" role="status">
              {t(note.syncState === 'saved' ? 'sync.saved' : 'sync.device')}
            </span>
            <button type="button" className="button button--quiet" onClick={close}>
              {t('editor.done')}
            </button>
          </div>
        </div>
      </div>
    </>
  );
}
