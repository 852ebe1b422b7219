/** What notify hears of the others: every process of it everything, the last minutes first. */
import { sessionRevoked } from '@keep/contracts/auth-events';
import { anyonesSubject } from '@keep/contracts/event-envelope';
import type { EventBus, LogPosition, Subscription } from '@keep/service-kit/event-bus';
import type { TellNews } from '../use-cases/tell-news.ts';
import { newsOf } from './news-of.ts';

export type Hearing = {
  tellNews: TellNews;
  followLog: (position: LogPosition) => void;
  replaySeconds: number;
};

/** One subscription for all of it, so that one position says what has been heard. */
export function subscribe(bus: EventBus, { tellNews, followLog, replaySeconds }: Hearing): Subscription {
  return bus.listen(
    ['keep.notes.>', anyonesSubject(sessionRevoked.type)],
    (event, position) => {
      const news = newsOf(event);
      if (news) tellNews(news, position);
      return Promise.resolve();
    },
    { replaySeconds, onReached: followLog },
  );
}
