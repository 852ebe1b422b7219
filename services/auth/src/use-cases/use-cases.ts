/** Builds every use case from the adapters and settings that composition chose. */
import type { Authenticate } from '@keep/service-kit/authentication';
import type { Clock } from '@keep/service-kit/clock';
import type { Logger } from '@keep/service-kit/logger';
import { createHmac } from 'node:crypto';
import type { CodeLimits } from '../domain/code-charges.ts';
import type { SignInLimits } from '../domain/sign-in-limit.ts';
import type { SignUpMode } from '../domain/sign-up-rule.ts';
import type {
  AccessTokenIssuer, AttemptRepository, CodeRepository, DeletionRepository, Hasher, KeyRepository, RevocationRepository,
  SessionRepository, TokenRepository, UserRepository,
} from '../ports.ts'; // prettier-ignore
import { makeAddUser } from './add-user.ts';
import { makeChangeEmail } from './change-email.ts';
import { makeChangePassword } from './change-password.ts';
import { makeCheckPassword } from './check-password.ts';
import { makeConfirmPassword } from './confirm-password.ts';
import { makeCreateToken } from './create-token.ts';
import { makeDeleteAccount } from './delete-account.ts';
import { makeDevices } from './devices.ts';
import { makeDescribeServer, type ServerFacts } from './describe-server.ts';
import { makeExchangeToken } from './exchange-token.ts';
import { makeFindOrigin } from './find-origin.ts';
import { makeForgotPassword } from './forgot-password.ts';
import { makeRefreshSession } from './refresh-session.ts';
import { makeRequestCode } from './request-code.ts';
import { makeResendCode } from './resend-code.ts';
import { makeResetPassword } from './reset-password.ts';
import { makeRotateKeys } from './rotate-keys.ts';
import { makeSessionTokens } from './session-tokens.ts';
import { makeSetUserPassword } from './set-user-password.ts';
import { makeSignIn } from './sign-in.ts';
import { makeSignOut } from './sign-out.ts';
import { makeSignUp } from './sign-up.ts';
import { makeVerifyEmail } from './verify-email.ts';

export type Repositories = {
  users: UserRepository;
  sessions: SessionRepository;
  codes: CodeRepository;
  attempts: AttemptRepository;
  tokens: TokenRepository;
  keys: KeyRepository;
  deletions: DeletionRepository;
};

export type UseCaseSettings = {
  mode: SignUpMode;
  setUpCode: string | undefined;
  limits: SignInLimits;
  codeLimits: CodeLimits;
  /** Milliseconds. */
  idle: number;
  grace: number;
  participants: readonly string[];
  tokensPerPerson: number;
  sessionsPerPerson: number;
  serverFacts: ServerFacts;
};

export type UseCaseDependencies = Repositories & {
  revocations: RevocationRepository;
  hasher: Hasher;
  accessTokens: AccessTokenIssuer;
  authenticate: Authenticate;
  refreshKeys: () => Promise<void>;
  clock: Clock;
  logger: Logger;
  /** The server's own secret, the same in every process. */
  secret: Buffer;
  settings: UseCaseSettings;
};

export type UseCases = ReturnType<typeof makeUseCases>;

export function makeUseCases(dependencies: UseCaseDependencies) {
  const { secret, settings, ...adapters } = dependencies;
  const deps = { ...adapters, ...settings, ...keysFrom(secret) };
  const devices = makeDevices(deps);
  const findOrigin = makeFindOrigin({ ...deps, devices });
  const checkPassword = makeCheckPassword(deps);
  const confirmPassword = makeConfirmPassword({ ...deps, checkPassword });
  const requestCode = makeRequestCode(deps);
  const sessionTokens = makeSessionTokens(deps);
  return {
    devices,
    signUp: makeSignUp({ ...deps, requestCode, sessionTokens }),
    signIn: makeSignIn({ ...deps, checkPassword, findOrigin, sessionTokens }),
    refreshSession: makeRefreshSession({ ...deps, sessionTokens }),
    signOut: makeSignOut(deps),
    verifyEmail: makeVerifyEmail({ ...deps, sessionTokens }),
    resendCode: makeResendCode({ ...deps, requestCode }),
    forgotPassword: makeForgotPassword({ ...deps, findOrigin, requestCode }),
    resetPassword: makeResetPassword(deps),
    changeEmail: makeChangeEmail({ ...deps, confirmPassword, requestCode }),
    changePassword: makeChangePassword({ ...deps, confirmPassword }),
    deleteAccount: makeDeleteAccount({ ...deps, confirmPassword }),
    createToken: makeCreateToken({ ...deps, confirmPassword }),
    exchangeToken: makeExchangeToken(deps),
    rotateKeys: makeRotateKeys(deps),
    describeServer: makeDescribeServer(deps),
    addUser: makeAddUser(deps),
    setUserPassword: makeSetUserPassword(deps),
  };
}

/** One key for each use, so that what one of them signs proves nothing to another. */
function keysFrom(secret: Buffer) {
  const keyFor = (use: string) => createHmac('sha256', secret).update(use).digest();
  return {
    refreshKey: keyFor('refresh'),
    codeKey: keyFor('codes'),
    chargeKey: keyFor('charges'),
    deviceKey: keyFor('devices'),
    networkKey: keyFor('networks'),
  };
}
