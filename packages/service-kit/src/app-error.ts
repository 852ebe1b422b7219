/** The one error type that use cases throw; only `problem.ts` knows what it means in HTTP. */
import type { FieldError, ProblemCode } from '@keep/contracts/problem';

export type ErrorKind =
  | 'malformed'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'conflict'
  | 'gone'
  | 'precondition-failed'
  | 'request-timeout'
  | 'too-large'
  | 'headers-too-large'
  | 'unsupported-media-type'
  | 'misdirected'
  | 'failed-dependency'
  | 'too-many'
  | 'unavailable';

export type ErrorExtras = {
  /** All faulty fields at once. */
  errors?: readonly FieldError[];
  /** Seconds; what `Retry-After` says. */
  retryAfter?: number;
  /** Further response headers, such as `Allow`. */
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
};

/** A refusal that its reader can act on. `detail` is shown to them: no internals in it. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: ProblemCode;
  readonly extras: ErrorExtras;

  constructor(kind: ErrorKind, code: ProblemCode, detail: string, extras: ErrorExtras = {}) {
    super(detail, { cause: extras.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.code = code;
    this.extras = extras;
  }
}

/** The same answer for what does not exist and for what is someone else's. */
export function notFound(): AppError {
  return new AppError('not-found', 'not-found', 'There is nothing here, or it is not yours.');
}

/** A header breaks its rule; `detail` says what it must be. */
export function malformedHeader(name: string, detail: string): AppError {
  const errors = [{ pointer: `/${name}`, in: 'header' as const, detail }];
  return new AppError('malformed', 'malformed-header', `${name} ${detail}.`, { errors });
}

/** Query parameters break their schema. */
export function malformedQuery(errors: readonly FieldError[]): AppError {
  return new AppError('malformed', 'malformed-query', 'Some query parameters are not as they should be.', { errors });
}

/** A dependency is down, late or lost: try again after `retryAfter` seconds. */
export function unavailable(detail: string, cause?: unknown, retryAfter = 1): AppError {
  return new AppError('unavailable', 'unavailable', detail, { retryAfter, cause });
}

/** A process cannot start; `message` is one sentence that names the remedy. */
export class StartError extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'StartError';
  }
}
