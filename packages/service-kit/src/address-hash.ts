/**
 * The name of a mail address in events: its hash, so that no address stands in the log. Here because the service that
 * announces a hash and the one that looks for it must agree to the bit; the contract of `auth.address-verified.v1`
 * defines it.
 */
import { createHash } from 'node:crypto';

/** SHA-256 in lower-case hex of an address that is trimmed and lower-cased already. */
export function addressHashOf(normalised: string): string {
  return createHash('sha256').update(normalised).digest('hex');
}
