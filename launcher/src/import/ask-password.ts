/** Asks for a password on the terminal, without showing it. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { CommandIo } from '../commands/command.ts';
import { KeepError } from '../keep-error.ts';

/** `KEEP_PASSWORD`, or what the user types. */
export async function askPassword({ environment, stdin, stderr }: CommandIo, email: string): Promise<string> {
  if (environment.KEEP_PASSWORD) return environment.KEEP_PASSWORD;
  if (!stdin.isTTY) throw new KeepError('There is nobody to ask for the password: set it as KEEP_PASSWORD.');
  stderr.write(`Password of ${email}: `);
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silence, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => reject(new KeepError('No password was given, so nothing was done.')));
    });
  } finally {
    lines.close();
    stderr.write('\n');
  }
}
