/** A board of notes: pinned ones first, then by their place. */
import { useMemo } from 'react';
import type { ShownNote } from '../../data/shown-note.ts';
import { t } from '../../messages/messages.ts';
import { useNotes } from '../../state/use-keep.ts';
import { Capture } from './capture.tsx';
import { Card } from './card.tsx';
import { inBoardOrder, isInView, type View } from './board-order.ts';

export function Board({ view }: { view: View }) {
  const notes = useNotes();
  const shown = useMemo(() => notes.filter(note => isInView(note, view)).toSorted(inBoardOrder), [notes, view]);
  const pinned = view === 'active' ? shown.filter(({ placement }) => placement.pinned) : [];
  const others = pinned.length === 0 ? shown : shown.filter(({ placement }) => !placement.pinned);
  return (
    <>
      {view === 'active' && <Capture />}
      {shown.length === 0 && <Empty />}
      <Section title={t('board.pinned')} notes={pinned} />
      <Section title={pinned.length > 0 ? t('board.others') : undefined} notes={others} />
    </>
  );
}

function Section({ title, notes }: { title: string | undefined; notes: readonly ShownNote[] }) {
  if (notes.length === 0) return null;
  return (
    <>
      {title !== undefined && <h2 className="section-title">{title}</h2>}
      <div className="board">
        {notes.map(note => (
          <Card key={note.id} note={note} />
        ))}
      </div>
    </>
  );
}

function Empty() {
  return (
    <div className="empty">
      <h2 className="empty__title">{t('board.empty.title')}</h2>
      <p className="empty__text">{t('board.empty.text')}</p>
    </div>
  );
}
