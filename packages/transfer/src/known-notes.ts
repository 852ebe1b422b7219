/** What the account holds when an import begins: enough to recognise the notes of the source that are there. */
import { derivedId } from './derived-id.ts';
import type { ImportClient, NotesPage } from './import-client.ts';
import { retrying, type Wait } from './retry.ts';

type WrittenNote = { title: string; body: string; items: readonly { text: string; checked: boolean }[] };

/** `state` is the same for the same text and items. */
export type KnownNote = { id: string; createdAt: string; revision: number; state: string };

export type KnownNotes = {
  find(noteId: string): KnownNote | undefined;
  /** Those that were created in this millisecond. */
  createdAt(time: string): readonly KnownNote[];
};

/** Reads every note of the account once, and holds some 200 bytes of each. */
export async function readKnownNotes(client: ImportClient, wait: Wait): Promise<KnownNotes> {
  const byId = new Map<string, KnownNote>();
  let cursor: string | null = null;
  do {
    const place: string | null = cursor;
    const page: NotesPage = await retrying(() => client.listNotes(place), wait);
    // A note that changes meanwhile comes again.
    for (const { id, createdAt, revision, ...note } of page.notes)
      byId.set(id, { id, createdAt, revision, state: stateOf(note) });
    cursor = page.next;
  } while (cursor !== null);
  const byTime = new Map<string, KnownNote[]>();
  for (const note of byId.values()) {
    const others = byTime.get(note.createdAt);
    if (others) others.push(note);
    else byTime.set(note.createdAt, [note]);
  }
  return { find: noteId => byId.get(noteId), createdAt: time => byTime.get(time) ?? [] };
}

export function stateOf({ title, body, items }: WrittenNote): string {
  const list = items.map(({ text, checked }) => [text, checked]);
  return derivedId('state', title, body, list);
}
