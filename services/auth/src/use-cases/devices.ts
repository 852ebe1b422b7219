/** Which devices have signed in to an account: browsers show a token of each account in one cookie. */
import { randomBytes } from 'node:crypto';
import { type DeviceOwner, newDeviceToken, readDeviceToken } from '../domain/device-token.ts';

export type Devices = {
  /** The device of this account that one of the tokens names. */
  find(owner: DeviceOwner, tokens: readonly string[]): string | undefined;
  /** A token for a device that has signed in. */
  issue(owner: DeviceOwner): string;
};

export function makeDevices({ deviceKey }: { deviceKey: Buffer }): Devices {
  return {
    find: (owner, tokens) => tokens.map(text => readDeviceToken(text, owner, deviceKey)).find(id => id !== undefined),
    issue: owner => newDeviceToken(owner, randomBytes(16), deviceKey),
  };
}
