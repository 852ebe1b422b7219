/** Announces the addresses of accounts that were made by a version of auth that did not. */
import type { Clock } from '@keep/service-kit/clock';
import type { UserRepository } from '../ports.ts';

export type AnnounceAddressesDependencies = { users: UserRepository; clock: Clock };

/** Safe to run at any time, in several processes. */
export type AnnounceAddresses = () => Promise<void>;

/** Small enough that a person who signs in meanwhile does not notice. */
const CHUNK = 100;

export function makeAnnounceAddresses({ users, clock }: AnnounceAddressesDependencies): AnnounceAddresses {
  return async () => {
    while ((await users.announceAddresses(CHUNK, clock())) > 0);
  };
}
