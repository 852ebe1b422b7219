/**
 * A board of cards in columns. Only the cards near the window are mounted, and the focused one with its neighbours; the
 * order of the document is the order of the notes.
 */
import { type CSSProperties, type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import type { ShownNote } from '../../data/shown-note.ts';
import { estimatedHeight } from './card-heights.ts';
import { layOut, visibleCards } from './masonry-layout.ts';
import { useBoardSize } from './use-board-size.ts';
import { useVisibleBand } from './use-visible-band.ts';

export type CardPlace = {
  style: CSSProperties;
  measure: (element: HTMLElement | null) => (() => void) | undefined;
  index: number;
  count: number;
};

type Props = {
  notes: readonly ShownNote[];
  isList: boolean;
  /** Mounted wherever it stands. */
  focusedId: string | undefined;
  children: (note: ShownNote, place: CardPlace) => ReactNode;
};

export function Masonry({ notes, isList, focusedId, children }: Props) {
  const { ref, size } = useBoardSize(isList);
  const band = useVisibleBand(ref);
  const { heightOf, measure } = useHeights(size.columnWidth);
  const heights = notes.map(heightOf);
  const layout = useMemo(() => layOut(heights, size.columns, size.gap), [heights.join(), size.columns, size.gap]);
  const focused = notes.findIndex(({ id }) => id === focusedId);
  const visible = new Set(visibleCards(layout, heights, band.top, band.bottom));
  if (focused >= 0) for (const index of [focused - 1, focused, focused + 1]) if (notes[index]) visible.add(index);
  return (
    <div
      ref={ref}
      className={`board is-laid${isList ? ' board--list' : ''}`}
      style={{ height: layout.height }}
      role="list"
    >
      {[...visible]
        .toSorted((left, right) => left - right)
        .map(index => {
          const note = notes[index];
          const place = layout.places[index];
          if (!note || !place || size.columnWidth === 0) return null;
          const left = place.column * (size.columnWidth + size.gap);
          const style: CSSProperties = { width: size.columnWidth, insetInlineStart: left, top: place.top };
          return children(note, { style, measure: element => measure(note.id, element), index, count: notes.length });
        })}
    </div>
  );
}

/** Measured heights by note, for one width of the columns. */
function useHeights(width: number) {
  const measured = useRef({ width, heights: new Map<string, number>() });
  const [, render] = useState(0);
  if (measured.current.width !== width) measured.current = { width, heights: new Map() };

  const heightOf = (note: ShownNote) => measured.current.heights.get(note.id) ?? estimatedHeight(note, width);

  const measure = useCallback((id: string, element: HTMLElement | null) => {
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      const { offsetHeight } = element;
      if (offsetHeight === 0 || measured.current.heights.get(id) === offsetHeight) return;
      measured.current.heights.set(id, offsetHeight);
      render(count => count + 1);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return { heightOf, measure };
}
