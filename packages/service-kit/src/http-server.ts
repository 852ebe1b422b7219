/** Makes the HTTP servers of the services: what all of them have in common before they listen. */
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { ownHostOnly } from './own-host.ts';
import type { Service } from './service.ts';

/** Node looks for late headers every 30 s unless told: they would last three times as long as `listen` allows. */
export const serverOptions: ServerOptions = { connectionsCheckingInterval: 1_000 };

/** A server of `app` for the processes of Keep, which is to listen at `host`. */
export function makeServer(app: RequestListener, host: string): Server {
  return createServer(serverOptions, ownHostOnly(app, host));
}

/** The HTTP server of a service, which is to listen at `host`. */
export function serverOf({ app, createServer: create }: Pick<Service, 'app' | 'createServer'>, host: string): Server {
  return create?.() ?? makeServer(app, host);
}
