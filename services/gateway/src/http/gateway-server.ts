/** The gateway's HTTP server: also what Node itself refuses is answered as a problem document. */
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '@keep/service-kit/app-error';
import { serverOptions } from '@keep/service-kit/http-server';
import { toProblem } from '@keep/service-kit/problem';
import { newId } from '@keep/service-kit/unique-id';
import { headersTooLarge } from '../domain/request-headers.ts';
import { methodNotAllowed } from './refuse-malformed.ts';

export type ServerOptions = {
  app: RequestListener;
  securityHeaders: readonly string[];
  /** Hears of each refusal made here, by problem code. */
  onRefused: (code: string) => void;
  /** Milliseconds after which a connection on which nothing moves is cut off, but for a stream's; 0 for never. */
  silenceMs: number;
};

/** The app checks `Host` and `Expect` itself; a body that waits for a 100 is only asked for when it is wanted. */
export function createGatewayServer({ app, securityHeaders, onRefused, silenceMs }: ServerOptions): Server {
  const answers = new WeakMap<Duplex, ServerResponse>();

  const listener: RequestListener = (request, response) => {
    answers.set(request.socket, response);
    // While the server stops, connections end with their answer.
    if (!server.listening) response.shouldKeepAlive = false;
    app(request, response);
  };

  function refuse(socket: Duplex, error: AppError): void {
    const current = answers.get(socket);
    if (!socket.writable || (current?.headersSent && !current.writableFinished)) return void socket.destroy();
    onRefused(error.code);
    socket.end(rawAnswer(error, securityHeaders));
  }

  const server = createServer({ ...serverOptions, requireHostHeader: false }, listener);
  server.timeout = silenceMs;
  server.on('checkContinue', listener);
  server.on('checkExpectation', listener);
  server.on('connect', (_request, socket) => refuse(socket, methodNotAllowed()));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(socket, parserRefusal(error)));
  return server;
}

function parserRefusal({ code }: NodeJS.ErrnoException): AppError {
  if (code === 'HPE_HEADER_OVERFLOW') return headersTooLarge();
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new AppError('request-timeout', 'request-timeout', 'The request did not arrive in time.');
  return new AppError('malformed', 'malformed-request', 'This is not valid HTTP/1.1.');
}

function rawAnswer(error: AppError, securityHeaders: readonly string[]): string {
  const requestId = newId();
  const { status, headers, problem } = toProblem(error, requestId);
  const body = JSON.stringify(problem);
  const lines = [`HTTP/1.1 ${status} ${problem.title}`, 'connection: close', `x-request-id: ${requestId}`];
  for (let at = 0; at < securityHeaders.length; at += 2)
    lines.push(`${securityHeaders[at]}: ${securityHeaders[at + 1]}`);
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  lines.push('content-type: application/problem+json', `content-length: ${Buffer.byteLength(body)}`);
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
