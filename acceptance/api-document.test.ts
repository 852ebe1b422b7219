import { randomUUID } from 'node:crypto';
import { openApiDocument } from '@keep/contracts/openapi';
import type { Operation } from '@keep/contracts/openapi-operation';
import { call, type Reply } from '@keep/testing/call';
import { checkAnswer } from '@keep/testing/api-check';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, type Person, signUp } from './person.ts';

type Documented = { method: string; path: string; operation: Operation };

const { paths } = openApiDocument();
const documented: Documented[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);
const named = (list: Documented[]) => list.map(entry => [`${entry.method} ${entry.path}`, entry] as const);
const needsToken = documented.filter(({ operation }) => operation.security.length > 0);
const takesApiToken = needsToken.filter(({ operation }) => operation.security.some(way => 'apiToken' in way));
const takesPersonOnly = needsToken.filter(entry => !takesApiToken.includes(entry));
const withBody = documented.filter(({ operation }) => operation.requestBody);
const withIdOfANote = documented.filter(({ path }) => path.includes('/notes/{id}'));

describe.each(['services', 'one'] as const)('the API document, in shape %s', shape => {
  let keep: StartedKeep;
  let person: Person;
  beforeAll(async () => {
    keep = await startKeep({ shape });
    person = await signUp(keep.url);
  });
  afterAll(() => keep?.stop());

  /** Calls a documented operation with made-up ids, and holds the answer against the document. */
  async function ask({ method, path }: Documented, options: Parameters<typeof call>[2], id: string = randomUUID()) {
    const target = path.replace('{id}', id).replace('{revision}', '1');
    const reply: Reply = await call(keep.url, `${method} ${target}`, options);
    checkAnswer(method, target, reply);
    return reply;
  }

  async function apiToken(scopes: string[]): Promise<string> {
    const { json } = await person.call('POST /api/v1/auth/tokens', {
      body: { name: 'probe', scopes, password: PASSWORD },
    });
    return json.token;
  }

  it.each(named(needsToken))('%s answers 401 to a stranger', async (_, entry) => {
    expect((await ask(entry, {})).json).toMatchObject({ status: 401, code: 'unauthenticated' });
    const forged = await ask(entry, { token: 'a.b.c', headers: { 'x-user-id': person.id } });
    expect(forged.status).toBe(401);
  });

  it.each(named(takesPersonOnly))('%s answers 403 to an API token, whatever its scopes', async (_, entry) => {
    const token = await apiToken(['notes:read', 'notes:write', 'account']);
    expect((await ask(entry, { token, ...bodyFor(entry) })).json).toMatchObject({
      status: 403,
      code: 'insufficient-scope',
    });
  });

  it.each(named(takesApiToken))('%s answers 403 to an API token without its scope', async (_, entry) => {
    const [scope] = entry.operation.security.flatMap(way => way['apiToken'] ?? []);
    const token = await apiToken(['notes:read', 'notes:write', 'account'].filter(other => other !== scope));
    expect((await ask(entry, { token, ...bodyFor(entry) })).json).toMatchObject({
      status: 403,
      code: 'insufficient-scope',
    });
  });

  it.each(named(withIdOfANote))('%s answers for the note of another as for none at all', async (_, entry) => {
    const other = await signUp(keep.url);
    const { json: note } = await other.call('POST /api/v1/notes', { body: { title: 'mine alone' } });
    const body = bodyFor(entry);
    const [ofAnother, ofNobody] = [
      await ask(entry, { token: person.accessToken, ...body }, note.id),
      await ask(entry, { token: person.accessToken, ...body }),
    ];
    const { requestId: _ofAnother, ...seen } = ofAnother.json;
    const { requestId: _ofNobody, ...expected } = ofNobody.json;
    expect(seen).toMatchObject({ status: 404, code: 'not-found' });
    expect(seen).toEqual(expected);
    expect((await other.call(`GET /api/v1/notes/${note.id}`)).json).toEqual(note);
  });

  it.each(named(withBody))('%s refuses a body that is no JSON, or of another type', async (_, entry) => {
    const { accessToken: token } = person;
    const broken = await ask(entry, { token, body: '{"a":' });
    expect(broken.json).toMatchObject({ status: 400, code: 'malformed-json' });
    const text = await ask(entry, { token, body: 'a=1', headers: { 'content-type': 'text/plain' } });
    expect(text.json).toMatchObject({ status: 415, code: 'unsupported-media-type' });
    const unknown = await ask(entry, { token, body: { noSuchField: 1 } });
    expect(unknown.json).toMatchObject({ status: 422, code: 'invalid-body' });
    expect(unknown.json.errors).toContainEqual({ pointer: '/noSuchField', detail: 'is not a known field' });
  });

  it('is served as it is made from the contracts', async () => {
    const { json, headers } = await call(keep.url, 'GET /api/v1/openapi.json');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(json.paths).toEqual(JSON.parse(JSON.stringify(paths)));
    expect((await call(keep.url, 'GET /api/v1/asyncapi.json')).json).toMatchObject({ asyncapi: '3.0.0' });
  });

  it('can be read on a page that loads nothing from elsewhere', async () => {
    const page = await call(keep.url, 'GET /api/v1/reference');
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(page.text).not.toMatch(/https?:\/\//);
    const script = await call(keep.url, 'GET /api/v1/reference/scalar.js');
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
  });
});

const bodies: Readonly<Record<string, object>> = {
  editNote: { baseRevision: 1, title: 'taken over' },
  putMember: { email: 'somebody@example.com', role: 'editor' },
  handOverNote: { memberId: randomUUID() },
};

/** A body that the operation accepts, so that it is the id that is refused. */
function bodyFor({ operation }: Documented): { body?: object } {
  return operation.requestBody ? { body: bodies[operation.operationId] ?? {} } : {};
}
