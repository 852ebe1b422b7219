/** Whether a note is found by a query, over what the device has. */
import type { Label } from '../../data/records.ts';
import type { ShownNote } from '../../data/shown-note.ts';
import { colorToken } from '../../ui/note-color.ts';
import { folded, type Operator, spanOf, type Term } from './query.ts';

export type MatchContext = { labels: readonly Label[]; ownId: string };

/** All terms must hold. The trash is searched where the query asks for it. */
export function matches(note: ShownNote, terms: readonly Term[], context: MatchContext): boolean {
  const asksForTrash = terms.some(
    term => term.kind === 'operator' && term.operator === 'is' && term.value === 'trashed',
  );
  if (note.trashedAt !== null && !asksForTrash) return false;
  return terms.every(term => {
    const holds =
      term.kind === 'text' ? textOf(note).includes(term.text) : holdsOperator(note, term.operator, term.value, context);
    return holds !== term.isExcluded;
  });
}

const texts = new WeakMap<ShownNote, string>();

/** Folded once for each state of a note: a search goes over thousands with every key. */
function textOf(note: ShownNote): string {
  const known = texts.get(note);
  if (known !== undefined) return known;
  const text = folded([note.title, note.body, ...note.items.map(item => item.text)].join('\n'));
  texts.set(note, text);
  return text;
}

function holdsOperator(note: ShownNote, operator: Operator, value: string, { labels, ownId }: MatchContext): boolean {
  switch (operator) {
    case 'label':
      return labels.some(({ id, name }) => folded(name) === value && note.placement.labelIds.includes(id));
    case 'color':
      return note.placement.color === value || colorToken(note.placement.color) === value;
    case 'kind':
      return note.kind === value;
    case 'is':
      return holdsState(note, value);
    case 'from':
      return peopleOf(note, ownId).some(person => folded(person).includes(value));
    default:
      return holdsTime(note, operator, value);
  }
}

function holdsState({ placement, trashedAt, members }: ShownNote, value: string): boolean {
  if (value === 'pinned') return placement.pinned;
  if (value === 'archived') return placement.archived;
  if (value === 'shared') return members.length > 0;
  return value === 'trashed' && trashedAt !== null;
}

function holdsTime({ updatedAt }: ShownNote, operator: 'before' | 'after', value: string): boolean {
  const span = spanOf(value);
  if (!span) return false;
  const at = new Date(updatedAt);
  return operator === 'before' ? at < span.start : at >= span.end;
}

/** Names and addresses of the others. */
function peopleOf({ members }: ShownNote, ownId: string): string[] {
  return members.flatMap(({ userId, name, email }) => (userId === ownId ? [] : [name ?? '', email]));
}
