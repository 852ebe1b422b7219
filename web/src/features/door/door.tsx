/** The frame of the pages in front of the notes: the mark, a heading, a form, and cards that peep out below. */
import type { ReactNode } from 'react';
import { Mark } from '../../ui/mark.tsx';

/** Colour, distance from the left, height and tilt of each card. */
const CARDS = [
  ['blossom', 0, 106, -2.2], ['coral', 108, 126, 1.2], ['peach', 216, 114, -0.8], ['sand', 324, 140, 1.4],
  ['mint', 432, 120, -1.2], ['sage', 540, 134, 0.8], ['fog', 648, 112, -1.6], ['storm', 756, 132, 1.2],
  ['dusk', 864, 116, -0.6], ['clay', 972, 128, 1.8], ['chalk', 1080, 104, -1.4],
] as const; // prettier-ignore

export function Door({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <main className="door">
      <div className="door__form">
        <div className="door__head">
          <Mark />
          <h1>{title}</h1>
          <p>{text}</p>
        </div>
        {children}
      </div>
      <div className="drawer-of-cards" aria-hidden="true">
        {CARDS.map(([color, left, height, tilt]) => (
          <i key={color} data-color={color} style={{ left, height, transform: `rotate(${tilt}deg)` }} />
        ))}
      </div>
    </main>
  );
}
