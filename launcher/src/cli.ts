/** `npm run keep -- <command>`: finds the command, runs it, and turns failures into one sentence. */
import { makeOnlyPrivateFiles } from '@keep/service-kit/private-files';
import { type Command, type CommandIo, print } from './commands/command.ts';
import { doctor } from './commands/doctor.ts';
import { events } from './commands/events.ts';
import { importCommand } from './commands/import.ts';
import { keys } from './commands/keys.ts';
import { kill } from './commands/kill.ts';
import { logs } from './commands/logs.ts';
import { ps } from './commands/ps.ts';
import { reset } from './commands/reset.ts';
import { restart } from './commands/restart.ts';
import { scale } from './commands/scale.ts';
import { seed } from './commands/seed.ts';
import { sql } from './commands/sql.ts';
import { users } from './commands/users.ts';
import { KeepError } from './keep-error.ts';

const commands: readonly Command[] = [
  ps,
  logs,
  restart,
  kill,
  scale,
  doctor,
  keys,
  users,
  events,
  seed,
  sql,
  importCommand,
  reset,
];

/** Runs one command with the process's own input and output; resolves with the exit code. */
export async function main(_mode: string, argv: readonly string[]): Promise<number> {
  makeOnlyPrivateFiles();
  const { env: environment, stdin, stdout, stderr } = process;
  stdout.on('error', () => process.exit(0));
  return runCommand(argv, { environment, stdin, stdout, stderr });
}

export async function runCommand([name, ...argv]: readonly string[], io: CommandIo): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return help(io);
  try {
    const command = commands.find(candidate => candidate.name === name);
    if (!command) throw new KeepError(`There is no command ${name}: npm run keep shows all.`);
    if (argv.includes('--help')) return helpOf(command, io);
    return await command.run(argv, io);
  } catch (error) {
    if (!(error instanceof KeepError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 1;
  }
}

function help(io: CommandIo): number {
  print(io, 'npm run keep -- <command>\n');
  for (const { name, summary } of commands) print(io, `  ${name.padEnd(8)} ${summary}`);
  print(io, '\nnpm run keep -- <command> --help shows what a command takes.');
  print(io, 'Keep is found by KEEP_DATA_DIR (./data unless set). npm start starts it.');
  return 0;
}

function helpOf({ name, usage, summary }: Command, io: CommandIo): number {
  print(io, `npm run keep -- ${`${name} ${usage}`.trim()}\n\n  ${summary}`);
  return 0;
}
