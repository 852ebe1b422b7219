/** Which pages of other origins may read answers (CORS): those of a list, with an API token, and never with a cookie. */

/** Names in lower case and values, by turns. */
export type Headers = readonly string[];

export type CrossOrigin = {
  /** What an answer to a request with this `Origin` carries. */
  headers(origin: string | undefined): Headers;
  /** Whether a preflight of this origin is answered with `preflightHeaders`. */
  isAllowed(origin: string | undefined): boolean;
};

const EXPOSED = ['etag', 'location', 'retry-after', 'www-authenticate', 'x-request-id'];
const SENT = ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match', 'last-event-id'];
/** Seconds for which a browser remembers that it may ask. */
const MAX_AGE = 600;

/** A browser asks first with OPTIONS; the service behind learns nothing of it. */
export const preflightHeaders: Headers = [
  'access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers', SENT.join(', '),
  'access-control-max-age', String(MAX_AGE),
]; // prettier-ignore

/** Undefined where no origin is allowed: answers carry nothing of it then. */
export function crossOrigin(origins: readonly string[]): CrossOrigin | undefined {
  if (origins.length === 0) return undefined;
  const allowed = new Set(origins);
  const isAllowed = (origin: string | undefined) => origin !== undefined && allowed.has(origin);
  return {
    isAllowed,
    headers(origin) {
      if (origin === undefined || !allowed.has(origin)) return ['vary', 'origin'];
      return [
        'access-control-allow-origin', origin,
        'access-control-expose-headers', EXPOSED.join(', '),
        'vary', 'origin',
      ]; // prettier-ignore
    },
  };
}

/** An origin as browsers send it. Throws a RangeError for a list entry that no browser would send, such as `*`. */
export function parseOrigin(entry: string): string {
  const url = URL.canParse(entry) ? new URL(entry) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.origin === entry.toLowerCase()) return url.origin;
  throw new RangeError(`${entry} is no origin such as https://app.example.org`);
}
