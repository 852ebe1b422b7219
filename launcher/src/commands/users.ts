/** `users`: lists accounts, makes one, and gives one a new password. */
import { addUser, listUsers, setUserPassword } from '@keep/contracts/auth-internal-http';
import type { InternalClient } from '../internal-client.ts';
import { textTable } from '../text-table.ts';
import { authOf } from './auth-of.ts';
import { type Command, type CommandIo, misuse, print } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const users: Command = {
  name: 'users',
  usage: 'list | add <email> [name] | reset-password <email>',
  summary: 'the accounts of this Keep; passwords are generated and shown once',
  async run(argv, io) {
    const [action, email, name] = readArguments(users, argv, {}, [1, 3]).positionals;
    if (action === 'list' && email === undefined) return list(await authOf(io), io);
    if (action === 'add' && email !== undefined) return add(await authOf(io), io, email, name ?? nameFrom(email));
    if (action === 'reset-password' && email !== undefined && name === undefined)
      return resetPassword(await authOf(io), io, email);
    throw misuse(users, 'This cannot be understood.');
  },
};

async function list(auth: InternalClient, io: CommandIo): Promise<number> {
  const rows: string[][] = [];
  let cursor: string | null = null;
  do {
    const query: Record<string, string> = cursor === null ? {} : { cursor };
    const page: { users: { email: string; name: string; createdAt: string; id: string }[]; nextCursor: string | null } =
      await auth.call(listUsers, { query: { limit: '100', ...query } });
    rows.push(...page.users.map(user => [user.email, user.name, user.createdAt, user.id]));
    cursor = page.nextCursor;
  } while (cursor !== null);
  print(io, rows.length === 0 ? 'There is no account yet.' : textTable(['email', 'name', 'since', 'id'], rows));
  return 0;
}

async function add(auth: InternalClient, io: CommandIo, email: string, name: string): Promise<number> {
  const { user, password } = await auth.call(addUser, { body: { email, name } });
  print(io, `${user.email} can sign in with the password ${password}`);
  return 0;
}

async function resetPassword(auth: InternalClient, io: CommandIo, email: string): Promise<number> {
  const { password } = await auth.call(setUserPassword, { body: { email } });
  print(io, `${email} can sign in with the password ${password} and is signed out everywhere else.`);
  return 0;
}

function nameFrom(email: string): string {
  return email.split('@')[0] || email;
}
