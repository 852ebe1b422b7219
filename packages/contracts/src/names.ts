/** What a name may hold: the one rule for people, API tokens and labels. */
import { z } from 'zod';

/** Control characters, line breaks, and characters that change the direction of the text around them. */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** A character that a reader sees: no space, no mark, no default-ignorable character, and no blank Braille cell. */
const VISIBLE = /[^\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Trimmed, 1 to `max` UTF-16 code units; names are shown in one line, beside names of other people. */
export function nameOf(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(name => name.search(HIDDEN) === -1, 'must hold no control character and none that changes direction')
    .refine(name => VISIBLE.test(name), 'must hold a visible character');
}

/** `text` without the characters that no name may hold. */
export function withoutHidden(text: string): string {
  return text.replaceAll(HIDDEN, '');
}
