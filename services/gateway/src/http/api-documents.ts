/** What the gateway answers by itself about the API: the OpenAPI and AsyncAPI documents, and the page to read them on. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { asyncApiDocument } from '@keep/contracts/asyncapi';
import { getAsyncApi, getOpenApi } from '@keep/contracts/documents-http';
import { openApiDocument } from '@keep/contracts/openapi';
import { AppError } from '@keep/service-kit/app-error';
import { matchesTag } from '@keep/service-kit/entity-tag';
import { acceptsCoding } from '../domain/accepted-coding.ts';
import { referenceFiles } from './reference.ts';

/** An answer that never changes while the process lives. */
export type StaticDocument = {
  contentType: string;
  headers: Record<string, string>;
  /** The body, compressed. */
  gzip: Buffer;
  /** The same for who takes no gzip: unpacked once, when it is first asked for, since that takes as long as many requests. */
  plain: () => Buffer;
  etag: string;
};

/** By path. `serverUrl` is where the API answers, for the document's `servers`; left out, where it was loaded from. */
export function apiDocuments(serverUrl?: string): ReadonlyMap<string, StaticDocument> {
  const openApi = openApiDocument(serverUrl === undefined ? {} : { serverUrl });
  const files = [
    { path: getOpenApi.path, ...json(openApi) },
    { path: getAsyncApi.path, ...json(asyncApiDocument()) },
    ...referenceFiles(),
  ];
  return new Map(
    files.map(({ path, contentType, headers, gzip }) => [
      path,
      {
        contentType,
        headers,
        gzip,
        plain: unpackedOnce(gzip),
        etag: `"${createHash('sha256').update(gzip).digest('base64url')}"`,
      },
    ]),
  );
}

function unpackedOnce(gzip: Buffer): () => Buffer {
  let plain: Buffer | undefined;
  return () => (plain ??= gunzipSync(gzip));
}

function json(value: unknown) {
  return { contentType: 'application/json; charset=utf-8', headers: {}, gzip: gzipSync(JSON.stringify(value)) };
}

/** Answers GET and HEAD with `document`; 304 where the reader has it already. Throws a 405 for other methods. */
export function sendDocument(document: StaticDocument, request: IncomingMessage, response: ServerResponse): void {
  assertRead(request);
  // Weak: the same tag for the compressed and the plain body.
  response.setHeader('etag', `W/${document.etag}`);
  response.setHeader('cache-control', 'no-cache');
  response.setHeader('vary', 'accept-encoding');
  response.setHeader('x-content-type-options', 'nosniff');
  for (const [name, value] of Object.entries(document.headers)) response.setHeader(name, value);
  if (matchesTag(request.headers['if-none-match'], document.etag)) return void response.writeHead(304).end();
  const isCompressed = acceptsCoding(request.headers['accept-encoding'], 'gzip');
  const body = isCompressed ? document.gzip : document.plain();
  if (isCompressed) response.setHeader('content-encoding', 'gzip');
  response.writeHead(200, { 'content-type': document.contentType, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function assertRead({ method }: IncomingMessage): void {
  if (method === 'GET' || method === 'HEAD') return;
  throw new AppError('method-not-allowed', 'method-not-allowed', 'Allowed here: GET, HEAD.', {
    headers: { allow: 'GET, HEAD' },
  });
}
