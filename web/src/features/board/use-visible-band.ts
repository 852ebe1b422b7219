/** The part of an element that the window shows, with a screen above and below it. */
import { type RefObject, useEffect, useState } from 'react';

export type Band = { top: number; bottom: number };

/** Rounded, so that scrolling a little renders nothing. */
const STEP = 200;

export function useVisibleBand(ref: RefObject<HTMLElement | null>): Band {
  const [band, setBand] = useState<Band>({ top: 0, bottom: 2 * innerHeight });
  useEffect(() => {
    const look = () => {
      const { current } = ref;
      if (!current) return;
      const offset = -current.getBoundingClientRect().top;
      const top = Math.floor((offset - innerHeight) / STEP) * STEP;
      const bottom = Math.ceil((offset + 2 * innerHeight) / STEP) * STEP;
      setBand(before => (before.top === top && before.bottom === bottom ? before : { top, bottom }));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [ref]);
  return band;
}
