/** Problem details (RFC 9457) and the one table of the codes that Keep answers with. */
import { z } from 'zod';

/**
 * Every stable `code`, with its title. Each has a page under `docs/reference/problems`.
 * A code may be added and never changes its meaning.
 */
export const problemTitles = {
  'malformed-request': 'The request cannot be understood',
  'malformed-json': 'The body is not valid JSON',
  'malformed-query': 'The query cannot be understood',
  'malformed-header': 'A header cannot be understood',
  'invalid-body': 'The body breaks the schema',
  'note-too-large': 'The note would be larger than a note may be',
  'too-many-labels': 'There are as many labels as an account may have',
  'too-many-members': 'There are as many members as a note may have',
  'quota-exceeded': 'There is as much of it as an account may have',
  unauthenticated: 'Sign in first',
  'wrong-credentials': 'The address or the password is wrong',
  'wrong-code': 'The code is wrong or no longer valid',
  'session-ended': 'This session has ended',
  'insufficient-scope': 'This token may not do that',
  'role-forbidden': 'Your role in this note does not allow that',
  'wrong-password': 'The password is wrong',
  'sign-up-closed': 'New accounts are not open here',
  'set-up-code-required': 'The first account needs the set-up code',
  'email-not-verified': 'The address is not verified yet',
  'cross-site': 'This request came from another site',
  'not-found': 'There is nothing here',
  'method-not-allowed': 'This method is not allowed here',
  'id-taken': 'This id is taken',
  'idempotency-key-reused': 'This idempotency key was used for something else',
  'op-id-reused': 'This operation id was used for something else',
  'label-name-taken': 'There is a label of this name already',
  'email-taken': 'This address is taken',
  'not-in-trash': 'The note is not in the trash',
  'in-trash': 'The note is in the trash',
  'owner-cannot-leave': 'The owner cannot leave a note',
  'not-joined': 'This member has not joined the note yet',
  'invitation-pending': 'The invitation to this note is not accepted yet',
  'account-being-deleted': 'This account is being deleted',
  'cursor-too-old': 'What has changed since can no longer be told',
  'precondition-failed': 'The note is not what If-Match says',
  'body-too-large': 'The body is too large',
  'headers-too-large': 'The headers are too large',
  'request-timeout': 'The request took too long to arrive',
  'unsupported-media-type': 'This media type is not supported',
  misdirected: 'This server does not answer for that host',
  'failed-dependency': 'An earlier operation on the same object failed',
  'too-many-requests': 'Too many requests',
  'too-many-sign-ins': 'Too many failed sign-ins',
  'too-many-codes': 'Too many codes were asked for',
  'too-many-streams': 'Too many streams are open',
  'too-many-invitations': 'Too many invitations are unanswered',
  unavailable: 'This part of Keep is not available right now',
  overloaded: 'Keep is busy right now',
  internal: 'Something went wrong inside Keep',
} as const;

export type ProblemCode = keyof typeof problemTitles;

/** The HTTP status that each code comes with, for the API document; the kit's errors carry it by their kind. */
export const problemStatuses: Readonly<Record<ProblemCode, number>> = {
  'malformed-request': 400,
  'malformed-json': 400,
  'malformed-query': 400,
  'malformed-header': 400,
  'invalid-body': 422,
  'note-too-large': 422,
  'too-many-labels': 422,
  'too-many-members': 422,
  'quota-exceeded': 422,
  unauthenticated: 401,
  'wrong-credentials': 401,
  'wrong-code': 422,
  'session-ended': 401,
  'insufficient-scope': 403,
  'role-forbidden': 403,
  'wrong-password': 403,
  'sign-up-closed': 403,
  'set-up-code-required': 403,
  'email-not-verified': 403,
  'cross-site': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'id-taken': 409,
  'idempotency-key-reused': 409,
  'op-id-reused': 409,
  'label-name-taken': 409,
  'email-taken': 409,
  'not-in-trash': 409,
  'in-trash': 409,
  'owner-cannot-leave': 409,
  'not-joined': 409,
  'invitation-pending': 409,
  'account-being-deleted': 403,
  'cursor-too-old': 410,
  'precondition-failed': 412,
  'body-too-large': 413,
  'headers-too-large': 431,
  'request-timeout': 408,
  'unsupported-media-type': 415,
  misdirected: 421,
  'failed-dependency': 424,
  'too-many-requests': 429,
  'too-many-sign-ins': 429,
  'too-many-codes': 429,
  'too-many-streams': 429,
  'too-many-invitations': 429,
  unavailable: 503,
  overloaded: 503,
  internal: 500,
};

/** One faulty field. */
export const fieldError = z.object({
  pointer: z
    .string()
    .meta({ description: 'A JSON pointer (RFC 6901) into the body, or into the query or the headers as an object' }),
  in: z.enum(['query', 'header']).optional().meta({ description: 'Where the field is; in the body if left out' }),
  detail: z.string(),
});
export type FieldError = z.infer<typeof fieldError>;

/** The body of every answer of 400 and above, sent as `application/problem+json`. */
export const problem = z
  .looseObject({
    type: z.string().meta({ description: '`urn:keep:problem:<code>`' }),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable; one of the pages of docs/reference/problems' }),
    detail: z.string().optional(),
    requestId: z.string().optional(),
    errors: z.array(fieldError).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;
