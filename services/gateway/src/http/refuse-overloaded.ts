/** Refuses what is too much, before anything is learnt of it: each refusal takes its time from those who are served. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '@keep/service-kit/app-error';
import type { Logger } from '@keep/service-kit/logger';
import { newId } from '@keep/service-kit/unique-id';
import type { ShedReason } from '../domain/load-shedder.ts';
import type { Now } from '../ports.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import { awaitSmallBody } from './request-body.ts';
import { answerProblem } from './send-problem.ts';

export type RefuseOverloaded = (request: IncomingMessage, response: ServerResponse, reason: ShedReason) => void;

/** Milliseconds: a line in the log for each would be too much as well. */
const TELL_EVERY = 1_000;

/** Also of a request of which more is known. */
export const overloaded = new AppError('unavailable', 'overloaded', 'Keep is busy right now; try again in a moment.', {
  retryAfter: 1,
});

export function makeRefuseOverloaded(
  metrics: GatewayMetrics,
  logger: Logger,
  now: Now,
  headersOf: (request: IncomingMessage, requestId: string) => readonly string[],
): RefuseOverloaded {
  let refused = 0;
  let toldAt = -Infinity;

  function tell(reason: ShedReason): void {
    refused += 1;
    if (now() - toldAt < TELL_EVERY) return;
    logger.warn({ refused, reason }, 'there is more to do than can be done in time; requests are refused');
    refused = 0;
    toldAt = now();
  }

  return (request, response, reason) => {
    metrics.shed.inc({ reason });
    tell(reason);
    const requestId = newId();
    void awaitSmallBody(request).then(() =>
      answerProblem(request, response, overloaded, requestId, headersOf(request, requestId)),
    );
  };
}
