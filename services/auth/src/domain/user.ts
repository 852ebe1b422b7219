/** A person with an account, and one who has asked for an account but not yet proved the address. */

/** `deleting`: the erasure has begun; nobody signs in any more and the address is still taken. */
export type UserStatus = 'active' | 'deleting';

export type User = {
  id: string;
  /** Lower case; unique. */
  email: string;
  name: string;
  passwordHash: string;
  status: UserStatus;
  createdAt: Date;
  /** How often its password was reset: device tokens from before the last time are void. */
  resets: number;
};

/** Lives apart from the accounts, so that an address nobody proved stays free. */
export type PendingSignUp = { id: string; email: string; name: string; passwordHash: string; createdAt: Date };
