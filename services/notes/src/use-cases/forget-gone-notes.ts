/** Forgets notes that people have had no more for long, some at a time: feeds that ask from before must start anew. */
import type { Clock } from '@keep/service-kit/clock';
import type { ChangesFeed } from '../ports.ts';

const REMEMBER_FOR = 90 * 86_400_000;
const CHUNK = 200;

export function makeForgetGoneNotes({ feed, clock }: { feed: ChangesFeed; clock: Clock }) {
  return async (): Promise<void> => {
    const before = new Date(clock().getTime() - REMEMBER_FOR);
    while ((await feed.forgetGone(before, CHUNK)) === CHUNK);
  };
}
