/** `restart`: ends a service gracefully and starts it anew. */
import { runningKeep } from '../control-client.ts';
import { type Command, print } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const restart: Command = {
  name: 'restart',
  usage: '<service>',
  summary: 'end a service gracefully and start it anew',
  async run(argv, io) {
    const [service = ''] = readArguments(restart, argv, {}, [1, 1]).positionals;
    await (await runningKeep(io.environment)).call('restart', { service });
    print(io, `${service} has been restarted.`);
    return 0;
  },
};
