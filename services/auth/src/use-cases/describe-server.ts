/** Returns what a client must know before a sign-in, and nothing of any account. */
import type { SignUpMode } from '../domain/sign-up-rule.ts';
import type { UserRepository } from '../ports.ts';

/** What does not change while the process runs. */
export type ServerFacts = { version: string; mail: boolean; trashDays: number; features: readonly string[] };

export type DescribeServerDependencies = {
  users: Pick<UserRepository, 'hasAny'>;
  mode: SignUpMode;
  setUpCode: string | undefined;
  serverFacts: ServerFacts;
};

export type ServerDescription = ServerFacts & { signUp: { mode: SignUpMode; setUpCodeNeeded: boolean } };
export type DescribeServer = () => Promise<ServerDescription>;

export function makeDescribeServer({
  users,
  mode,
  setUpCode,
  serverFacts,
}: DescribeServerDependencies): DescribeServer {
  return async () => {
    const setUpCodeNeeded = setUpCode !== undefined && !(await users.hasAny());
    return { ...serverFacts, signUp: { mode, setUpCodeNeeded } };
  };
}
