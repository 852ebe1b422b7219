/** The body of a request on its way downstream: bounded, in one piece where it is here already, else streamed. */
import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { AppError } from '@keep/service-kit/app-error';
import type { Cancellation } from '../domain/cancellation.ts';

/** Throws a 413 for a body that says that it is too large, a 400 for one where none belongs. */
export function assertBodyFits(request: IncomingMessage, limit: number): void {
  if (!hasBody(request)) return;
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS')
    throw new AppError('malformed', 'malformed-request', `${request.method} takes no body here.`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw bodyTooLarge(limit);
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Gives a body that came along with its head the moment that it takes Node to read it: it then goes on in one piece. */
export async function awaitSmallBody(request: IncomingMessage): Promise<void> {
  if (!request.complete && hasBody(request)) await setImmediate();
}

/** Undefined where there is none. A stream that outgrows `limit` cancels the exchange. */
export function takeBody(
  request: IncomingMessage,
  limit: number,
  cancellation: Cancellation,
): Buffer | Readable | undefined {
  if (!hasBody(request)) return undefined;
  if (!request.complete) return meter(request, limit, cancellation);
  const whole = request.read() as Buffer | null;
  if (whole && whole.length > limit) cancellation.cancel('body-too-large');
  return whole ?? undefined;
}

export function bodyTooLarge(limit: number): AppError {
  return new AppError('too-large', 'body-too-large', `The body may have at most ${limit} bytes.`);
}

function meter(request: IncomingMessage, limit: number, cancellation: Cancellation): Readable {
  let size = 0;
  const metered = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size <= limit) return done(null, chunk);
      cancellation.cancel('body-too-large');
    },
  });
  // undici destroys it when an attempt fails; the exchange has its own ways to hear of that.
  metered.on('error', () => undefined);
  return request.pipe(metered);
}
