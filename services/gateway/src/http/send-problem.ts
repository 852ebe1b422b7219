/** Answers an exchange with a problem document, and a request that is still arriving without cutting its sender off. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppError } from '@keep/service-kit/app-error';
import type { Logger } from '@keep/service-kit/logger';
import { type ProblemAnswer, toProblem } from '@keep/service-kit/problem';
import type { Exchange } from './exchange.ts';

/** Milliseconds for which the rest of a refused body is still taken, so that its sender gets to read the refusal. */
const LINGER = 1_000;

/** Sends `error`; whatever is no refusal of ours is logged and answered as a 500 that says nothing of it. */
export function sendProblem(
  { request, response, requestId, span }: Exchange,
  error: unknown,
  answerHeaders: readonly string[],
  logger: Logger,
): void {
  const answer = toProblem(error, requestId);
  const { status } = answer;
  if (status === 500) logger.error({ err: error, requestId, traceId: span.traceId }, 'request failed');
  else if (status === 503) logger.warn({ err: error, requestId, traceId: span.traceId }, 'request refused');
  if (response.destroyed) return;
  if (response.headersSent) return void response.destroy();
  write(request, response, answer, answerHeaders);
}

/** The same for a refusal of which nobody needs to be told. */
export function answerProblem(
  request: IncomingMessage,
  response: ServerResponse,
  error: AppError,
  requestId: string,
  answerHeaders: readonly string[],
): void {
  if (!response.destroyed) write(request, response, toProblem(error, requestId), answerHeaders);
}

function write(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, problem }: ProblemAnswer,
  answerHeaders: readonly string[],
): void {
  const body = JSON.stringify(problem);
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const head = [...answerHeaders, ...Object.entries(headers).flat()];
  head.push('cache-control', 'no-store', 'content-type', 'application/problem+json');
  head.push('content-length', String(Buffer.byteLength(body)));
  if (!request.complete) head.push('connection', 'close');
  response.writeHead(status, head);
  response.write(body);
  endAnswer(request, response);
}

/** Ends an answer that is written already. Closing at once would reset the connection under a client that still sends. */
export function endAnswer(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return void response.end();
  const timer = setTimeout(end, LINGER);
  function end(): void {
    clearTimeout(timer);
    response.end();
  }
  request.once('end', end).once('close', end);
  request.unpipe();
  request.resume();
}
