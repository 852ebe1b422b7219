/** The place in a list: the id of the last thing shown, made opaque. */
import type { Page } from '../ports.ts';
import { malformedQuery } from '@keep/service-kit/app-error';

const ID = /^[0-9a-f-]{36}$/;

/** Reads `limit` and `cursor`; one more is fetched than is shown, to know whether there is more. */
export function readPage({ limit, cursor }: { limit: number; cursor?: string | undefined }): Page {
  if (cursor === undefined) return { after: undefined, limit: limit + 1 };
  const after = Buffer.from(cursor, 'base64url').toString();
  if (ID.test(after)) return { after, limit: limit + 1 };
  throw malformedQuery([{ pointer: '/cursor', in: 'query', detail: 'must be the nextCursor of a page before' }]);
}

export function cutPage<Thing extends { id: string }>(
  things: readonly Thing[],
  limit: number,
): { shown: readonly Thing[]; nextCursor: string | null } {
  const shown = things.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = things.length > limit && last !== undefined;
  return { shown, nextCursor: hasMore ? Buffer.from(last.id).toString('base64url') : null };
}
