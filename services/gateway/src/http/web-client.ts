/** Answers with the web client: its page for every path that it knows, and its files. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isWebPage } from '@keep/contracts/web-pages';
import { matchesTag } from '@keep/service-kit/entity-tag';
import { acceptsCoding } from '../domain/accepted-coding.ts';
import { sendHomePage } from './home-page.ts';
import { PAGE, type WebFile, WebFiles } from './web-files.ts';

/** What React Aria writes into the page: one `<style>` that stops a touch from scrolling a pressed button, another on iOS. */
const STYLE_HASHES = [
  "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='",
  "'sha256-gYiS/BvZvRcK27JIXTuwhZ3hs2+VJ1X+2gUlE+farlg='",
];

/** Nothing that is not ours, and no script or style that is written into a page. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' ${STYLE_HASHES.join(' ')}`,
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** What the service worker may do: fetch the files that it stores. */
const workerPolicy = "default-src 'none'; connect-src 'self'";
const WORKER = '/sw.js';

/** The handler of a path, for GET and HEAD. */
export function makeWebClient(folder: string): (path: string) => RequestListener | undefined {
  const files = new WebFiles(folder);
  return path => {
    // The service worker stores the page under its own name.
    if (isWebPage(path) || path === PAGE) {
      const page = files.page();
      return page ? withPolicy(page, contentSecurityPolicy) : sendHomePage;
    }
    const file = files.find(path);
    if (file && path === WORKER) return withPolicy(file, workerPolicy);
    return file && ((request, response) => sendFile(file, request, response));
  };
}

function withPolicy(file: WebFile, policy: string): RequestListener {
  return (request, response) => {
    response.setHeader('content-security-policy', policy);
    sendFile(file, request, response);
  };
}

function sendFile(file: WebFile, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('cache-control', file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('vary', 'accept-encoding');
  // Weak: the same tag for the compressed and the plain bytes.
  response.setHeader('etag', `W/${file.etag}`);
  if (matchesTag(request.headers['if-none-match'], file.etag)) return void response.writeHead(304).end();
  const coding = chosenCoding(file, request.headers['accept-encoding']);
  const body = file.bodies[coding] ?? file.bodies.identity;
  if (coding !== 'identity') response.setHeader('content-encoding', coding);
  response.writeHead(200, { 'content-type': file.contentType, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function chosenCoding({ bodies }: WebFile, accepted: string | string[] | undefined): 'br' | 'gzip' | 'identity' {
  if (bodies.br && acceptsCoding(accepted, 'br')) return 'br';
  return bodies.gzip && acceptsCoding(accepted, 'gzip') ? 'gzip' : 'identity';
}
