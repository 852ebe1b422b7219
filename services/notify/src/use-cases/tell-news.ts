/** Remembers what is new, and tells whoever it concerns and reads at the moment. */
import type { Clock } from '@keep/service-kit/clock';
import type { LogPosition } from '@keep/service-kit/event-bus';
import type { News } from '../domain/hint.ts';
import type { KnownLog } from '../domain/known-log.ts';
import type { Audience } from './audience.ts';

export type Dependencies = { log: KnownLog; audience: Audience; clock: Clock };

export type TellNews = (news: News, position: LogPosition) => void;

export function makeTellNews({ log, audience, clock }: Dependencies): TellNews {
  return (news, position) => {
    const remembered = { hint: news.hint, sequence: position.sequence };
    for (const readerId of log.record(position, news, clock().getTime()))
      for (const stream of audience.of(readerId)) stream.tell(remembered, position.logId);
  };
}

/** Notes how far the log was heard; in a log that was not known before, everybody's place is looked for anew. */
export function makeFollowLog({ log, audience, clock }: Dependencies): (position: LogPosition) => void {
  return position => {
    const isNew = log.reach(position, clock().getTime());
    if (isNew) for (const stream of audience.everybody()) stream.catchUp();
  };
}
