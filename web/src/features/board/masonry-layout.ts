/** Where cards stand: the next card goes to the shortest column, so that reading order is document order. */

export type Place = { column: number; top: number };
export type Layout = { places: readonly Place[]; height: number };

/** Places cards of `heights` (px) into `columns` with `gap` px between them. */
export function layOut(heights: readonly number[], columns: number, gap: number): Layout {
  const bottoms = Array.from({ length: columns }, () => 0);
  const places = heights.map(height => {
    const column = bottoms.indexOf(Math.min(...bottoms));
    const top = bottoms[column] ?? 0;
    bottoms[column] = top + height + gap;
    return { column, top };
  });
  return { places, height: Math.max(0, Math.max(...bottoms) - gap) };
}

/** How many columns of at least `min` px fit into `width`; at most six. */
export function columnCount(width: number, min: number, gap: number): number {
  return Math.max(1, Math.min(6, Math.floor((width + gap) / (min + gap))));
}

/** Indexes of the cards that touch the band from `top` to `bottom`. */
export function visibleCards({ places }: Layout, heights: readonly number[], top: number, bottom: number): number[] {
  return places.flatMap((place, index) => {
    const end = place.top + (heights[index] ?? 0);
    return place.top < bottom && end > top ? [index] : [];
  });
}
