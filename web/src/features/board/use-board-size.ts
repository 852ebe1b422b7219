/** How wide the board is, and what the stylesheet says of its columns. */
import { useLayoutEffect, useRef, useState } from 'react';
import { columnCount } from './masonry-layout.ts';

export type BoardSize = { columns: number; columnWidth: number; gap: number };

const UNKNOWN: BoardSize = { columns: 1, columnWidth: 0, gap: 16 };

export function useBoardSize(isList: boolean) {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState(UNKNOWN);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measure = () => setSize(measured(element, isList));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [isList]);
  return { ref, size };
}

function measured(element: HTMLElement, isList: boolean): BoardSize {
  const style = getComputedStyle(element);
  const gap = isList ? 8 : Number.parseFloat(style.getPropertyValue('--col-gap'));
  const columns = isList
    ? 1
    : columnCount(element.clientWidth, Number.parseFloat(style.getPropertyValue('--col-min')), gap);
  return { columns, gap, columnWidth: (element.clientWidth - gap * (columns - 1)) / columns };
}
