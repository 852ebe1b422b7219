/** A note as a card on the board. */
import { Check, Pin } from 'lucide-react';
import { memo, type KeyboardEvent, type MouseEvent } from 'react';
import type { ShownNote } from '../../data/shown-note.ts';
import { t } from '../../messages/messages.ts';
import { useNoteActions } from '../../state/note-actions.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { colorToken } from '../../ui/note-color.ts';
import { nameOf } from '../../state/note-name.ts';
import { CardContent } from './card-content.tsx';
import { CardTools } from './card-tools.tsx';
import type { CardPlace } from './masonry.tsx';

export type CardEvents = {
  open: (noteId: string) => void;
  select: (noteId: string, isRange: boolean) => void;
  focus: (noteId: string) => void;
  key: (noteId: string, event: KeyboardEvent) => void;
};

type Props = {
  note: ShownNote;
  place: CardPlace;
  events: CardEvents;
  isSelected: boolean;
  isSelecting: boolean;
  isTabStop: boolean;
};

export const Card = memo(function Card({ note, place, events, isSelected, isSelecting, isTabStop }: Props) {
  const actions = useNoteActions();
  const { pinned, color } = note.placement;

  function whenClicked(event: MouseEvent<HTMLElement>): void {
    if (isControl(event.target)) return;
    if (isSelecting || event.shiftKey) events.select(note.id, event.shiftKey);
    else events.open(note.id);
  }

  return (
    <article
      ref={place.measure}
      role="listitem"
      className={`note${pinned ? ' is-pinned' : ''}${isSelected ? ' is-selected' : ''}`}
      data-color={colorToken(color)}
      data-note={note.id}
      style={place.style}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={nameOf(note)}
      aria-posinset={place.index + 1}
      aria-setsize={place.count}
      onClick={whenClicked}
      onFocus={() => events.focus(note.id)}
      onKeyDown={event => event.target === event.currentTarget && events.key(note.id, event)}
    >
      <CardContent note={note} />
      <button
        type="button"
        className="note__select"
        aria-label={t('note.select')}
        aria-pressed={isSelected}
        onClick={event => events.select(note.id, event.shiftKey)}
      >
        <Check className="icon" aria-hidden="true" />
      </button>
      {note.trashedAt === null && (
        <IconButton
          icon={Pin}
          className="note__pin"
          isFilled={pinned}
          label={t(pinned ? 'note.unpin' : 'note.pin')}
          aria-pressed={pinned}
          onClick={() => void actions.pin([note.id], !pinned)}
        />
      )}
      <CardTools note={note} />
    </article>
  );
});

/** Buttons, links and tick boxes on a card do what they say, and do not open it. */
function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('button, a, input, [role="menu"], [role="dialog"]') !== null;
}
