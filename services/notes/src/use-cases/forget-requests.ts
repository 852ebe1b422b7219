/** Forgets handled requests whose time is over, some at a time. */
import type { Clock } from '@keep/service-kit/clock';
import type { RequestRepository } from '../ports.ts';

const CHUNK = 500;

export function makeForgetRequests({ requests, clock }: { requests: RequestRepository; clock: Clock }) {
  return async (): Promise<void> => {
    while ((await requests.forgetExpired(clock(), CHUNK)) === CHUNK);
  };
}
