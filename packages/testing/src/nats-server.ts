/** Throw-away NATS with JetStream, set so that what it acknowledges is on the disk. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RealServer, startRealServer } from './real-server.ts';

export type NatsOptions = {
  /** When it writes through to the disk; anything but `always` can lose what it acknowledged. */
  syncInterval?: string;
};

export function startNatsServer(program: string, { syncInterval = 'always' }: NatsOptions = {}): Promise<RealServer> {
  return startRealServer({
    name: 'nats',
    url: port => `nats://127.0.0.1:${port}`,
    async prepare(dataDir, port) {
      mkdirSync(join(dataDir, 'store'));
      writeFileSync(join(dataDir, 'nats.conf'), configuration(join(dataDir, 'store'), port, syncInterval));
    },
    command: dataDir => ({
      program,
      args: ['-c', join(dataDir, 'nats.conf')],
      ready: /Server is ready/,
      within: 60_000,
    }),
    stopSignal: 'SIGKILL',
  });
}

function configuration(store: string, port: number, syncInterval: string): string {
  return `listen: "127.0.0.1:${port}"
jetstream {
  store_dir: ${JSON.stringify(store)}
  sync_interval: ${syncInterval}
  max_file_store: 16GB
}
max_payload: 1MB
`;
}
