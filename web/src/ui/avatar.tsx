/** A person as a disc with an initial; its colour follows from the id, so that it is the same everywhere. */
import type { CSSProperties } from 'react';

const HUES = ['plum', 'rust', 'moss', 'sea', 'sky', 'violet', 'amber', 'rose'] as const;

export function Avatar({ id, name, size }: { id: string; name: string; size?: 24 | 28 | 32 | 36 | 48 }) {
  return (
    <span
      className={`avatar${size ? ` avatar--${size}` : ''}`}
      style={{ '--person': `var(--person-${hueOf(id)})` } as CSSProperties}
      role="img"
      aria-label={name}
      title={name}
    >
      {Array.from(name)[0] ?? '?'}
    </span>
  );
}

/** The name of the person's colour token. */
export function hueOf(id: string): (typeof HUES)[number] {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 9_973;
  return HUES[sum % HUES.length] ?? 'sky';
}
