/** A board of notes: pinned ones first, then by their place. */
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { ShownNote } from '../../data/shown-note.ts';
import { t } from '../../messages/messages.ts';
import { usePreferences } from '../../state/preferences.ts';
import { clearSelection, selectRange, toggleSelected, useSelection } from '../../state/selection.ts';
import { useNotes } from '../../state/use-keep.ts';
import { inBoardOrder } from './board-order.ts';
import { Card, type CardEvents } from './card.tsx';
import { Masonry } from './masonry.tsx';
import { cardInDirection } from './next-card.ts';

type Props = {
  /** Which notes it shows. */
  isShown: (note: ShownNote) => boolean;
  /** Whether pinned notes have a section of their own. */
  hasSections?: boolean;
  /** What is shown where there is none. */
  empty: React.ReactNode;
};

export function Board({ isShown, hasSections = false, empty }: Props) {
  const notes = useNotes();
  const { view } = usePreferences();
  const selection = useSelection();
  const [, navigate] = useLocation();
  const shown = useMemo(() => notes.filter(isShown).toSorted(inBoardOrder), [notes, isShown]);
  const [focusedId, setFocusedId] = useState<string>();
  const order = useRef<readonly string[]>([]);
  order.current = shown.map(({ id }) => id);
  const tabStop = shown.some(({ id }) => id === focusedId) ? focusedId : shown[0]?.id;
  useEffect(() => clearSelection, []);

  const key = useCallback((noteId: string, event: KeyboardEvent): void => {
    if (event.key === 'Enter') return navigate(`/note/${noteId}`);
    if (event.key === 'x') return toggleSelected(noteId);
    const next = cardInDirection(noteId, event.key, order.current);
    if (next === undefined) return;
    event.preventDefault();
    setFocusedId(next);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-note="${next}"]`)?.focus());
  }, []);
  const events: CardEvents = useMemo(
    () => ({
      open: noteId => navigate(`/note/${noteId}`),
      select: (noteId, isRange) => (isRange ? selectRange(noteId, order.current) : toggleSelected(noteId)),
      focus: setFocusedId,
      key,
    }),
    [key, navigate],
  );

  const pinned = hasSections ? shown.filter(({ placement }) => placement.pinned) : [];
  const others = pinned.length === 0 ? shown : shown.filter(({ placement }) => !placement.pinned);
  if (shown.length === 0) return empty;

  const section = (title: string | undefined, some: readonly ShownNote[]) =>
    some.length > 0 && (
      <section aria-label={title}>
        {title !== undefined && (
          <h2 className="section-title">
            {title} <span className="num">{some.length}</span>
          </h2>
        )}
        <Masonry notes={some} isList={view === 'list'} focusedId={tabStop}>
          {(note, place) => (
            <Card
              key={note.id}
              note={note}
              place={place}
              events={events}
              isSelected={selection.has(note.id)}
              isSelecting={selection.size > 0}
              isTabStop={note.id === tabStop}
            />
          )}
        </Masonry>
      </section>
    );

  return (
    <div className={`boards${selection.size > 0 ? ' is-selecting' : ''}`}>
      {section(pinned.length > 0 ? t('board.pinned') : undefined, pinned)}
      {section(pinned.length > 0 ? t('board.others') : undefined, others)}
    </div>
  );
}
