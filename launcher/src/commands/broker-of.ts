/** The running Keep's broker, as the command about events reaches it. */
import { runningKeep } from '../control-client.ts';
import { type InternalClient, internalClient } from '../internal-client.ts';
import { KeepError } from '../keep-error.ts';
import type { CommandIo } from './command.ts';

export async function brokerOf(io: CommandIo): Promise<InternalClient> {
  const keep = await runningKeep(io.environment);
  const { brokerUrl } = await keep.status();
  if (brokerUrl !== null) return internalClient('broker', brokerUrl, keep.directory.secrets);
  throw new KeepError(
    'The events of this Keep are in NATS JetStream: ask it with its own tool, as docs/how-to/real-engines.md shows.',
  );
}
