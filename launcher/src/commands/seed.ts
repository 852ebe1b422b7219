/** `seed`: a demo account with notes to look at, made through the public API; a second run adds nothing. */
import { addUser, setUserPassword } from '@keep/contracts/auth-internal-http';
import { noteLimits } from '@keep/contracts/notes-http';
import { type InternalClient, Refusal, internalClient } from '../internal-client.ts';
import { runningKeep } from '../control-client.ts';
import { openSession, type KeepSession } from '../import/keep-session.ts';
import { sessionImportClient } from '../import/session-import-client.ts';
import { KeepError } from '../keep-error.ts';
import { readSecret, writeSecret } from '../secrets.ts';
import { demoOperations } from '../seed/demo-operations.ts';
import { type Command, print } from './command.ts';
import { readArguments } from './read-arguments.ts';

const email = 'demo@keep.example';
const SECRET = 'demo-account';

export const seed: Command = {
  name: 'seed',
  usage: '',
  summary: `make ${email} with some forty notes to look at, and show its password`,
  async run(argv, io) {
    readArguments(seed, argv, {});
    const keep = await runningKeep(io.environment);
    const { url, authUrl } = await keep.status();
    const { secrets } = keep.directory;
    const { session, password } = await signIn(url, internalClient('auth', authUrl, secrets), secrets);
    try {
      print(io, `${await sendNotes(session)} notes are there to look at.`);
    } finally {
      await session.end();
    }
    print(io, `Sign in as ${email} with the password ${password}, as ${url}/api/v1/reference shows.`);
    return 0;
  },
};

/** With the password of the last run; where that does not fit any more, with a new one. */
async function signIn(
  url: string,
  auth: InternalClient,
  secretsDir: string,
): Promise<{ session: KeepSession; password: string }> {
  const known = readSecret(secretsDir, SECRET);
  const again = known === undefined ? undefined : await openSession(url, email, known).catch(() => undefined);
  if (known !== undefined && again) return { session: again, password: known };
  const { password } = await makeAccount(auth);
  writeSecret(secretsDir, SECRET, password);
  return { session: await openSession(url, email, password), password };
}

async function makeAccount(auth: InternalClient): Promise<{ password: string }> {
  try {
    return await auth.call(addUser, { body: { email, name: 'Demo' } });
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'email-taken') throw error;
    return auth.call(setUserPassword, { body: { email } });
  }
}

/** Answers how many there are; those of an earlier run are not made again. */
async function sendNotes(session: KeepSession): Promise<number> {
  const client = sessionImportClient(session);
  const operations = demoOperations(session.user.id);
  let count = 0;
  for (let at = 0; at < operations.length; at += noteLimits.batchOperations) {
    const part = operations.slice(at, at + noteLimits.batchOperations);
    const results = await client.batch(part);
    const failed = results.find(({ status }) => status >= 400);
    if (failed) throw new KeepError(`A demo note was refused: ${JSON.stringify(failed.problem)}.`);
    count += part.filter(({ type }) => type === 'note.create').length;
  }
  return count;
}
