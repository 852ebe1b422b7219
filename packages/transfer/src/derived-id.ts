/** Ids that follow from what they name, so that naming it again gives the same id. */
import { sha256 } from './sha256.ts';

const encoder = new TextEncoder();

/** A UUIDv8 (RFC 9562, section 5.8) of the SHA-256 of the parts; JSON keeps `['a', 'b']` apart from `['ab']`. */
export function derivedId(...parts: readonly unknown[]): string {
  const bytes = sha256(encoder.encode(JSON.stringify(parts))).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
