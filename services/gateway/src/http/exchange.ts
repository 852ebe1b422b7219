/** One request and its answer, with all that the gateway learns of it on the way. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { newSpan, type SpanContext } from '@keep/service-kit/trace-context';
import { newId } from '@keep/service-kit/unique-id';
import { Cancellation } from '../domain/cancellation.ts';

export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  /** Always the gateway's own: a client's would let it write into other people's logs. */
  readonly requestId: string;
  readonly span: SpanContext;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly cancellation: Cancellation;
  /** The part of the route table, for logs and metrics: never the real path. */
  route: string;
  userId: string | undefined;
  /** Whether it counts among the requests that are being handled. */
  isWork: boolean;
  /** Milliseconds since the epoch, where the answer is a stream that has begun. */
  openedAt: number | undefined;
};

export function openExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  const { traceparent } = request.headers;
  return {
    request,
    response,
    method: request.method ?? '',
    target: request.url ?? '',
    requestId: newId(),
    span: newSpan(typeof traceparent === 'string' ? traceparent : undefined),
    startedAt: Date.now(),
    cancellation: new Cancellation(),
    route: 'none',
    userId: undefined,
    isWork: true,
    openedAt: undefined,
  };
}

/** The status as it went out; 499 where nobody was there to take it. A stream's reader leaves when they like. */
export function statusOf({ response, openedAt }: Exchange): number {
  return response.writableFinished || openedAt !== undefined ? response.statusCode : 499;
}
