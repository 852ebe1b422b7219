/** Whose allowance a request for a mailed code uses: within an hour, each has its own. */
import { type Origin, originKey } from './origin.ts';

export type CodeLimits = {
  /** Codes that one asker has mailed: an account's own device or network, or a stranger's network, to one address. */
  byAsker: number;
  /** Codes that strangers have mailed to one address. */
  toAddress: number;
  /** Codes that one network has mailed, whatever the addresses. */
  fromNetwork: number;
};

export type Charge = { key: string; limit: keyof CodeLimits };

/** For a sign-up or a new password. The owner's own devices and networks do not share what strangers use up. */
export function chargesOf(email: string, origin: Origin): Charge[] {
  const own: Charge = { key: `to ${email} from ${originKey(origin)}`, limit: 'byAsker' };
  return origin.kind === 'stranger' ? [own, ...chargesOfStrangers(email, origin.id)] : [own];
}

/** For another address of this account: it may be anybody's. */
export function chargesOfChange(userId: string, newEmail: string, network: string): Charge[] {
  return [{ key: `by ${userId}`, limit: 'byAsker' }, ...chargesOfStrangers(newEmail, network)];
}

function chargesOfStrangers(email: string, network: string): Charge[] {
  return [
    { key: `to ${email}`, limit: 'toAddress' },
    { key: `from ${network}`, limit: 'fromNetwork' },
  ];
}
