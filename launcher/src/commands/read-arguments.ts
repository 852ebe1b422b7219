/** Reads a command's arguments; a wrong one is a sentence with the usage. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { type Command, misuse } from './command.ts';

type Named = Pick<Command, 'name' | 'usage'>;
type Options = NonNullable<ParseArgsConfig['options']>;
type Read<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; strict: true; allowPositionals: true }>
>;

/** Throws a `KeepError` for an unknown option or a wrong number of positional arguments. */
export function readArguments<O extends Options>(
  command: Named,
  argv: readonly string[],
  options: O,
  [atLeast, atMost]: readonly [number, number] = [0, 0],
): Read<O> {
  const read = parse(command, argv, options);
  if (read.positionals.length < atLeast) throw misuse(command, 'Something is missing.');
  if (read.positionals.length > atMost) throw misuse(command, 'That is one argument too many.');
  return read;
}

function parse<O extends Options>(command: Named, argv: readonly string[], options: O): Read<O> {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw misuse(command, String(error instanceof Error ? error.message : error).split('. ')[0] + '.');
  }
}
