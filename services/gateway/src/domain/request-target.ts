/** Which request targets the gateway takes: paths that mean the same to everybody who reads them. */
import { AppError } from '@keep/service-kit/app-error';

const MAX_TARGET = 8 * 1024;
const PRINTABLE = /^[\u0021-\u007e]+$/;
/** A percent sign without two hex digits; an encoded NUL or other control, slash or backslash. */
const BAD_ESCAPE = /%(?![0-9a-f]{2})|%[01][0-9a-f]|%7f|%2f|%5c/i;
const DOT_SEGMENT = /\/\.{1,2}(?:\/|$)/;

/** The path of a request target, without its query. Throws a 400 for whatever could be read in two ways. */
export function pathOf(target: string): string {
  if (target.length > MAX_TARGET) throw malformed(`The path and query may have at most ${MAX_TARGET} characters.`);
  if (!target.startsWith('/')) throw malformed('Send a path, not a whole address.');
  if (!PRINTABLE.test(target)) throw malformed('The path holds characters that must be percent-encoded.');
  const queryAt = target.indexOf('?');
  const path = queryAt < 0 ? target : target.slice(0, queryAt);
  if (path.includes('//') || path.includes('\\') || target.includes('#')) throw malformed('The path is ambiguous.');
  if (path.includes('%')) assertPlainEscapes(path);
  if (path.includes('.') && DOT_SEGMENT.test(path)) throw malformed('The path holds dot segments.');
  return path;
}

function assertPlainEscapes(path: string): void {
  if (BAD_ESCAPE.test(path)) throw malformed('The path holds an escape that is not allowed.');
  if (DOT_SEGMENT.test(path.replaceAll(/%2e/gi, '.'))) throw malformed('The path holds encoded dot segments.');
  try {
    decodeURIComponent(path);
  } catch {
    throw malformed('The path is not validly encoded UTF-8.');
  }
}

function malformed(detail: string): AppError {
  return new AppError('malformed', 'malformed-request', detail);
}
