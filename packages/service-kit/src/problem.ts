/** Errors as RFC 9457 problem documents: the only place that knows which kind of error is which HTTP status. */
import { type FieldError, type Problem, problemTitles } from '@keep/contracts/problem';
import { AppError, type ErrorKind } from './app-error.ts';

const statusOf: Record<ErrorKind, number> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'request-timeout': 408,
  conflict: 409,
  gone: 410,
  'precondition-failed': 412,
  'too-large': 413,
  'unsupported-media-type': 415,
  misdirected: 421,
  invalid: 422,
  'failed-dependency': 424,
  'too-many': 429,
  'headers-too-large': 431,
  unavailable: 503,
};

/** Bytes of the faulty fields as JSON, so that a problem document stays below 64 KiB. */
const MAX_ERRORS_BYTES = 60 * 1024;

export type ProblemAnswer = { status: number; headers: Record<string, string>; problem: Problem };

/** The answer to `error`. Whatever is not an `AppError` is our bug: a 500 that says nothing of it. */
export function toProblem(error: unknown, requestId: string | undefined): ProblemAnswer {
  if (!(error instanceof AppError)) return internalProblem(requestId);
  const status = statusOf[error.kind];
  const headers: Record<string, string> = { ...error.extras.headers };
  if (error.extras.retryAfter !== undefined)
    headers['retry-after'] = String(Math.max(1, Math.ceil(error.extras.retryAfter)));
  if (status === 401) headers['www-authenticate'] ??= 'Bearer';
  return {
    status,
    headers,
    problem: {
      type: `urn:keep:problem:${error.code}`,
      title: problemTitles[error.code],
      status,
      code: error.code,
      detail: error.message,
      ...(requestId === undefined ? {} : { requestId }),
      ...(error.extras.errors ? { errors: asManyAsFit(error.extras.errors) } : {}),
    },
  };
}

function asManyAsFit(errors: readonly FieldError[]): FieldError[] {
  let bytes = 0;
  const end = errors.findIndex(error => (bytes += Buffer.byteLength(JSON.stringify(error)) + 1) > MAX_ERRORS_BYTES);
  return errors.slice(0, end < 0 ? undefined : end);
}

function internalProblem(requestId: string | undefined): ProblemAnswer {
  return {
    status: 500,
    headers: {},
    problem: {
      type: 'urn:keep:problem:internal',
      title: problemTitles.internal,
      status: 500,
      code: 'internal',
      ...(requestId === undefined ? {} : { requestId }),
    },
  };
}
