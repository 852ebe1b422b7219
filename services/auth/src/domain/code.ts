/** Codes that prove an address: 8 digits by mail, stored as an HMAC, valid for minutes and a few tries. */
import { createHmac } from 'node:crypto';

export type CodePurpose = 'sign-up' | 'change-email' | 'reset-password';

export type Code = {
  id: string;
  email: string;
  purpose: CodePurpose;
  /** The request that asked: the attempt to sign up, the session, or the reset. The code counts with it alone. */
  askedBy: string;
  /** The pending sign-up's id, or the user's; empty where no account is to be changed. */
  subjectId: string;
  hash: string;
  createdAt: Date;
  expiresAt: Date;
};

export const CODE_MINUTES = 10;
export const CODE_TRIES = 5;

/** `number` is random, 0 to 99,999,999. */
export function formatCode(number: number): string {
  return String(number).padStart(8, '0');
}

/** Eight digits are few: without the server's `key` a stolen table of plain hashes would be read in seconds. */
export function hashCode(email: string, code: string, key: Buffer): string {
  return createHmac('sha256', key).update(`${email}\n${code}`).digest('hex');
}
