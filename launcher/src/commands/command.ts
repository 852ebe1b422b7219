/** What a command of `npm run keep` is, and what it reads and writes. */
import { KeepError } from '../keep-error.ts';

export type CommandIo = {
  environment: Readonly<Record<string, string | undefined>>;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
};

export type Command = {
  name: string;
  /** Its arguments, as the help shows them. */
  usage: string;
  /** One line for the help. */
  summary: string;
  /** Resolves with the exit code. A `KeepError` becomes its one sentence and exit code 1. */
  run(argv: readonly string[], io: CommandIo): Promise<number>;
};

export function print(io: CommandIo, text: string): void {
  io.stdout.write(`${text}\n`);
}

/** A command was called wrongly. */
export function misuse(command: Pick<Command, 'name' | 'usage'>, what: string): KeepError {
  return new KeepError(`${what} Usage: npm run keep -- ${`${command.name} ${command.usage}`.trim()}`);
}
