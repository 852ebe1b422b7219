/** `scale`: runs a service as several processes. */
import { runningKeep } from '../control-client.ts';
import { type Command, misuse, print } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const scale: Command = {
  name: 'scale',
  usage: '<service>=<number>',
  summary: 'run auth, notes or notify as several processes, as in scale notes=3',
  async run(argv, io) {
    const [text = ''] = readArguments(scale, argv, {}, [1, 1]).positionals;
    const [, service, number] = /^([a-z]+)=(\d{1,3})$/.exec(text) ?? [];
    if (service === undefined) throw misuse(scale, `${text} does not say which service and how many.`);
    await (await runningKeep(io.environment)).call('scale', { service, replicas: Number(number) });
    print(io, `${service} runs as ${number === '1' ? 'one process' : `${number} processes`}.`);
    return 0;
  },
};
