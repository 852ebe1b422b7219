/** Deletes everything in the trash for good, after a question. */
import { useState } from 'react';
import { t } from '../messages/messages.ts';
import { useNoteActions } from '../state/note-actions.ts';
import { useNotes } from '../state/use-keep.ts';
import { Question } from '../ui/question.tsx';

export function EmptyTrash() {
  const actions = useNoteActions();
  const trashed = useNotes().filter(({ trashedAt }) => trashedAt !== null);
  const [isAsking, setAsking] = useState(false);
  if (trashed.length === 0) return null;

  function empty(): void {
    setAsking(false);
    void actions.remove(trashed.map(({ id }) => id));
  }

  return (
    <div className="banner column-wide">
      <span className="banner__text">{t('trash.text')}</span>
      <button type="button" className="button button--quiet" onClick={() => setAsking(true)}>
        {t('trash.empty')}
      </button>
      {isAsking && (
        <Question
          title={t('trash.ask', { count: trashed.length })}
          text={t('delete.text')}
          confirm={t('trash.empty')}
          cancel={t('cancel')}
          onConfirm={empty}
          onCancel={() => setAsking(false)}
        />
      )}
    </div>
  );
}
