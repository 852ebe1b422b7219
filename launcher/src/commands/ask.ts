/** Asks the person at the terminal. */
import { createInterface } from 'node:readline/promises';
import type { CommandIo } from './command.ts';

/** The answer, trimmed; undefined where there is nobody to ask, or they end the input. */
export async function ask(io: CommandIo, question: string): Promise<string | undefined> {
  const lines = createInterface({ input: io.stdin, output: io.stdout });
  const closed = new Promise<undefined>(resolve => lines.once('close', () => resolve(undefined)));
  try {
    return (await Promise.race([lines.question(question), closed]))?.trim();
  } finally {
    lines.close();
  }
}
