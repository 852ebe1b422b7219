/** `reset`: deletes all data, after asking. */
import { readFileSync } from 'node:fs';
import { findRunningKeep } from '../control-client.ts';
import { dataDirectory, emptyDataDirectory, isEmpty } from '../data-directory.ts';
import { takeInstanceLock } from '../instance-lock.ts';
import { KeepError } from '../keep-error.ts';
import { isOnServer, withDatabase } from '../service-database.ts';
import { readSettings } from '../settings.ts';
import { ask } from './ask.ts';
import { type Command, type CommandIo, print } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const reset: Command = {
  name: 'reset',
  usage: '[--yes]',
  summary: 'delete all data: accounts, notes, keys and logs',
  async run(argv, io) {
    const { values } = readArguments(reset, argv, { yes: { type: 'boolean' } });
    const settings = readSettings(io.environment);
    const directory = dataDirectory(settings.dataDir);
    if (await findRunningKeep(io.environment))
      throw new KeepError(`Keep is running on ${directory.path}: stop it first (Ctrl-C where npm start runs).`);
    if (await isEmpty(directory)) {
      print(io, `There is nothing in ${directory.path}.`);
      return 0;
    }
    assertOurs(directory.run);
    if (!values.yes && !(await isConfirmed(io, directory.path))) {
      print(io, 'Nothing was deleted.');
      return 1;
    }
    await emptyDataDirectory(directory);
    print(io, `All data in ${directory.path} is deleted.`);
    for (const service of withDatabase().filter(name => isOnServer(settings, name)))
      print(io, `What ${service} keeps on a database server is still there.`);
    return 0;
  },
};

/** A mistyped KEEP_DATA_DIR must not cost somebody a folder of their own. */
function assertOurs(runDir: string): void {
  try {
    readFileSync(`${runDir}/lock.sqlite`);
  } catch (error) {
    throw new KeepError('This folder is not a data directory of Keep: nothing was deleted; set KEEP_DATA_DIR right.', {
      cause: error,
    });
  }
  const lock = takeInstanceLock(runDir);
  if (!lock) throw new KeepError('Keep is just starting or stopping on these data: try again in a moment.');
  lock.release();
}

async function isConfirmed(io: CommandIo, path: string): Promise<boolean> {
  return (await ask(io, `Delete all accounts and notes in ${path}, for good? Type yes: `)) === 'yes';
}
