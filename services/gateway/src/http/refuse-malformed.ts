/** What is refused before anything else is done with a request: whatever two programs could read in two ways. */
import type { IsAllowedHost } from '@keep/service-kit/allowed-hosts';
import { AppError } from '@keep/service-kit/app-error';
import { assertUnambiguous } from '../domain/request-headers.ts';
import { pathOf } from '../domain/request-target.ts';
import type { Exchange } from './exchange.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const ALLOW = METHODS.join(', ');

/** Whether metrics may be labelled with it: what is not known comes from strangers. */
export function isKnownMethod(method: string): boolean {
  return METHODS.includes(method);
}

export function methodNotAllowed(allow: string = ALLOW): AppError {
  return new AppError('method-not-allowed', 'method-not-allowed', `Allowed here: ${allow}.`, { headers: { allow } });
}

/** The path of an acceptable request. Throws a 400, 405 or 421 that says what is wrong. */
export function refuseMalformed({ request, method, target }: Exchange, isAllowedHost: IsAllowedHost): string {
  if (!isKnownMethod(method)) throw methodNotAllowed();
  if (request.httpVersion !== '1.1' && request.httpVersion !== '1.0')
    throw new AppError('malformed', 'malformed-request', 'Send HTTP/1.1 or HTTP/1.0.');
  const path = pathOf(target);
  assertUnambiguous(request.rawHeaders);
  const { host, expect } = request.headers;
  if (host === undefined) throw new AppError('malformed', 'malformed-header', 'Send a Host header.');
  if (!isAllowedHost(host))
    throw new AppError('misdirected', 'misdirected', 'This server does not answer for that host.');
  if (expect !== undefined && expect.toLowerCase() !== '100-continue')
    throw new AppError('malformed', 'malformed-header', 'Only 100-continue can be expected here.');
  if (request.headers['transfer-encoding'] !== undefined && !isChunked(request.headers['transfer-encoding']))
    throw new AppError('malformed', 'malformed-header', 'Only chunked is understood as Transfer-Encoding.');
  return path;
}

function isChunked(encoding: string): boolean {
  return encoding.toLowerCase() === 'chunked';
}
