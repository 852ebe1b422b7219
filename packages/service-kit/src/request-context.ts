/** What is known of the request (or event) being handled, wherever in the code it is asked for. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { unavailable } from './app-error.ts';
import type { SpanContext } from './trace-context.ts';

export type RequestContext = {
  requestId?: string;
  span?: SpanContext;
  userId?: string;
  /** Milliseconds since the epoch after which nobody waits for the answer any more. */
  deadline?: number;
};

const storage = new AsyncLocalStorage<RequestContext | undefined>();

export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/**
 * Runs what works for no request, whoever woke it. A process that never runs anything in a context, such as the
 * gateway, is spared what Node 20 does for each promise from the first time on.
 */
export function runOutsideOfContext<T>(work: () => T): T {
  return storage.run(undefined, work);
}

/** The context of the request being handled; empty outside of one. */
export function currentContext(): RequestContext {
  return storage.getStore() ?? {};
}

/**
 * Throws a 503 once the deadline has passed: the caller was told that it failed, so what has not begun must not happen.
 * Outside of a request there is no deadline.
 */
export function assertInTime({ deadline }: RequestContext = currentContext()): void {
  if (deadline !== undefined && Date.now() > deadline) throw unavailable('The time for this request is over.');
}
