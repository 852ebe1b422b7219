/** Turns the demo notes into batch operations whose ids follow from the account, so that a second run adds nothing. */
import { derivedId } from '@keep/transfer/derived-id';
import type { Operation } from '@keep/transfer/import-client';
import { demoLabels, type DemoNote, demoNotes } from './demo-notes.ts';

const NAMESPACE = 'keep.demo';
const NEWEST = Date.UTC(2026, 9, 30, 18);
const APART = 9.5 * 3_600_000;

/** In the order in which they must be done: labels, notes from the oldest on, and what goes to the trash. */
export function demoOperations(userId: string): Operation[] {
  const id = (...parts: readonly unknown[]) => derivedId(NAMESPACE, userId, ...parts);
  const operation = (type: Operation['type'], objectId: string, data: Record<string, unknown>): Operation => ({
    opId: id('operation', type, objectId),
    type,
    id: objectId,
    data,
  });
  const labels = demoLabels.map(name => operation('label.create', id('label', name), { name }));
  const notes = demoNotes.map((note, index) => {
    const noteId = id('note', index);
    const create = operation('note.create', noteId, noteData(note, index, id));
    return note.trashed ? [create, operation('note.trash', noteId, {})] : [create];
  });
  return [...labels, ...notes.toReversed().flat()];
}

function noteData(note: DemoNote, index: number, id: (...parts: readonly unknown[]) => string) {
  const { title, body = '', items = [], color = 'default', labels = [], pinned = false, archived = false } = note;
  const at = new Date(NEWEST - index * APART).toISOString();
  return {
    kind: items.length > 0 ? 'list' : 'text',
    title,
    body,
    items: listItems(items, itemIndex => id('item', index, itemIndex)),
    placement: { pinned, archived, color, labelIds: labels.map(name => id('label', name)) },
    createdAt: at,
    updatedAt: at,
  };
}

function listItems(lines: readonly string[], id: (index: number) => string) {
  let parentId: string | null = null;
  return lines.map((line, index) => {
    const isChild = line.startsWith('  ');
    const [, box, text] = /^ *(\[x\] )?(.*)$/.exec(line) ?? [];
    const item = { id: id(index), text: text ?? '', checked: box !== undefined, parentId: isChild ? parentId : null };
    if (!isChild) parentId = item.id;
    return item;
  });
}
