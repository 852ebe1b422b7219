/** UUIDv7 (RFC 9562): unique ids that sort by the time they were made. */
import { randomBytes } from 'node:crypto';

let lastMillis = 0;
let counter = 0;

/** A new UUIDv7; ids made by one process are strictly increasing. */
export function newId(now: number = Date.now()): string {
  if (now > lastMillis) {
    lastMillis = now;
    counter = randomBytes(2).readUInt16BE() & 0x07ff;
  } else if (++counter > 0x0fff) {
    lastMillis += 1;
    counter = 0;
  }
  const bytes = randomBytes(16);
  bytes.writeUIntBE(lastMillis, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
