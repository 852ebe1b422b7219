/** Entity tags in conditional requests (RFC 9110, 8.8.3). */
import { malformedHeader } from './app-error.ts';

/** One tag, with what comes before it and the comma or the end that follows. */
const TAG = /[ \t,]*(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?:,[ \t,]*|$)/y;

/**
 * The tags of an `If-Match` or `If-None-Match` header, as Keep sent them; `*` stands for itself. A proxy that compresses
 * an answer weakens its tag (nginx), or appends `-gzip` to it (Apache): both still name the same state of the note.
 * Throws a 400 for what is no list of tags: it would never match.
 */
export function readTags(name: 'If-Match' | 'If-None-Match', header: string): readonly string[] {
  if (header.trim() === '*') return ['*'];
  const tags: string[] = [];
  TAG.lastIndex = 0;
  do {
    const [, tag] = TAG.exec(header) ?? [];
    if (tag === undefined) throw malformedHeader(name, 'must hold entity tags, each in double quotes, or *');
    tags.push(tag.replace(/-gzip"$/, '"'));
  } while (TAG.lastIndex < header.length);
  return tags;
}

/** Whether an `If-None-Match` header names `etag` (quoted). Throws a 400 for what is no list of tags. */
export function matchesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined || header === etag) return header !== undefined;
  const tags = readTags('If-None-Match', header);
  return tags.includes('*') || tags.includes(etag);
}
