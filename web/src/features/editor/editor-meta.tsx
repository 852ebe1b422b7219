/** Labels and people of an opened note, and what was combined with it. */
import type { ShownNote } from '../../data/shown-note.ts';
import { t } from '../../messages/messages.ts';
import { putOnTop } from '../../state/on-top.ts';
import { useKeep, useLabels } from '../../state/use-keep.ts';
import { Avatar } from '../../ui/avatar.tsx';

export function EditorMeta({ note }: { note: ShownNote }) {
  const labels = useLabels().filter(({ id }) => note.placement.labelIds.includes(id));
  const { account, notes } = useKeep();
  const people = note.members.filter(({ userId }) => userId !== account.id);
  return (
    <>
      {note.merge && (
        <div className="hint" role="status">
          <span className="hint__text">{t(note.merge.kept.length > 0 ? 'merge.kept' : 'merge.combined')}</span>
          <button
            type="button"
            className="button button--quiet hint__link"
            onClick={() => putOnTop({ kind: 'history', noteId: note.id })}
          >
            {t('merge.see')}
          </button>
          <button
            type="button"
            className="button button--quiet hint__link"
            onClick={() => void notes.dismissMerge(note.id)}
          >
            {t('merge.dismiss')}
          </button>
        </div>
      )}
      {labels.length + people.length > 0 && (
        <div className="editor__meta">
          {labels.map(({ id, name }) => (
            <span key={id} className="pill">
              <span>{name}</span>
            </span>
          ))}
          <span className="avatars">
            {people.map(({ id, userId, name, email }) => (
              <Avatar key={id} id={userId ?? id} name={name ?? email} />
            ))}
          </span>
        </div>
      )}
    </>
  );
}
