/** Calls under the limits of production: who asks too much waits as told, and asks again. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Reply } from '@keep/testing/call';

const ATTEMPTS = 20;

/** Repeats `send` while the answer is that the address or the person asks too much. Other refusals are answers. */
export async function patiently(send: () => Promise<Reply>): Promise<Reply> {
  for (let attempt = 1; ; attempt += 1) {
    const reply = await send();
    if (reply.json?.code !== 'too-many-requests' || attempt === ATTEMPTS) return reply;
    await delay(Number(reply.headers.get('retry-after')) * 1_000);
  }
}
