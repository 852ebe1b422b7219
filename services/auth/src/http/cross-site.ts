/** Refuses requests that a page of another site, or of another origin, makes a browser send (CSRF). */
import type { IncomingHttpHeaders } from 'node:http';
import { crossSite } from '../domain/account-errors.ts';

/** For every route that reads or sets a cookie. Throws a 403. */
export type RefuseCrossSite = (headers: IncomingHttpHeaders) => void;

/**
 * Browsers send `Sec-Fetch-Site` to https and to loopback, and else `Origin` alone. Other programs send neither, and
 * hold no cookie that a page could use.
 */
export function makeRefuseCrossSite(publicUrl: string | undefined): RefuseCrossSite {
  const publicOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  return headers => {
    const { origin, 'sec-fetch-site': site } = headers;
    if (site !== undefined) {
      if (site !== 'same-origin' && site !== 'none') throw crossSite();
    } else if (origin !== undefined && origin !== publicOrigin && !isOwnOrigin(origin, headers)) throw crossSite();
  };
}

/** The host as the client named it: the gateway hands it on, after it refused those that are not Keep's. */
function isOwnOrigin(origin: string, { host, 'x-client-host': clientHost = host }: IncomingHttpHeaders): boolean {
  const named = String(clientHost).toLowerCase();
  return origin === `http://${named}` || origin === `https://${named}`;
}
