/** The running Keep's auth, as the commands about accounts and keys reach it. */
import { type InternalClient, internalClient } from '../internal-client.ts';
import { runningKeep } from '../control-client.ts';
import type { CommandIo } from './command.ts';

export async function authOf(io: CommandIo): Promise<InternalClient> {
  const keep = await runningKeep(io.environment);
  return internalClient('auth', (await keep.status()).authUrl, keep.directory.secrets);
}
