/** Makes of an exchange what is sent downstream: the client's headers without what it may not say, then the gateway's own. */
import { Readable } from 'node:stream';
import { GATEWAY_PROOF } from '@keep/service-kit/callers';
import { formatTraceparent } from '@keep/service-kit/trace-context';
import { headersToSendOn } from '../domain/request-headers.ts';
import type { AnswerCompression, Forwarding } from '../ports.ts';
import type { Exchange } from './exchange.ts';
import { hasBody, takeBody } from './request-body.ts';
import { endAnswer } from './send-problem.ts';

/** What the gateway found out, and tells the service. */
export type Sending = {
  /** Where the client is. */
  address: string;
  /** Whose share of the queue it takes. */
  sender: string;
  authorization: string | undefined;
  /** The gateway's own secret, for the services that ask where the client is. */
  proof: string | undefined;
  /** In bytes. */
  bodyLimit: number;
  compression: AnswerCompression | undefined;
  /** How long anybody will wait for the answer. */
  timeoutMs: number;
};

export function makeForwarding(
  exchange: Exchange,
  sending: Sending,
  streaming: boolean,
  answerHeaders: readonly string[],
  streamOpened: () => void,
): Forwarding {
  const { request, response, method, target, cancellation } = exchange;
  const headers = headersDownstream(exchange, sending);
  let body: Buffer | Readable | undefined;
  let isTaken = false;
  let timeoutMs = sending.timeoutMs;
  return {
    request,
    response,
    method,
    target,
    headers,
    answerHeaders,
    takeBody() {
      if (!isTaken) body = takeBody(request, sending.bodyLimit, cancellation);
      isTaken = true;
      return body;
    },
    isBodySpent: () => body instanceof Readable,
    shorten(ms) {
      timeoutMs = Math.max(1, timeoutMs - Math.round(ms));
      headers[headers.length - 1] = String(timeoutMs);
    },
    endAnswer: () => endAnswer(request, response),
    streaming,
    sender: sending.sender,
    compression: sending.compression,
    streamOpened,
    cancellation,
  };
}

/** The gateway's own come last, so that nothing that a client says can take their place; the time that is left at the end. */
function headersDownstream({ request, requestId, span }: Exchange, sending: Sending): string[] {
  const { host = '', connection, 'content-length': contentLength } = request.headers;
  const headers = headersToSendOn(request.rawHeaders, connection);
  if (sending.authorization !== undefined) headers.push('authorization', sending.authorization);
  if (contentLength !== undefined && hasBody(request)) headers.push('content-length', contentLength);
  if (sending.proof !== undefined) headers.push(GATEWAY_PROOF, sending.proof);
  headers.push('x-request-id', requestId, 'traceparent', formatTraceparent(span));
  headers.push('x-client-address', sending.address, 'x-client-host', host);
  headers.push('x-request-timeout-ms', String(sending.timeoutMs));
  return headers;
}
