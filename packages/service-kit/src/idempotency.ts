/** `Idempotency-Key`: what a write carries so that its repetition is answered, not repeated. */
import { createHash } from 'node:crypto';
import { AppError, malformedHeader } from './app-error.ts';

/** `fingerprint` is SHA-256 of method, path and body: the same key with another fingerprint is a conflict. */
export type IdempotencyKey = { key: string; fingerprint: string };

/** How long a key is remembered. */
export const IDEMPOTENCY_HOURS = 24;

/** Reads the header; undefined where there is none. Throws a 400 for one that is not 1 to 255 visible ASCII characters. */
export function readIdempotencyKey(
  header: string | string[] | undefined,
  method: string,
  path: string,
  body: Uint8Array,
): IdempotencyKey | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw malformedHeader('Idempotency-Key', 'must be 1 to 255 visible ASCII characters');
  }
  return { key: header, fingerprint: createHash('sha256').update(`${method} ${path}\n`).update(body).digest('hex') };
}

export function keyReused(): AppError {
  return new AppError(
    'conflict',
    'idempotency-key-reused',
    'This Idempotency-Key came with another request before: take a new one.',
  );
}
