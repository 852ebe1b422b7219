/** The running Keep's auth, as the commands about accounts and keys reach it. */
import { type AuthInternalClient, authInternalClient } from '../auth-internal-client.ts';
import { runningKeep } from '../control-client.ts';
import type { CommandIo } from './command.ts';

export async function authOf(io: CommandIo): Promise<AuthInternalClient> {
  const keep = await runningKeep(io.environment);
  return authInternalClient((await keep.status()).authUrl, keep.directory.secrets);
}
