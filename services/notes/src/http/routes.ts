/** All routes of notes. */
import type { Clock } from '@keep/service-kit/clock';
import type { HttpApp } from '@keep/service-kit/http-app';
import type { Logger } from '@keep/service-kit/logger';
import type { Quota } from '../domain/usage.ts';
import type { Store } from '../ports.ts';
import { makeHandleOnce } from '../use-cases/handle-once.ts';
import { makeRecallEffect } from '../use-cases/recall-effect.ts';
import type { UseCases } from '../use-cases/use-cases.ts';
import { makeAnswerOnce } from './answer-once.ts';
import { addBatchRoute } from './batch-route.ts';
import { addBlockRoutes } from './block-routes.ts';
import { addChangeRoutes } from './change-routes.ts';
import { addImportRoutes } from './import-routes.ts';
import { addLabelRoutes } from './label-routes.ts';
import { addMemberRoutes } from './member-routes.ts';
import { addNoteRoutes } from './note-routes.ts';
import { addRevisionRoutes } from './revision-routes.ts';
import { makeRunOperation } from './run-operation.ts';
import { addUsageRoutes } from './usage-routes.ts';

type Dependencies = { useCases: UseCases; store: Store; quota: Quota; clock: Clock; logger: Logger };

export function addRoutes(http: HttpApp, { useCases, store, quota, clock, logger }: Dependencies): void {
  const handleOnce = makeHandleOnce({ requests: store.requests, recallEffect: makeRecallEffect(store), clock });
  const dependencies = { ...store, useCases, once: makeAnswerOnce(handleOnce) };
  addBatchRoute(http, { runOperation: makeRunOperation(useCases), handleOnce, logger });
  // Before the routes of one note, whose pattern it fits too.
  addChangeRoutes(http, dependencies);
  addNoteRoutes(http, dependencies);
  addRevisionRoutes(http, dependencies);
  addMemberRoutes(http, dependencies);
  addLabelRoutes(http, dependencies);
  addImportRoutes(http, dependencies);
  addBlockRoutes(http, dependencies);
  addUsageRoutes(http, { reader: store.reader, quota });
}
