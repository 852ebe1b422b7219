/** The API's colours by the names of their tokens, and the other way round. */
import type { NoteOnTheWire } from '@keep/contracts/notes-http';

export type NoteColor = NoteOnTheWire['placement']['color'];

const SHOWN = {
  default: 'default', red: 'coral', orange: 'peach', yellow: 'sand', green: 'mint', teal: 'sage',
  blue: 'fog', cerulean: 'storm', purple: 'dusk', pink: 'blossom', brown: 'clay', gray: 'chalk',
} as const satisfies Record<NoteColor, string>; // prettier-ignore

/** The value of `data-color`. */
export function colorToken(color: NoteColor): (typeof SHOWN)[NoteColor] {
  return SHOWN[color];
}

export const noteColors = Object.keys(SHOWN) as NoteColor[];
