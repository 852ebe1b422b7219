/** The time that a request may take: counted from when all of it is here, because a slow upload is not the service's fault. */
import type { Exchange } from './exchange.ts';

export type DeadlineOptions = {
  /** For an answer, once the request is complete. */
  answerMs: number;
  /** For the body to arrive. */
  bodyMs: number;
};

/** Milliseconds left, as it is told downstream. */
export function remainingMs({ request, startedAt }: Exchange, { answerMs, bodyMs }: DeadlineOptions): number {
  const whole = request.complete ? answerMs : answerMs + bodyMs;
  return Math.max(1, whole - (Date.now() - startedAt));
}

/** Cancels the exchange when its time is up. A stream is only bound until its answer begins. Answers how to stop. */
export function startDeadline(exchange: Exchange, options: DeadlineOptions, isStreaming: boolean): () => void {
  const { request, response, cancellation } = exchange;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;

  function late(): void {
    if (!isStreaming || !response.headersSent) cancellation.cancel('late');
  }
  function complete(): void {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(late, options.answerMs);
  }

  if (request.complete) timer = setTimeout(late, remainingMs(exchange, options));
  else {
    timer = setTimeout(() => cancellation.cancel('slow-body'), options.bodyMs);
    request.once('end', complete);
  }
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
