/** Starts a session with address and password. */
import { accountBeingDeleted, emailNotVerified, wrongCredentials } from '../domain/account-errors.ts';
import type { CodeRepository, SessionRepository, UserRepository } from '../ports.ts';
import type { CheckPassword } from './check-password.ts';
import type { SessionTokens, SignedIn } from './session-tokens.ts';

export type SignInDependencies = {
  users: UserRepository;
  sessions: SessionRepository;
  codes: CodeRepository;
  checkPassword: CheckPassword;
  sessionTokens: SessionTokens;
};

export type SignInInput = { email: string; password: string; address: string; userAgent: string | undefined };
export type SignIn = (input: SignInInput) => Promise<SignedIn>;

export function makeSignIn(deps: SignInDependencies): SignIn {
  const { users, sessions, codes, checkPassword, sessionTokens } = deps;

  return async ({ email, password, address, userAgent }) => {
    const user = await users.findByEmail(email);
    const pending = await codes.newestPending(email);
    const hash = user?.passwordHash ?? pending?.passwordHash;
    if (!(await checkPassword({ account: email, address, hash, password }))) throw wrongCredentials();
    if (!user) throw emailNotVerified();
    if (user.status === 'deleting') throw accountBeingDeleted();
    const { session, token } = sessionTokens.open(user.id, userAgent);
    if (!(await sessions.add(session, user.passwordHash))) throw wrongCredentials();
    return sessionTokens.issue(user, token);
  };
}
