/** Starts a session with address and password. */
import { accountBeingDeleted, emailNotVerified, wrongCredentials } from '../domain/account-errors.ts';
import type { PendingSignUp } from '../domain/user.ts';
import type { CodeRepository, SessionRepository, UserRepository } from '../ports.ts';
import type { CheckPassword } from './check-password.ts';
import type { Client, FindOrigin } from './find-origin.ts';
import type { SessionTokens, SignedIn } from './session-tokens.ts';

export type SignInDependencies = {
  users: UserRepository;
  sessions: SessionRepository;
  codes: CodeRepository;
  checkPassword: CheckPassword;
  findOrigin: FindOrigin;
  sessionTokens: SessionTokens;
  sessionsPerPerson: number;
};

export type SignInInput = {
  email: string;
  password: string;
  /** The attempt to sign up that this person made, if they have no account yet. */
  signUpId: string | undefined;
  client: Client;
  userAgent: string | undefined;
};
export type SignIn = (input: SignInInput) => Promise<SignedIn>;

export function makeSignIn(deps: SignInDependencies): SignIn {
  const { users, sessions, codes, checkPassword, findOrigin, sessionTokens, sessionsPerPerson } = deps;

  /** One of them: a password is compared with one hash, whoever signed up how often, or the time would tell. */
  async function findPending(email: string, signUpId: string | undefined): Promise<PendingSignUp | undefined> {
    const named = signUpId === undefined ? undefined : await codes.findPending(signUpId);
    return named?.email === email ? named : codes.newestPending(email);
  }

  return async ({ email, password, signUpId, client, userAgent }) => {
    const user = await users.findByEmail(email);
    const pending = await findPending(email, signUpId);
    const hash = user?.passwordHash ?? pending?.passwordHash;
    const { network } = client;
    const origin = await findOrigin(user, client);
    if (!(await checkPassword({ account: email, origin, network, hash, password }))) throw wrongCredentials();
    if (!user) throw emailNotVerified();
    if (user.status === 'deleting') throw accountBeingDeleted();
    const { session, token } = sessionTokens.open(user.id, { network, userAgent });
    if (!(await sessions.add(session, user.passwordHash, sessionsPerPerson))) throw wrongCredentials();
    return sessionTokens.issue(user, token);
  };
}
