/** What loses its meaning, and when: the same in every database. */
import { IDEMPOTENCY_HOURS } from '@keep/service-kit/idempotency';
import { FAMILIAR_DAYS } from '../domain/origin.ts';
import { HOUR } from '../domain/sign-in-limit.ts';
import { OUTLIVES_ACCESS_TOKENS } from '../domain/signing-key.ts';

const DAY = 24 * HOUR;

/** A row goes when the time in `column` is `age` milliseconds ago. */
export const expiryRules: readonly { table: string; column: string; age: number }[] = [
  { table: 'sessions', column: 'expires_at', age: 0 },
  { table: 'api_tokens', column: 'expires_at', age: 0 },
  { table: 'codes', column: 'expires_at', age: 0 },
  { table: 'pending_sign_ups', column: 'created_at', age: DAY },
  { table: 'code_requests', column: 'requested_at', age: HOUR },
  { table: 'sign_in_attempts', column: 'attempted_at', age: HOUR },
  { table: 'sign_in_waits', column: 'last_at', age: DAY },
  { table: 'familiar_networks', column: 'last_used_at', age: FAMILIAR_DAYS * DAY },
  { table: 'revocations', column: 'revoked_at', age: OUTLIVES_ACCESS_TOKENS },
  { table: 'deletion_requests', column: 'requested_at', age: OUTLIVES_ACCESS_TOKENS },
  { table: 'signing_keys', column: 'retired_at', age: OUTLIVES_ACCESS_TOKENS },
  { table: 'idempotency_keys', column: 'created_at', age: IDEMPOTENCY_HOURS * HOUR },
];
