/** Parses what comes from outside, once, where it enters; all faulty fields are answered at once. */
import type { FieldError } from '@keep/contracts/problem';
import type { z } from 'zod';
import { AppError, malformedQuery } from './app-error.ts';

const MAX_DEPTH = 32;
const MAX_ERRORS = 50;
/** Characters: a sender's own key must not come back many times over. */
const MAX_POINTER = 200;

/** A body by its schema, or a 422 that names every faulty field by its JSON pointer. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body, brief);
  if (result.success) return result.data;
  throw new AppError('invalid', 'invalid-body', 'Some fields are not as they should be.', {
    errors: fieldErrors(result.error),
  });
}

/** A query by its schema, or a 400 that names every faulty parameter. */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, query: unknown): z.output<Schema> {
  const result = schema.safeParse(query, brief);
  if (result.success) return result.data;
  throw malformedQuery(fieldErrors(result.error).map(error => ({ ...error, in: 'query' })));
}

/**
 * Checks what no schema sees: nesting deeper than 32, keys that reach for the prototype, and text with U+0000 or a lone
 * surrogate, which not every store keeps. It stops at the depth that is allowed, so hostile nesting exhausts no stack.
 */
export function assertStorable(value: unknown): void {
  const errors: FieldError[] = [];
  findUnstorable(value, [], errors);
  if (errors.length > 0)
    throw new AppError('invalid', 'invalid-body', 'Some fields are not as they should be.', { errors });
}

/** All share one `path`: one for each value would make a body of a million of them take seconds. */
function findUnstorable(value: unknown, path: PropertyKey[], errors: FieldError[]): void {
  if (typeof value === 'string') {
    if (!isStorableText(value)) errors.push({ pointer: pointer(path), detail: 'has a character that is not allowed' });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (path.length >= MAX_DEPTH)
    throw new AppError('invalid', 'invalid-body', `The body is nested deeper than ${MAX_DEPTH} levels.`);
  const isList = Array.isArray(value);
  for (const key of isList ? value.keys() : Object.keys(value)) {
    if (errors.length >= MAX_ERRORS) return;
    path.push(key);
    if (isList || (key !== '__proto__' && isStorableText(String(key))))
      findUnstorable((value as Record<PropertyKey, unknown>)[key], path, errors);
    else errors.push({ pointer: pointer(path), detail: 'is not an allowed name' });
    path.pop();
  }
}

export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues
    .slice(0, MAX_ERRORS)
    .flatMap(issue =>
      issue.code === 'unrecognized_keys'
        ? issue.keys
            .slice(0, MAX_ERRORS)
            .map(key => ({ pointer: pointer([...issue.path, key]), detail: 'is not a known field' }))
        : [{ pointer: pointer(issue.path), detail: issue.message }],
    )
    .slice(0, MAX_ERRORS);
}

/** zod would write the names of all unknown fields into a message that is not sent. */
const brief = {
  error: ({ code }: { code: string }) => (code === 'unrecognized_keys' ? 'has unknown fields' : undefined),
};

/** RFC 6901, of which at most 200 characters are shown. */
function pointer(path: readonly PropertyKey[]): string {
  return cut(path.map(part => `/${cut(String(part)).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
}

/** Leaves no half of a character, or of an escape, before the ellipsis. */
function cut(text: string): string {
  if (text.length <= MAX_POINTER) return text;
  return `${text.slice(0, MAX_POINTER - 1).replace(/[~\uD800-\uDBFF]$/, '')}…`;
}
