/** Calls under the limits of production: a client that asks too much, or at a busy moment, waits as told and asks again. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Reply } from '@keep/testing/call';

const ATTEMPTS = 20;
const TOO_MANY = 429;
const UNAVAILABLE = 503;

type Result = { status: number };

/**
 * Repeats `send` while the answer, or one operation of a batch, says no more than "later": that the client asks too much,
 * or that a store is slow. One that stays, as where a request breaks a service, is returned. Other refusals are answers.
 */
export async function patiently(send: () => Promise<Reply>): Promise<Reply> {
  for (let attempt = 1; ; attempt += 1) {
    const reply = await send();
    if (!isLater(reply) || attempt === ATTEMPTS) return reply;
    await delay(Number(reply.headers.get('retry-after') ?? 1) * 1_000);
  }
}

function isLater({ status, json }: Reply): boolean {
  if (status === TOO_MANY) return json?.code === 'too-many-requests';
  const results: readonly Result[] = Array.isArray(json?.results) ? json.results : [];
  return [{ status }, ...results].some(result => result.status === UNAVAILABLE);
}
