/** The mails that Keep writes to files where no mail server is set. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@keep/testing/eventually';
import type { StartedKeep } from '@keep/testing/start-keep';

/** Waits for a mail with a code to `email` that is not one of `known`, and answers the code. */
export async function codeMailedTo(keep: StartedKeep, email: string, known: readonly string[] = []): Promise<string> {
  return eventually(async () => {
    const code = (await codesTo(keep, email)).find(candidate => !known.includes(candidate));
    if (!code) throw new Error(`no mail with a code came for ${email}`);
    return code;
  }, 15_000);
}

/** Newest first. */
async function codesTo(keep: StartedKeep, email: string): Promise<string[]> {
  const folder = join(keep.dataDir, 'mail');
  const names = (await readdir(folder).catch(() => [])).filter(name => name.endsWith('.eml'));
  const mails = await Promise.all(
    names.map(async name => {
      const path = join(folder, name);
      return { at: (await stat(path)).mtimeMs, text: await readFile(path, 'utf8') };
    }),
  );
  return mails
    .filter(({ text }) => text.split('\n').some(line => line.startsWith('To:') && line.includes(email)))
    .sort((a, b) => b.at - a.at)
    .flatMap(({ text }) => /^Subject: (\d{8}) /m.exec(text)?.[1] ?? []);
}
