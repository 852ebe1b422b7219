/** A place where a person is signed in. A session that ended is gone; only its revocation is remembered for a while. */

export type Session = {
  id: string;
  userId: string;
  createdAt: Date;
  lastUsedAt: Date;
  /** Moves with each use: a session that nobody used until then has ended. */
  expiresAt: Date;
  userAgent: string | null;
};

/** `tokenHash` is of the first refresh token, `networkDigest` of the network from which it was begun. */
export type NewSession = Session & { tokenHash: string; networkDigest: string };

const MAX_USER_AGENT = 255;

/** What the list of sessions shows of the `User-Agent` header. */
export function describeUserAgent(header: string | undefined): string | null {
  return header === undefined ? null : header.slice(0, MAX_USER_AGENT);
}
