/** The hosts that a server answers for. A web page whose DNS name was rebound to this address sends its own name. */

const HOST = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::\d{1,5})?$/;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Whether a `Host` header is answered; the port does not matter. */
export type IsAllowedHost = (header: string) => boolean;

/** Loopback, the address that the server listens on, and the host of the public URL. */
export function allowedHosts(listenHost: string, publicUrl?: string): IsAllowedHost {
  const names = new Set(LOOPBACK);
  names.add(listenHost.includes(':') ? `[${listenHost}]` : listenHost.toLowerCase());
  if (publicUrl !== undefined) names.add(new URL(publicUrl).hostname);
  return header => {
    const [, name] = HOST.exec(header.toLowerCase()) ?? [];
    return name !== undefined && names.has(name);
  };
}
