/** A Keep for the tests of the import command: the few routes it calls, over real HTTP, for one account. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { problemTitles, type ProblemCode } from '@keep/contracts/problem';
import { makeKeepStandIn, type KeepStandIn } from '@keep/testing/keep-stand-in';

export const account = { email: 'ada@example.org', password: 'correct horse' };

export type KeepServer = {
  url: string;
  keep: KeepStandIn;
  /** `METHOD /path` of each request, in order. */
  requests: string[];
  /** How many tokens are in force: 0 after everyone signed out. */
  sessions(): number;
  /** Seconds that the next access tokens live. */
  tokenLife: number;
  /** Ends the access tokens in force, as the clock would. */
  expireAccessTokens(): void;
  /** Answers the next requests to notes by this status. */
  refuseNext(status: number, times: number): void;
  stop(): Promise<void>;
};

export async function startKeepServer(): Promise<KeepServer> {
  const userId = randomUUID();
  const accessTokens = new Set<string>();
  const refreshTokens = new Set<string>();
  const refusal = { status: 0, times: 0 };
  const http = createServer((request, response) => void answer(request, response));
  await new Promise<void>(resolve => void http.listen(0, '127.0.0.1', resolve));
  const server: KeepServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    keep: makeKeepStandIn(),
    requests: [],
    sessions: () => refreshTokens.size,
    tokenLife: 300,
    expireAccessTokens: () => accessTokens.clear(),
    refuseNext: (status, times) => void Object.assign(refusal, { status, times }),
    stop: () =>
      new Promise(resolve => {
        http.close(() => resolve()).closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', server.url);
    const path = pathname.replace('/api/v1', '');
    const route = `${request.method} ${path}`;
    server.requests.push(route);
    const body = await readJson(request);
    if (path.startsWith('/auth/')) return answerAuth(route, body, response);
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    if (!accessTokens.has(token)) return refuse(response, 401, 'unauthenticated');
    if (refusal.times-- > 0) return refuse(response, refusal.status, 'unavailable');
    answerNotes(route, searchParams, body, response);
  }

  function answerAuth(route: string, body: Record<string, unknown>, response: ServerResponse): void {
    const refreshToken = String(body.refreshToken);
    if (route === 'POST /auth/sign-in') {
      const isKnown = body.email === account.email && body.password === account.password && body.transport === 'body';
      return isKnown ? issueTokens(response) : refuse(response, 401, 'wrong-credentials');
    }
    if (!refreshTokens.delete(refreshToken)) return refuse(response, 401, 'session-ended');
    if (route === 'POST /auth/refresh') return issueTokens(response);
    send(response, 204);
  }

  function issueTokens(response: ServerResponse): void {
    const [accessToken, refreshToken] = [randomUUID(), randomUUID()];
    accessTokens.add(accessToken);
    refreshTokens.add(refreshToken);
    const user = { id: userId, email: account.email, name: 'Ada' };
    send(response, 200, { user, accessToken, expiresIn: server.tokenLife, refreshToken });
  }

  function answerNotes(
    route: string,
    query: URLSearchParams,
    body: Record<string, unknown>,
    response: ServerResponse,
  ): void {
    const { keep } = server;
    if (route === 'GET /notes/changes') {
      const { notes, next } = keep.page(query.get('since'));
      const changes = notes.map(note => ({ note: { ...note, ownerId: userId } }));
      return send(response, 200, { changes, cursor: next ?? 'end', more: next !== null });
    }
    const [, noteId = ''] = /^GET \/notes\/([^/]+)\/revisions\/1$/.exec(route) ?? [];
    const note = keep.notes.get(noteId);
    if (note) return send(response, 200, note.first);
    if (route === 'GET /labels') return send(response, 200, { labels: [...keep.labels.values()], nextCursor: null });
    if (route === 'POST /notes/batch') {
      const operations = body.operations as Parameters<KeepStandIn['batch']>[0];
      return send(response, 200, { results: keep.batch(operations) });
    }
    if (route === 'GET /imports') return send(response, 200, { imports: importsOf(keep), nextCursor: null });
    const undone = route.startsWith('DELETE /imports/') ? keep.undo(route.slice('DELETE /imports/'.length)) : null;
    return undone ? send(response, 200, undone) : refuse(response, 404, 'not-found');
  }

  return server;
}

function importsOf(keep: KeepStandIn) {
  const ids = new Set([...keep.notes.values()].map(note => note.importId));
  return [...ids].map(id => ({
    id,
    createdAt: '2026-01-01T00:00:00.000Z',
    notes: [...keep.notes.values()].filter(note => note.importId === id).length,
  }));
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
}

function refuse(response: ServerResponse, status: number, code: ProblemCode): void {
  if (status === 503 || status === 429) response.setHeader('retry-after', '0');
  send(response, status, { type: `urn:keep:problem:${code}`, title: problemTitles[code], status, code });
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
