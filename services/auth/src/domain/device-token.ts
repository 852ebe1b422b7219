/**
 * Tokens of devices: `base64url(device id, 16 bytes | tag, 16 bytes)`. The tag proves that this device signed in to this
 * account since the last reset of its password. It gives no access: only its wrong passwords are counted apart.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { User } from './user.ts';

export type DeviceOwner = Pick<User, 'id' | 'resets'>;

const ID_BYTES = 16;
const TAG_BYTES = 16;

/** `id` is 16 random bytes, `key` the server's own. */
export function newDeviceToken(owner: DeviceOwner, id: Buffer, key: Buffer): string {
  return Buffer.concat([id, tagOf(id, owner, key)]).toString('base64url');
}

/** The id of the device, or undefined for a token of another account, another server, or before the last reset. */
export function readDeviceToken(text: string, owner: DeviceOwner, key: Buffer): string | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== ID_BYTES + TAG_BYTES || bytes.toString('base64url') !== text) return undefined;
  const id = bytes.subarray(0, ID_BYTES);
  return timingSafeEqual(bytes.subarray(ID_BYTES), tagOf(id, owner, key)) ? id.toString('hex') : undefined;
}

function tagOf(id: Buffer, { id: userId, resets }: DeviceOwner, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`${userId}\n${resets}\n`).update(id).digest().subarray(0, TAG_BYTES);
}
