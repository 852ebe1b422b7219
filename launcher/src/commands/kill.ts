/** `kill`: sends a signal to a service, to see what holds and why. */
import { constants } from 'node:os';
import { runningKeep } from '../control-client.ts';
import { KeepError } from '../keep-error.ts';
import { type Command, print } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const kill: Command = {
  name: 'kill',
  usage: '<service> [--signal SIGKILL] [--replica N]',
  summary: 'kill a service without warning; the launcher brings it back',
  async run(argv, io) {
    const options = { signal: { type: 'string', default: 'SIGKILL' }, replica: { type: 'string' } } as const;
    const { values, positionals } = readArguments(kill, argv, options, [1, 1]);
    const [service = ''] = positionals;
    const signal = readSignal(values.signal);
    const keep = await runningKeep(io.environment);
    const number = values.replica === undefined ? {} : { number: Number(values.replica) };
    const { pids } = (await keep.call('kill', { service, signal, ...number })) as { pids: number[] };
    if (pids.length === 0)
      throw new KeepError(`No process of ${service} runs right now: npm run keep -- ps shows why.`);
    print(io, `${signal} was sent to ${service} (process ${pids.join(', ')}).`);
    return 0;
  },
};

/** `KILL`, `kill` and `SIGKILL` are the same. */
function readSignal(text: string): NodeJS.Signals {
  const name = text.toUpperCase().replace(/^(?!SIG)/, 'SIG');
  const found = (Object.keys(constants.signals) as NodeJS.Signals[]).find(signal => signal === name);
  if (!found) throw new KeepError(`${text} is no signal of this system: SIGKILL and SIGTERM are.`);
  return found;
}
