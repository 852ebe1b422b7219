/** What a note is called where its title stands for it. */
import type { ShownNote } from '../data/shown-note.ts';
import { t } from '../messages/messages.ts';

/** The title, or else the beginning of the content. */
export function nameOf({ title, body, items }: ShownNote): string {
  return title || body.slice(0, 60) || items[0]?.text || t('note.untitled');
}
