/** Throw-away MongoDB as it is run in earnest: a replica set of three, one of which takes the writes. */
import { eventually } from './eventually.ts';
import { askNode, initiate, isPrimary, SET, startMongoNode } from './mongo-server.ts';
import type { RealServer } from './real-server.ts';

export type MongoSet = {
  /** The address of the set: of all its nodes. */
  url: string;
  nodes: readonly RealServer[];
  /** Resolves with the node that takes writes, once there is one that answers. */
  primary(): Promise<RealServer>;
  /** Resolves once this node follows another one. */
  follows(node: RealServer): Promise<void>;
  stop(): Promise<void>;
};

const NODES = 3;
/** Milliseconds. A set notices after ten seconds that its primary is gone. */
const ELECTION = 60_000;
const ANSWER_WITHIN = 2_000;

/** Resolves once it has a primary, and the others follow. */
export async function startMongoSet(program: string): Promise<MongoSet> {
  const starting = Array.from({ length: NODES }, () => startMongoNode(program, [`--replSet=${SET}`]));
  const started = await Promise.allSettled(starting);
  const nodes = started.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => void (await Promise.all(nodes.map(node => node.stop())));
  const ports = nodes.map(({ port }) => port);
  try {
    for (const result of started) if (result.status === 'rejected') throw result.reason;
    await askNode(ports[0] ?? 0, ELECTION, admin => initiate(admin, ports));
    const primary = await primaryAmong(nodes);
    await Promise.all(nodes.filter(node => node !== primary).map(follows));
  } catch (error) {
    await stop();
    throw error;
  }
  const hosts = ports.map(port => `127.0.0.1:${port}`).join(',');
  return { url: `mongodb://${hosts}/?replicaSet=${SET}`, nodes, primary: () => primaryAmong(nodes), follows, stop };
}

function primaryAmong(nodes: readonly RealServer[]): Promise<RealServer> {
  return eventually(async () => {
    const answers = await Promise.all(
      nodes.map(({ port }) => askNode(port, ANSWER_WITHIN, isPrimary).catch(() => false)),
    );
    const primary = nodes[answers.indexOf(true)];
    if (!primary) throw new Error('The set has no primary.');
    return primary;
  }, ELECTION);
}

async function follows({ port }: RealServer): Promise<void> {
  await eventually(async () => {
    const { secondary } = await askNode(port, ANSWER_WITHIN, admin => admin.command({ hello: 1 }));
    if (secondary !== true) throw new Error(`The node on port ${port} follows nobody.`);
  }, ELECTION);
}
