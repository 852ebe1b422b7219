/** What the results of the use cases are as effects. */
import type { Label } from '../domain/label.ts';
import type { NoteView } from '../ports.ts';
import type { AddedNote } from '../use-cases/add-note.ts';
import type { AddedLabel } from '../use-cases/create-label.ts';
import type { EditedNote } from '../use-cases/edit-note.ts';
import type { Effect } from '../use-cases/effect.ts';
import type { UndoneImport } from '../use-cases/undo-import.ts';

export const done: Effect = { what: 'nothing', status: 204 };

export function noteEffect(noteId: string): (view: NoteView) => Effect {
  return view => ({ what: 'note', status: 200, noteId, view });
}

export function newNoteEffect({ noteId, view, isNew }: AddedNote): Effect {
  return { what: 'note', status: isNew ? 201 : 200, noteId, view };
}

export function editedNoteEffect(noteId: string): (edited: EditedNote) => Effect {
  return ({ view, merge }) => ({ what: 'note', status: 200, noteId, view, merge });
}

export function labelEffect(label: Label): Effect {
  return { what: 'label', status: 200, label };
}

export function newLabelEffect({ label, isNew }: AddedLabel): Effect {
  return { what: 'label', status: isNew ? 201 : 200, label };
}

export function undoneImportEffect(importId: string): (undone: UndoneImport) => Effect {
  return undone => ({ what: 'undone import', status: 200, importId, ...undone });
}
