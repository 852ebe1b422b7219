/** UUIDv7 (RFC 9562): unique ids that sort by the time they were made. */
import { randomUUID } from 'node:crypto';

let lastMillis = 0;
let counter = 0;

/** A new UUIDv7; ids made by one process are strictly increasing. */
export function newId(now: number = Date.now()): string {
  if (now > lastMillis) {
    lastMillis = now;
    counter = Number.parseInt(randomUUID().slice(0, 4), 16) & 0x07ff;
  } else if (++counter > 0x0fff) {
    lastMillis += 1;
    counter = 0;
  }
  const time = lastMillis.toString(16).padStart(12, '0');
  const sequence = (0x7000 | counter).toString(16);
  // From the variant on, version 7 is as random as version 4, of which Node keeps a stock.
  return `${time.slice(0, 8)}-${time.slice(8)}-${sequence}-${randomUUID().slice(19)}`;
}
