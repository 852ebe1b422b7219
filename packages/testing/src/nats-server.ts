/** Throw-away NATS with JetStream, set so that what it acknowledges is on the disk: one server, or a cluster of three. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
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
const ATTEMPTS = 3;
/** Milliseconds. */
const ELECTION = 30_000;

export function startNatsServer(program: string, options: NatsOptions = {}): Promise<RealServer> {
  return startNode(program, options);
}

/** Resolves once the nodes have a leader. The ports of the routes may be taken in between: then it begins anew. */
export async function startNatsCluster(program: string, options: NatsOptions = {}): Promise<NatsCluster> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startCluster(program, options);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function startCluster(program: string, options: NatsOptions): Promise<NatsCluster> {
  const all = await Promise.all(Array.from({ length: NODES }, freePort));
  const started = await Promise.allSettled(all.map(own => startNode(program, options, { own, all })));
  const nodes = started.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => void (await Promise.all(nodes.map(node => node.stop())));
  try {
    for (const result of started) if (result.status === 'rejected') throw result.reason;
    await eventually(() => Promise.all(nodes.map(({ port }) => answersForJetStream(port))), ELECTION);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: nodes.map(({ url }) => url).join(','), nodes, stop };
}

/** Asks for the account's JetStream, which only a cluster with a leader answers. Rejects without an answer in a second. */
function answersForJetStream(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setTimeout(1_000, () => socket.destroy(new Error(`no leader answers on port ${port}`)));
    socket.once('error', reject);
    socket.on('data', data => {
      answer += String(data);
      if (!answer.includes('account_info_response') || answer.includes('"error"')) return;
      socket.destroy();
      resolve();
    });
    socket.write('CONNECT {"verbose":false}\r\nSUB answer 1\r\nPUB $JS.API.INFO answer 0\r\n\r\n');
  });
}

function startNode(program: string, { syncInterval = 'always' }: NatsOptions, routes?: Routes): Promise<RealServer> {
  return startRealServer({
    name: 'nats',
    url: port => `nats://127.0.0.1:${port}`,
    async prepare(dataDir, port) {
      const store = join(dataDir, 'store');
      mkdirSync(store);
      const cluster = routes ? clusterConfiguration(routes) : '';
      writeFileSync(join(dataDir, 'nats.conf'), configuration(store, port, syncInterval) + cluster);
    },
    command: dataDir => ({
      program,
      args: ['-c', join(dataDir, 'nats.conf')],
      ready: /Server is ready/,
      within: 30_000,
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

function clusterConfiguration({ own, all }: Routes): string {
  return `server_name: "node-${own}"
cluster {
  name: keep
  listen: "127.0.0.1:${own}"
  routes: ${JSON.stringify(all.map(port => `nats://127.0.0.1:${port}`))}
}
`;
}
