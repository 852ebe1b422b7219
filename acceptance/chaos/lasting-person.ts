/** A person whose calls outlive an access token. */
import { type Person, signIn } from '../person.ts';

export type LastingPerson = Person & {
  /** Signs in again when the token is about to expire; to be called while auth is there. */
  renew(): Promise<void>;
};

/** Milliseconds; an access token lives for five minutes. */
const RENEW_AFTER = 120_000;

export function lasting(url: string, person: Person): LastingPerson {
  let current = person;
  let renewedAt = Date.now();
  return {
    ...person,
    get accessToken() {
      return current.accessToken;
    },
    call: (target, options) => current.call(target, options),
    async renew() {
      if (Date.now() - renewedAt < RENEW_AFTER) return;
      current = await signIn(url, person.email);
      renewedAt = Date.now();
    },
  };
}
