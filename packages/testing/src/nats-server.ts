/** Throw-away NATS with JetStream, set so that what it acknowledges is on the disk: one server, or a cluster of three. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, type RealServer, startRealServer } from './real-server.ts';

export type NatsOptions = {
  /** When it writes through to the disk; anything but `always` can lose what it acknowledged. */
  syncInterval?: string;
};

export type NatsCluster = {
  /** The addresses of all nodes. */
  url: string;
  nodes: readonly RealServer[];
  stop(): Promise<void>;
};

/** The ports by which the nodes of a cluster reach one another. */
type Routes = { own: number; all: readonly number[] };

const NODES = 3;

export function startNatsServer(program: string, options: NatsOptions = {}): Promise<RealServer> {
  return startNode(program, /Server is ready/, options);
}

/** Resolves once the nodes have a leader. */
export async function startNatsCluster(program: string, options: NatsOptions = {}): Promise<NatsCluster> {
  const all = await Promise.all(Array.from({ length: NODES }, freePort));
  const nodes = await Promise.all(
    all.map(own =>
      startNode(program, /new JetStream cluster metadata leader|JetStream cluster new metadata leader/, options, {
        own,
        all,
      }),
    ),
  );
  return {
    url: nodes.map(({ url }) => url).join(','),
    nodes,
    stop: async () => void (await Promise.all(nodes.map(node => node.stop()))),
  };
}

function startNode(
  program: string,
  ready: RegExp,
  { syncInterval = 'always' }: NatsOptions,
  routes?: Routes,
): Promise<RealServer> {
  return startRealServer({
    name: 'nats',
    url: port => `nats://127.0.0.1:${port}`,
    async prepare(dataDir, port) {
      const store = join(dataDir, 'store');
      mkdirSync(store);
      const cluster = routes ? clusterConfiguration(routes) : '';
      writeFileSync(join(dataDir, 'nats.conf'), configuration(store, port, syncInterval) + cluster);
    },
    command: dataDir => ({ program, args: ['-c', join(dataDir, 'nats.conf')], ready, within: 60_000 }),
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

function clusterConfiguration({ own, all }: Routes): string {
  return `server_name: "node-${own}"
cluster {
  name: keep
  listen: "127.0.0.1:${own}"
  routes: ${JSON.stringify(all.map(port => `nats://127.0.0.1:${port}`))}
}
`;
}
