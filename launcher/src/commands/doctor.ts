/** `doctor`: looks at everything that commonly goes wrong; each finding says what to do. */
import { dataDirectory } from '../data-directory.ts';
import { findRunningKeep } from '../control-client.ts';
import { examineMachine } from '../examine-machine.ts';
import { examineRunning } from '../examine-running.ts';
import type { Finding } from '../finding.ts';
import { readSettings } from '../settings.ts';
import { type Command, print } from './command.ts';
import { readArguments } from './read-arguments.ts';

const mark = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' };

export const doctor: Command = {
  name: 'doctor',
  usage: '',
  summary: 'check this machine, the data and the running services; exit code 1 when something is broken',
  async run(argv, io) {
    readArguments(doctor, argv, {});
    const settings = readSettings(io.environment);
    const keep = await findRunningKeep(io.environment);
    const directory = dataDirectory(settings.dataDir);
    const findings = [
      ...(await examineMachine(settings, directory, keep !== undefined)),
      ...(keep ? await examineRunning(await keep.status()) : [notRunning]),
    ];
    for (const finding of findings) print(io, describe(finding));
    return findings.some(({ state }) => state === 'fail') ? 1 : 0;
  },
};

const notRunning: Finding = { what: 'services', state: 'warn', detail: 'Keep is not running', remedy: 'npm start' };

function describe({ what, state, detail, remedy }: Finding): string {
  const advice = remedy === undefined ? '' : `: ${remedy}`;
  return `${mark[state]}  ${what.padEnd(18)} ${detail}${advice}`;
}
