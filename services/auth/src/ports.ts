/** What the use cases need from outside. Every method that writes is one transaction, with its events and its mail. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import type { Scope } from '@keep/contracts/route';
import type { IdempotencyKey } from '@keep/service-kit/idempotency';
import type { ApiToken } from './domain/api-token.ts';
import type { Code, CodePurpose } from './domain/code.ts';
import type { Deletion, Erased } from './domain/deletion.ts';
import type { Share } from './domain/fair-turns.ts';
import type { MailMessage } from './domain/mails.ts';
import type { Origin } from './domain/origin.ts';
import type { NewSession, Session } from './domain/session.ts';
import type { SignInLimits } from './domain/sign-in-limit.ts';
import type { PublicJwk, SigningKey } from './domain/signing-key.ts';
import type { PendingSignUp, User } from './domain/user.ts';

/** A page of a list: what comes after the id `after`, at most `limit`. */
export type Page = { after: string | undefined; limit: number };

export type NewUser = {
  user: User;
  events: readonly EventEnvelope[];
  /** The session that the person is signed in with at once. */
  session?: NewSession;
  /** The code that proved the address; it is spent with this. */
  codeId?: string;
  /** Refuse (`false`) when there is an account already. */
  mustBeFirst?: boolean;
};

export type PasswordChange = {
  userId: string;
  passwordHash: string;
  now: Date;
  /** The session that goes on; all others end. Without it this is a reset: no device and no network is known any more. */
  keepSessionId?: string;
  /** The hash that the old password was checked against; the change fails when it is another by now. */
  expectedHash?: string;
  /** The code that allowed it; it is spent with this. */
  codeId?: string;
  /** Whether every API token is revoked with it. */
  revokesTokens: boolean;
  mail: readonly MailMessage[];
};

export type EmailChange = {
  userId: string;
  newEmail: string;
  now: Date;
  codeId: string;
  session: NewSession;
  mail: readonly MailMessage[];
};

export interface UserRepository {
  find(userId: string): Promise<User | undefined>;
  findByEmail(email: string): Promise<User | undefined>;
  hasAny(): Promise<boolean>;
  /** Oldest first. */
  page(page: Page): Promise<User[]>;
  /** Whether the account has begun a session from this network since then. */
  knowsNetwork(userId: string, networkDigest: string, since: Date): Promise<boolean>;
  /**
   * Stores the account and announces its address.
   * Throws `email-taken`, and `wrong-code` when the code was spent meanwhile; false when it had to be the first and is not.
   */
  add(newUser: NewUser): Promise<boolean>;
  /** Answers the user as renamed, or as renamed the first time by the same key; undefined when there is no such account. */
  rename(userId: string, name: string, now: Date, key: IdempotencyKey | undefined): Promise<User | undefined>;
  /** False when the account is gone or its password changed meanwhile; throws `wrong-code` when the code was spent meanwhile. */
  setPassword(change: PasswordChange): Promise<boolean>;
  /** Changes the address, announces it, and ends all sessions but the new one. Throws `email-taken` and `wrong-code`. */
  setEmail(change: EmailChange): Promise<User>;
  /** Announces addresses of active accounts that were not announced yet, at most `limit`; answers how many. */
  announceAddresses(limit: number, now: Date): Promise<number>;
}

export type Rotation = {
  sessionId: string;
  spentHash: string;
  successorHash: string;
  now: Date;
  /** A token spent before then is not honoured again. */
  graceSince: Date;
  expiresAt: Date;
};

/** `reused`: a spent token came again after its successor was used, or too late; the session has ended with this. */
export type RotationOutcome =
  { kind: 'rotated' | 'repeated'; userId: string } | { kind: 'reused'; userId: string } | { kind: 'unknown' };

export interface SessionRepository {
  /**
   * False when the account is gone, being deleted, or has another password than `expectedHash` by now. Beyond `limit`
   * sessions of the account, those that were used least recently end.
   */
  add(session: NewSession, expectedHash: string, limit: number): Promise<boolean>;
  rotate(rotation: Rotation): Promise<RotationOutcome>;
  /** Newest first; only those that live. */
  page(userId: string, now: Date, page: Page): Promise<Session[]>;
  /** False when this user has no such session. */
  end(userId: string, sessionId: string, now: Date): Promise<boolean>;
  /** Ends every other session of this user. */
  endOthers(userId: string, sessionId: string, now: Date): Promise<void>;
  /** Ends a session whoever's it is: its refresh token was shown. */
  endByToken(sessionId: string, now: Date): Promise<void>;
}

export interface RevocationRepository {
  isRevoked(sessionId: string): Promise<boolean>;
  since(date: Date): Promise<{ sessionId: string; revokedAt: Date }[]>;
}

export type Allowance = { key: string; count: number };

export type CodeRequest = {
  /** Allowances that this uses: each has room for `count` in `window` milliseconds. */
  charged: readonly Allowance[];
  window: number;
  now: Date;
  code: Code;
  pendingSignUp?: PendingSignUp;
  mail: readonly MailMessage[];
};

export type CodeTry = {
  email: string;
  purpose: CodePurpose;
  /** What the answer to the request for the code named. */
  askedBy: string;
  hash: string;
  now: Date;
  maxTries: number;
};

export interface CodeRepository {
  /** Counts, stores, and queues the mail. `retryAfter` in milliseconds. */
  issue(request: CodeRequest): Promise<{ issued: true } | { issued: false; retryAfter: number }>;
  /** Counts a try against every live code of the request that asked, then answers the one that matches. */
  attempt(attempt: CodeTry): Promise<Code | undefined>;
  findPending(pendingId: string): Promise<PendingSignUp | undefined>;
  newestPending(email: string): Promise<PendingSignUp | undefined>;
}

/** A password check that goes on, counted as wrong. */
export type Attempt = { id: string; account: string; origin: Origin };

export type Admission = { admitted: true; attempt: Attempt } | { admitted: false; retryAfter: number };

export interface AttemptRepository {
  /** Counts a password check as wrong before it is made. `retryAfter` in milliseconds. */
  begin(account: string, origin: Origin, now: Date, limits: SignInLimits): Promise<Admission>;
  /** The password was right: this account starts anew for this origin. */
  succeed(attempt: Attempt): Promise<void>;
  /** The check was not made after all. */
  withdraw(attempt: Attempt): Promise<void>;
}

/** With what its person is called, and their address. */
export type FoundToken = { token: ApiToken; userName: string; userEmail: string };

export type NewToken = {
  token: ApiToken;
  hash: string;
  /** The password's hash that the request was checked against. */
  expectedHash: string;
  /** Tokens that an account may have. */
  limit: number;
};

export interface TokenRepository {
  /**
   * `full` where the account has its limit of tokens that have not expired; `refused` where there is no such account any
   * more, it is being deleted, or has another password by now.
   */
  add(newToken: NewToken): Promise<'added' | 'full' | 'refused'>;
  /** Newest first. */
  page(userId: string, page: Page): Promise<ApiToken[]>;
  revoke(userId: string, tokenId: string, now: Date): Promise<boolean>;
  recordUse(tokenId: string, now: Date): Promise<void>;
  /** The token of an account that is active. */
  findByHash(hash: string): Promise<FoundToken | undefined>;
}

export interface KeyRepository {
  /** Stores the first two keys, unless another process did. */
  addFirst(current: SigningKey, next: SigningKey): Promise<void>;
  current(): Promise<SigningKey>;
  /** Current, next, and those retired since. */
  published(retiredSince: Date): Promise<PublicJwk[]>;
  /** Promotes the next key and stores the one after it; answers the id of the key that signs from now on. */
  rotate(next: SigningKey, now: Date): Promise<string>;
  /** The server's own secret; `fresh` becomes it when there is none. */
  serverSecret(fresh: Buffer): Promise<Buffer>;
}

export type DeletionRequest = Deletion & {
  /** The session that asks. */
  sessionId: string;
  now: Date;
  expectedHash: string;
  participants: readonly string[];
  events: readonly EventEnvelope[];
  key: IdempotencyKey | undefined;
};

export interface DeletionRepository {
  /** Begins the saga and ends all sessions and tokens. Throws `session-ended` or `wrong-password` when account or password changed meanwhile. */
  request(request: DeletionRequest): Promise<void>;
  /** Whether this session asked, under this key. Throws a 409 when it asked something else under it. */
  wasRequested(sessionId: string, key: IdempotencyKey): Promise<boolean>;
  /** Notes a participant's answer, once for each event; the last answer erases auth's own part. */
  recordAnswer(userId: string, participant: string, eventId: string, now: Date): Promise<void>;
  /** Sagas that wait and asked last before `askedBefore`. */
  waiting(askedBefore: Date): Promise<Deletion[]>;
  /** Asks again, unless another process did. */
  askAgain(userId: string, askedBefore: Date, now: Date, event: EventEnvelope): Promise<void>;
  /** Sagas that wait although every participant has answered; the oldest first, as in `erased`. */
  answered(): Promise<Pick<Deletion, 'userId'>[]>;
  /** Erases auth's own part, unless another process did. */
  eraseAnswered(userId: string): Promise<void>;
  /** Users who asked before `requestedBefore` and of whom only mails and the log are left. */
  erased(requestedBefore: Date): Promise<Erased[]>;
  /** Nothing is left but the tombstone, unless something was heard after `heardAt`: that is in the log again. */
  finish(erased: Pick<Erased, 'userId' | 'heardAt'>, now: Date): Promise<void>;
}

export interface MailQueue {
  /** Takes mails that are due, first those that were never tried, so that no other process sends them before `until`. */
  claim(limit: number, now: Date, until: Date): Promise<MailMessage[]>;
  remove(mailId: string): Promise<void>;
}

export interface Mailer {
  /** Resolves when the mail is on its way for good. */
  send(mail: MailMessage): Promise<void>;
  /** Removes what is still here of the mails that name this address. */
  erase(address: string): Promise<void>;
}

/** Both take turns, and throw `overloaded` where `share` has more than its part of those that wait. */
export interface Hasher {
  hash(password: string, share: Share): Promise<string>;
  /** Does the same work and answers false when there is no hash. */
  verify(hash: string | undefined, password: string, share: Share): Promise<boolean>;
}

export type AccessTokenRequest = {
  userId: string;
  userName: string;
  userEmail: string;
  sessionId: string;
  use: 'session' | 'token';
  scopes: readonly Scope[];
  /** Seconds. */
  life: number;
};

export interface AccessTokenIssuer {
  issue(request: AccessTokenRequest): Promise<string>;
  newKey(): Promise<SigningKey>;
}

export interface ExpiryRepository {
  /** Removes whatever has lost its meaning by `now`. */
  removeExpired(now: Date): Promise<void>;
}
