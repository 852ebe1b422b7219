/** The changes feed: what a client asks for to be where the server is. */
import * as contracts from '@keep/contracts/notes-http';
import { AppError } from '@keep/service-kit/app-error';
import { matchesTag } from '@keep/service-kit/entity-tag';
import type { HttpApp } from '@keep/service-kit/http-app';
import { z } from 'zod';
import type { ChangesFeed, NoteReader } from '../ports.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { listTag } from './list-tag.ts';
import { presentChanges } from './present-changes.ts';

type Dependencies = { feed: ChangesFeed; reader: NoteReader };

const feedPlace = z.object({ userId: z.string(), seq: z.int(), began: z.int(), labels: z.int() });

export function addChangeRoutes(http: HttpApp, { feed, reader }: Dependencies): void {
  http.route(contracts.listChanges, async ({ actor: { userId }, query, headers }) => {
    const since = fromCursor(feedPlace, query.since, 'since');
    // Whoever asks again and again is mostly answered by the counter alone.
    const etag = listTag(userId, await reader.changeCount(userId), query);
    if (matchesTag(headers['if-none-match'], etag)) return { status: 200, etag };
    const page = since && since.userId !== userId ? undefined : await feed.page(userId, since, query.limit);
    if (!page) throw cursorTooOld();
    return presentChanges(page, toCursor({ userId, ...page.next }), listTag(userId, page.count, query));
  });
}

function cursorTooOld(): AppError {
  return new AppError(
    'gone',
    'cursor-too-old',
    'What has changed since this cursor can no longer be told: ask without one.',
  );
}
