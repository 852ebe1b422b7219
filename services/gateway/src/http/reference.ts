/** The API reference as a page (Scalar), with all that it loads: nothing comes from anywhere else (ADR 0014). */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { API_BASE } from '@keep/contracts/route';

const FOLDER = new URL('../../reference/', import.meta.url);
const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** Scalar writes its styles into the page, hence `unsafe-inline` for them; scripts come as files alone. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = { 'content-security-policy': contentSecurityPolicy };

/** The page and its two scripts, read once; bodies are gzip. */
export function referenceFiles() {
  const base = `${API_BASE}/reference`;
  return [
    { path: base, contentType: 'text/html; charset=utf-8', headers: pageHeaders, gzip: gzipSync(read('index.html')) },
    { path: `${base}/start.js`, contentType: JAVASCRIPT, headers: {}, gzip: gzipSync(read('start.js')) },
    { path: `${base}/scalar.js`, contentType: JAVASCRIPT, headers: {}, gzip: read('scalar.js.gz') },
  ];
}

function read(name: string): Buffer {
  return readFileSync(new URL(name, FOLDER));
}
