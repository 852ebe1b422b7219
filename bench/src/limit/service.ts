/** The limit's handler as a process: plain `node:http` before the engine, with nothing in between. */
import { createServer, type IncomingMessage } from 'node:http';
import { listenAndTell } from './listen-and-tell.ts';
import { openMongoStore } from './mongo-store.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { BareWriting } from './store.ts';

const PAGE = 50;

const [engine, place = ''] = process.argv.slice(2);
const store = engine === 'mongodb' ? await openMongoStore(place) : openSqliteStore(place);

async function bodyOf(request: IncomingMessage): Promise<BareWriting> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString()) as BareWriting;
}

async function answer(request: IncomingMessage): Promise<string | undefined> {
  const [path = ''] = (request.url ?? '').split('?');
  const id = path.slice('/api/v1/notes/'.length);
  if (request.method === 'POST') return store.create(await bodyOf(request));
  if (request.method === 'PATCH') return store.edit(id, await bodyOf(request));
  return id === '' ? `{"notes":[${(await store.page(PAGE)).join(',')}],"nextCursor":null}` : store.note(id);
}

const server = createServer((request, response) => {
  void answer(request).then(
    text => {
      response.writeHead(text === undefined ? 404 : 200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text ?? ''),
      });
      response.end(text);
    },
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
listenAndTell(server);
