/** Reads a list of the public API to its end. */
import type { z } from 'zod';
import type { KeepSession } from './keep-session.ts';
import { readAnswer } from './read-answer.ts';

/** Each page of `path`, as its schema reads it. */
export async function* pagesOf<Page extends { nextCursor: string | null }>(
  session: KeepSession,
  path: string,
  schema: z.ZodType<Page>,
): AsyncGenerator<Page> {
  let place = '';
  for (;;) {
    const page = readAnswer(schema, await session.request('GET', `${path}?limit=100${place}`));
    yield page;
    if (page.nextCursor === null) return;
    place = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}
