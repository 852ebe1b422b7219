import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { call } from '@keep/testing/call';
import { listen } from '@keep/service-kit/run-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiDocuments, sendDocument } from './api-documents.ts';

const documents = apiDocuments('https://keep.example.org');
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const document = documents.get(request.url ?? '');
    try {
      if (document) sendDocument(document, request, response);
      else response.writeHead(404).end();
    } catch {
      response.writeHead(405).end();
    }
  });
  url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
});
afterAll(() => server.close());

describe('the documents of the API', () => {
  it('are for reading only', async () => {
    expect((await call(url, 'POST /api/v1/openapi.json')).status).toBe(405);
  });

  it('say where the API answers', async () => {
    const { json, headers } = await call(url, 'GET /api/v1/openapi.json');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(json).toMatchObject({ openapi: '3.1.1', servers: [{ url: 'https://keep.example.org' }] });
    expect((await call(url, 'GET /api/v1/asyncapi.json')).json).toMatchObject({ asyncapi: '3.0.0' });
  });

  it('come compressed only to who takes gzip', async () => {
    const encoding = async (accepted: string) =>
      (await call(url, 'GET /api/v1/openapi.json', { headers: { 'accept-encoding': accepted } })).headers.get(
        'content-encoding',
      );
    expect(await encoding('br, gzip;q=0.5')).toBe('gzip');
    expect(await encoding('gzip;q=0')).toBeNull();
    expect(await encoding('br')).toBeNull();
  });

  it('are unpacked once, however often somebody asks for them uncompressed', () => {
    const document = documents.get('/api/v1/reference/scalar.js');
    expect(document?.plain()).toBe(document?.plain());
  });

  it('are answered 304 to who has them', async () => {
    const { headers } = await call(url, 'GET /api/v1/openapi.json');
    const again = await call(url, 'GET /api/v1/openapi.json', {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
    expect(again.text).toBe('');
  });
});

describe('the reference', () => {
  it('allows no script but its own files, and no frame around it', async () => {
    const { headers } = await call(url, 'GET /api/v1/reference');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-eval');
  });

  it('finds every file that the page names', async () => {
    const page = new URL('/api/v1/reference', url);
    const { text } = await call(url, 'GET /api/v1/reference');
    const names = [...text.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, name = '']) => name);
    expect(names).toHaveLength(3);
    for (const name of names) expect((await call(url, `GET ${new URL(name, page).pathname}`)).status, name).toBe(200);
  });

  it('ships Scalar as its authors published it', () => {
    const read = (name: string) => readFileSync(new URL(`../../reference/${name}`, import.meta.url));
    const { sha256 }: { sha256: string } = JSON.parse(read('source.json').toString());
    expect(
      createHash('sha256')
        .update(gunzipSync(read('scalar.js.gz')))
        .digest('hex'),
    ).toBe(sha256);
  });
});
