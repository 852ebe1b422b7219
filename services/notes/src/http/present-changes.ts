/** The changes feed as it is sent: stored texts, joined. */
import type { Answer } from '@keep/service-kit/http-app';
import type { FeedEntry, FeedPage } from '../ports.ts';
import { labelBody } from './present-label.ts';
import { noteText } from './present-note.ts';

export function presentChanges({ entries, labels, hasMore }: FeedPage, cursor: string, etag: string): Answer {
  const members = [
    `"changes":[${entries.map(changeText).join(',')}]`,
    `"labels":${JSON.stringify(labels?.map(labelBody) ?? null)}`,
    `"cursor":${JSON.stringify(cursor)}`,
    `"more":${hasMore}`,
  ];
  return { status: 200, text: `{${members.join(',')}}`, etag };
}

function changeText({ noteId, version, note }: FeedEntry): string {
  return `{"noteId":${JSON.stringify(noteId)},"version":${version},"note":${note ? noteText(note) : 'null'}}`;
}
