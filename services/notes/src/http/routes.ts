/** All routes of notes. */
import type { Clock } from '@keep/service-kit/clock';
import type { HttpApp } from '@keep/service-kit/http-app';
import type { Store } from '../ports.ts';
import { makeHandleOnce } from '../use-cases/handle-once.ts';
import type { UseCases } from '../use-cases/use-cases.ts';
import { makeAnswerOnce } from './answer-once.ts';
import { addNoteRoutes } from './note-routes.ts';

type Dependencies = { useCases: UseCases; store: Store; clock: Clock };

export function addRoutes(http: HttpApp, { useCases, store, clock }: Dependencies): void {
  const handleOnce = makeHandleOnce({ requests: store.requests, clock });
  const once = makeAnswerOnce(handleOnce);
  addNoteRoutes(http, { useCases, reader: store.reader, once });
}
