/** What every answer carries, and which of a service's headers are passed on. */

/** Names in lower case and values, by turns. Answers of the API are data: no page may be made of them or put around them. */
export function securityHeaders(isHttps: boolean): readonly string[] {
  const headers = [
    'x-content-type-options', 'nosniff',
    'content-security-policy', "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-frame-options', 'DENY',
    'referrer-policy', 'no-referrer',
    'cross-origin-resource-policy', 'same-origin',
    'cross-origin-opener-policy', 'same-origin',
  ]; // prettier-ignore
  return isHttps ? [...headers, 'strict-transport-security', 'max-age=31536000; includeSubDomains'] : headers;
}

/** Hop-by-hop headers (RFC 9110, 7.6.1) end here, and the gateway's own are not a service's to say. */
const NOT_PASSED_ON = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-request-id',
  'x-powered-by',
  'server',
  ...securityHeaders(true).filter((_, index) => index % 2 === 0),
]);

/** `name` is in lower case. */
export function isPassedOn(name: string): boolean {
  return !NOT_PASSED_ON.has(name);
}
