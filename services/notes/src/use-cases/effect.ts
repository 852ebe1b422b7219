/** What a write did: what is answered now, and what is remembered of it. */
import type { MergeReport } from '../domain/edit.ts';
import type { Label } from '../domain/label.ts';
import type { NoteView, RememberedAnswer } from '../ports.ts';

type KeptNote = { id: string; title: string };
type UndoneImportEffect = {
  what: 'undone import';
  status: number;
  importId: string;
  removed: number;
  removedLabels: number;
  kept: KeptNote[];
};
type NoteEffect = { what: 'note'; status: number; noteId: string; view: NoteView; merge?: MergeReport };

export type Effect =
  | NoteEffect
  | { what: 'label'; status: number; label: Label }
  | UndoneImportEffect
  | { what: 'nothing'; status: number }
  /** Of a repeated request: the actor does not have its note or label any more. */
  | { what: 'gone'; status: number }
  /** Of a repeated request that was remembered with its text. */
  | { what: 'text'; status: number; text: string };

/** No text and no name, however large the note is: 300 bytes at most (ADR 44). */
export function toRemembered(effect: Effect): RememberedAnswer {
  const { status } = effect;
  switch (effect.what) {
    case 'note':
      return { status, noteId: effect.noteId, ...(effect.merge && { merge: effect.merge }) };
    case 'label':
      return { status, labelId: effect.label.id };
    case 'undone import':
      return { status, importId: effect.importId, removed: effect.removed, removedLabels: effect.removedLabels };
    default:
      return { status };
  }
}
