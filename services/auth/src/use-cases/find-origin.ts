/** Finds out whether a request that gives no proof yet comes from where its account has signed in before. */
import type { Clock } from '@keep/service-kit/clock';
import { digestOfNetwork, FAMILIAR_DAYS, type Origin, strangerFrom } from '../domain/origin.ts';
import type { User } from '../domain/user.ts';
import type { UserRepository } from '../ports.ts';
import type { Devices } from './devices.ts';

export type FindOriginDependencies = { users: UserRepository; devices: Devices; clock: Clock; networkKey: Buffer };

/** What a request shows of its sender. */
export type Client = {
  /** As `addressGroup` of the kit writes it. */
  network: string;
  /** Of the device cookie; each may be of another account. */
  deviceTokens: readonly string[];
};

/** `user` is undefined for an address without an account; the work is the same. */
export type FindOrigin = (user: User | undefined, client: Client) => Promise<Origin>;

const DAY = 86_400_000;

export function makeFindOrigin({ users, devices, clock, networkKey }: FindOriginDependencies): FindOrigin {
  return async (user, { network, deviceTokens }) => {
    const deviceId = user && devices.find(user, deviceTokens);
    if (deviceId !== undefined) return { kind: 'device', id: deviceId };
    const userId = user?.id ?? '';
    const since = new Date(clock().getTime() - FAMILIAR_DAYS * DAY);
    const isFamiliar = await users.knowsNetwork(userId, digestOfNetwork(userId, network, networkKey), since);
    return isFamiliar ? { kind: 'familiar', id: network } : strangerFrom(network);
  };
}
