/** A note as a card on the board. */
import { Pin } from 'lucide-react';
import { useLocation } from 'wouter';
import type { ShownNote } from '../../data/shown-note.ts';
import { t } from '../../messages/messages.ts';
import { useKeep } from '../../state/use-keep.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { colorToken } from '../../ui/note-color.ts';

export function Card({ note }: { note: ShownNote }) {
  const { notes } = useKeep();
  const [, navigate] = useLocation();
  const { pinned, color } = note.placement;
  return (
    <article
      className={`note${pinned ? ' is-pinned' : ''}`}
      data-color={colorToken(color)}
      tabIndex={0}
      aria-label={note.title || note.body.slice(0, 60) || t('note.untitled')}
      onClick={() => navigate(`/note/${note.id}`)}
      onKeyDown={({ key }) => key === 'Enter' && navigate(`/note/${note.id}`)}
    >
      <div className="note__content">
        {note.title && (
          <h3 className="note__title" dir="auto">
            {note.title}
          </h3>
        )}
        {note.body && (
          <div className="note__text note__text--long" dir="auto">
            {note.body}
          </div>
        )}
      </div>
      <IconButton
        icon={Pin}
        className="note__pin"
        isFilled={pinned}
        label={t(pinned ? 'note.unpin' : 'note.pin')}
        aria-pressed={pinned}
        onClick={event => {
          event.stopPropagation();
          void notes.place([note.id], { pinned: !pinned });
        }}
      />
    </article>
  );
}
