/** A TCP proxy for one link, to break it on purpose: slow, silent, cut or reset, in one direction or in both, at any time. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { LinkDirection } from './link-direction.ts';

/** The way of the bytes: from the client to the server, or back. */
export type Direction = 'to-server' | 'to-client';

/** `cut` ends connections in order (FIN), as a server does that stops; `reset` tears them (RST), as one does that died. */
export type Refusal = 'cut' | 'reset';

export type TcpProxy = {
  port: number;
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** Lets bytes arrive so many milliseconds later; 0 makes it fast again. Both directions unless told. */
  slow(millis: number, direction?: Direction): void;
  /**
   * Swallows everything without a word: connections are taken and nothing ever comes. What was sent meanwhile arrives
   * when the link heals, as the retransmissions of TCP would.
   */
  blackHole(direction?: Direction): void;
  /** Ends every connection now, and each new one at once, until the link heals. */
  refuse(how: Refusal): void;
  /** Ends every connection now, once; new ones work. */
  drop(how: Refusal): void;
  /** Everything passes again. */
  heal(): void;
  /** Connections that are open now. */
  connections(): number;
  /** Connections that were ever made. */
  accepted(): number;
  stop(): Promise<void>;
};

/** Listens on a free port and passes connections on to `target`, such as `http://127.0.0.1:4101`. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port: targetPort } = new URL(target);
  const directions = { 'to-server': new LinkDirection(), 'to-client': new LinkDirection() };
  const pairs = new Set<readonly [Socket, Socket]>();
  let refusal: Refusal | undefined;
  let accepted = 0;

  // Half-open: each direction ends by itself, as on a real link.
  const server = createServer({ allowHalfOpen: true }, client => {
    accepted += 1;
    client.on('error', () => undefined);
    if (refusal) return end(client, refusal);
    const upstream = connect({ port: Number(targetPort), host: hostname, allowHalfOpen: true });
    const pair = [client, upstream] as const;
    pairs.add(pair);
    directions['to-server'].carry(client, upstream);
    directions['to-client'].carry(upstream, client);
    // A side that is gone takes the other along: nobody would ever read what still comes.
    upstream.on('error', () => undefined).once('close', hadError => end(client, hadError ? 'reset' : 'cut'));
    client.once('close', hadError => {
      pairs.delete(pair);
      end(upstream, hadError ? 'reset' : 'cut');
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  function each(direction: Direction | undefined, change: (direction: LinkDirection) => void): void {
    if (direction !== 'to-client') change(directions['to-server']);
    if (direction !== 'to-server') change(directions['to-client']);
  }
  function drop(how: Refusal): void {
    for (const [client, upstream] of pairs) {
      end(client, how);
      end(upstream, how);
    }
  }

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    slow: (millis, direction) => each(direction, one => one.slow(millis)),
    blackHole: direction => each(direction, one => one.close()),
    refuse(how) {
      refusal = how;
      drop(how);
    },
    drop,
    heal() {
      refusal = undefined;
      each(undefined, one => one.heal());
    },
    connections: () => pairs.size,
    accepted: () => accepted,
    async stop() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      drop('reset');
      await closed;
    },
  };
}

function end(socket: Socket, how: Refusal): void {
  if (socket.destroyed) return;
  if (how === 'reset') socket.resetAndDestroy();
  else socket.destroySoon();
}
