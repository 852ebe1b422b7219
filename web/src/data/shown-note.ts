/** A note as the interface shows it: what the server has, with everything on top that waits to be sent. */
import type { PlaceNoteBody } from '@keep/contracts/notes-http';
import { type Draft, openDraft } from '@keep/note-merge/draft';
import { writingOf } from '@keep/note-merge/writing';
import type { Note, NoteRow, Operation, Placement } from './records.ts';

/** `waiting`: something is not acknowledged yet. `refused`: the server did not accept something. */
export type SyncState = 'saved' | 'waiting' | 'refused';

export type ShownNote = Note & { syncState: SyncState; merge: NoteRow['merge'] };

/** Fields that notes of an older version of the client were stored without. */
const LATER_FIELDS = { people: [] } satisfies Partial<Note>;

/** Undefined where a deletion waits. `operations` are those of this note, in order. */
export function shownNote(row: NoteRow, operations: readonly Operation[]): ShownNote | undefined {
  let note: Note = { ...LATER_FIELDS, ...row.base, ...(row.draft ? row.draft.writing : {}) };
  for (const operation of operations) {
    if (operation.state === 'refused') continue;
    if (operation.type === 'note.delete' || operation.type === 'invitation.decline') return undefined;
    note = afterOperation(note, operation);
  }
  return { ...note, syncState: syncStateOf(operations), merge: row.merge };
}

/** The draft of a note, opened where nothing was written in it yet. */
export function draftOf({ draft, base }: NoteRow): Draft {
  return draft ?? openDraft({ ...writingOf(base), revision: base.revision });
}

export function placed(placement: Placement, change: PlaceNoteBody): Placement {
  const { addLabelIds = [], removeLabelIds = [], ...rest } = change;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const labelIds = [...new Set([...placement.labelIds, ...addLabelIds])].filter(id => !removeLabelIds.includes(id));
  return { ...placement, ...given, labelIds };
}

function afterOperation(note: Note, { type, data, madeAt }: Operation): Note {
  if (type === 'note.place') return { ...note, placement: placed(note.placement, data) };
  if (type === 'invitation.accept') return { ...note, placement: { ...note.placement, invitation: null } };
  if (type === 'note.trash') return { ...note, trashedAt: note.trashedAt ?? new Date(madeAt).toISOString() };
  if (type === 'note.restore') return { ...note, trashedAt: null };
  return note;
}

function syncStateOf(operations: readonly Operation[]): SyncState {
  if (operations.some(({ state }) => state === 'refused')) return 'refused';
  return operations.length > 0 ? 'waiting' : 'saved';
}
