/** `logs`: what the services wrote, in the order of time, also after they have ended. */
import { readdir } from 'node:fs/promises';
import { dataDirectory } from '../data-directory.ts';
import { KeepError } from '../keep-error.ts';
import { logPath } from '../log-file.ts';
import { prettyLine, timeOf } from '../log-line.ts';
import { followLines, lastLines } from '../log-reader.ts';
import { readSettings } from '../settings.ts';
import { type Command, type CommandIo, misuse, print } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const logs: Command = {
  name: 'logs',
  usage: '[service] [-f] [-n lines]',
  summary: 'show what the services logged; -f goes on as they log',
  async run(argv, io) {
    const options = {
      follow: { type: 'boolean', short: 'f' },
      lines: { type: 'string', short: 'n', default: '100' },
    } as const;
    const { values, positionals } = readArguments(logs, argv, options, [0, 1]);
    const count = Number(values.lines);
    if (!Number.isInteger(count) || count < 0) throw misuse(logs, `${values.lines} is no number of lines.`);
    const { logs: logsDir } = dataDirectory(readSettings(io.environment).dataDir);
    const names = await chooseServices(logsDir, positionals[0]);
    const tails = await Promise.all(names.map(name => showable(logsDir, name, count)));
    const ordered = tails
      .flatMap(({ lines }) => lines)
      .sort((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)));
    for (const { name, line } of ordered.slice(-count || ordered.length)) show(io, name, line);
    if (values.follow) await follow(io, logsDir, tails);
    return 0;
  },
};

type Tail = { name: string; end: number; lines: { name: string; line: string; time: string }[] };

async function chooseServices(logsDir: string, wanted: string | undefined): Promise<string[]> {
  const files = await readdir(logsDir).catch(() => []);
  const names = files.filter(file => file.endsWith('.log')).map(file => file.slice(0, -'.log'.length));
  if (names.length === 0) throw new KeepError(`There are no logs in ${logsDir}: start Keep with npm start first.`);
  if (wanted === undefined) return names;
  if (names.includes(wanted)) return [wanted];
  throw new KeepError(`There is no log of ${wanted}: there are ${names.join(', ')}.`);
}

async function showable(logsDir: string, name: string, count: number): Promise<Tail> {
  const { lines, end } = await lastLines(logPath(logsDir, name), count);
  return { name, end, lines: lines.map(line => ({ name, line, time: timeOf(line) })) };
}

async function follow(io: CommandIo, logsDir: string, tails: readonly Tail[]): Promise<void> {
  const ended = new AbortController();
  process.once('SIGINT', () => ended.abort());
  await Promise.all(
    tails.map(({ name, end }) => followLines(logPath(logsDir, name), end, line => show(io, name, line), ended.signal)),
  );
}

function show(io: CommandIo, service: string, line: string): void {
  print(io, prettyLine(service, line, io.stdout.isTTY === true && !io.environment['NO_COLOR']));
}
