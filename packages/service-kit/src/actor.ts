/** Who acts. Knows nothing of HTTP. */
import type { Scope } from '@keep/contracts/route';

export type Actor = {
  userId: string;
  /** The session, or the API token, that the access token was issued for. */
  sessionId: string;
  /** `session`: a signed-in person. `token`: a program with an API token. */
  use: 'session' | 'token';
  scopes: readonly Scope[];
  /** Milliseconds since the epoch: when the access token expires, and with it whatever was opened by it. */
  expiresAt: number;
  /** What the person is called, as of when the access token was issued; absent in tokens of older versions. */
  name?: string;
  /** Their verified address, likewise. */
  email?: string;
};
