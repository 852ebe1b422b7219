/** Notes as they are sent: stored texts, joined. */
import type { Answer } from '@keep/service-kit/http-app';
import type { NoteTexts, NoteView } from '../ports.ts';
import type { EditedNote } from '../use-cases/edit-note.ts';
import { entityTag } from '../use-cases/precondition.ts';

/** The JSON text of a note as its reader sees it. */
export function noteText({ content, placement }: NoteTexts): string {
  return `${content.slice(0, -1)},"placement":${placement}}`;
}

export function presentNote(view: NoteView): Answer {
  return { status: 200, text: noteText(view), etag: entityTag(view) };
}

export function presentNewNote({ noteId, view, isNew }: { noteId: string; view: NoteView; isNew: boolean }): Answer {
  return isNew
    ? { ...presentNote(view), status: 201, headers: { location: `/api/v1/notes/${noteId}` } }
    : presentNote(view);
}

/** The note as it is after the edit, and what became of both sides' changes. */
export function presentEditedNote({ view, merge }: EditedNote): Answer {
  const text = `${noteText(view).slice(0, -1)},"merge":${JSON.stringify(merge)}}`;
  return { status: 200, text, etag: entityTag(view) };
}

export function presentPage(notes: readonly NoteTexts[], nextCursor: string | null, etag: string): Answer {
  return {
    status: 200,
    text: `{"notes":[${notes.map(noteText).join(',')}],"nextCursor":${JSON.stringify(nextCursor)}}`,
    etag,
  };
}
