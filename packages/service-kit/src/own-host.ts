/** Guards a port that only processes of Keep use: a request that names another host is refused (DNS rebinding, ADR 37). */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { allowedHosts } from './allowed-hosts.ts';
import { AppError } from './app-error.ts';
import { toProblem } from './problem.ts';

/** `app`, for requests whose `Host` is loopback, `listenHost`, or the address that the connection came in on. */
export function ownHostOnly(app: RequestListener, listenHost: string): RequestListener {
  const isAllowed = allowedHosts(listenHost);
  return (request, response) => {
    const host = request.headers.host ?? '';
    if (isAllowed(host) || isLocalAddress(request, host)) app(request, response);
    else refuse(response);
  };
}

/** For a server that listens on all addresses: browsers never rebind a literal address. */
function isLocalAddress({ socket: { localAddress } }: IncomingMessage, host: string): boolean {
  return localAddress !== undefined && allowedHosts(localAddress.replace(/^::ffff:/, ''))(host);
}

function refuse(response: ServerResponse): void {
  const error = new AppError('misdirected', 'misdirected', 'This server does not answer for that host.');
  const { status, problem } = toProblem(error, undefined);
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(JSON.stringify(problem));
}
