/** Notes as they are sent: stored texts, joined. */
import type { Answer } from '@keep/service-kit/http-app';
import { contentText, placementText } from '../domain/stored-text.ts';
import type { NoteTexts, NoteView } from '../ports.ts';
import { entityTag } from '../use-cases/precondition.ts';

/** The JSON text of a note as its reader sees it. */
export function noteText({ content, placement }: NoteTexts): string {
  return `${contentText(content).slice(0, -1)},"placement":${placementText(placement)}}`;
}

export function presentNote(view: NoteView): Answer {
  return { status: 200, text: noteText(view), etag: entityTag(view) };
}

export function presentPage(notes: readonly NoteTexts[], nextCursor: string | null, etag: string): Answer {
  return {
    status: 200,
    text: `{"notes":[${notes.map(noteText).join(',')}],"nextCursor":${JSON.stringify(nextCursor)}}`,
    etag,
  };
}
