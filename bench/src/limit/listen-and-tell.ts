/** How the limit's processes begin and end: a free port, told to the benchmark, until its channel closes. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export function listenAndTell(server: Server): void {
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
  process.on('disconnect', () => process.exit());
}
