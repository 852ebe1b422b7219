/** What nobody honest sends, in every place of every request: it is refused or has no effect, and nothing breaks. */
import { randomUUID } from 'node:crypto';
import { allowsBody } from '@keep/testing/api-check';
import { call, type CallOptions, type Reply } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Person, signUp } from '../person.ts';
import { attackedShapes } from './attacked-shapes.ts';
import { operation, placesOf } from './api.ts';
import { type Belongings, belongingsOf } from './belongings.ts';
import { textWith, withMember } from './body-text.ts';
import { hostileNames, hostileParameters, hostileQueries, hostileValues, unstorable } from './hostile-values.ts';
import { inParallel } from './in-parallel.ts';
import { patiently } from '../patiently.ts';
import { type ApiRequest, type Case, cases } from './requests.ts';
import { pathOf, send } from './send.ts';

const named = (list: readonly Case[]) => list.map(each => [each.name, each] as const);
const withBody = cases.filter(({ body }) => body !== undefined);
const single = cases.filter(({ name, operation }) => !name.startsWith('batch ') && !operation.isStream);

/** Headers that every route meets, asked of these in the name of all. */
const readsAll = ['getMe', 'createNote', 'signIn', 'listNotes'];
const anyHeaders = ['x-request-id', 'traceparent', 'x-request-timeout-ms', 'x-client-address', 'user-agent'];
const hostileHeaders = ['$ne', '{"$ne":null}', '__proto__', '*', 'W/"*"', '"\u00ff"', ',,,', 'a'.repeat(5_000)];

/** In a batch, `data` may repeat the operation's own id, and say no other. */
const REPEATED = '/operations/*/data/id';

/** Thousands of requests need no member, session and token each. */
function madeOnce(own: Belongings): Belongings {
  const made = new Map<string, Promise<string>>();
  const once = (kind: string, make: () => Promise<string>) => () => {
    const found = made.get(kind) ?? make();
    made.set(kind, found);
    return found;
  };
  return {
    ...own,
    sessionId: once('session', own.sessionId),
    tokenId: once('token', own.tokenId),
    memberId: once('member', own.memberId),
  };
}

/** Of the request, or of the one operation that it holds. */
const statusOf = ({ status, json }: Reply): number => json?.results?.[0]?.status ?? status;
const shortened = (text: string) => (text.length > 300 ? `${text.slice(0, 300)}…` : text);

describe.each(attackedShapes)('hostile input, in shape %s', shape => {
  let keep: StartedKeep;
  let person: Person;
  let own: Belongings;

  beforeAll(async () => {
    keep = await startKeep({ shape });
  });
  beforeEach(async () => {
    person = await honestPerson();
    own = madeOnce(await belongingsOf(keep.url, person));
  });
  afterAll(() => keep?.stop());

  /** A new request of `each` in which `pointer` says something else; undefined where it has no such place. */
  async function sendWith(each: Case, pointer: string, say: (before: string) => string) {
    const request = await each.make(own);
    const text = textWith(request.body, pointer, say);
    if (text === undefined) throw new Error(`The request of ${each.name} leaves out ${pointer}.`);
    const reply = await send(keep.url, each.operation, request, { token: person.accessToken, text });
    return { text, reply };
  }

  /** Nothing that was said has changed what Keep does. */
  async function expectAllWell(): Promise<void> {
    const honest = await honestPerson();
    const body = { id: randomUUID(), title: 'as ever', items: [{ text: 'one' }], placement: { pinned: true } };
    const ask = (target: string, options?: CallOptions) => patiently(() => honest.call(target, options));
    const { json } = await ask('POST /api/v1/notes', { body });
    expect((await ask(`GET /api/v1/notes/${json.id}`)).json).toMatchObject({ title: 'as ever', revision: 1 });
    expect((await ask('GET /api/v1/notes')).json.notes).toEqual([json]);
  }

  /** A slow store refuses a sign-up for a moment, too. */
  const honestPerson = () => eventually(() => signUp(keep.url), 60_000);

  it.each(named(withBody))('%s refuses every value that its schema does not allow', async (name, each) => {
    const { method, path } = each.operation;
    for (const { pointer, schema } of placesOf(each.body ?? {})) {
      if (pointer === REPEATED) continue;
      await inParallel(hostileValues(schema), async value => {
        const { text, reply } = await sendWith(each, pointer, () => value);
        const seen = { name, pointer, value: shortened(value), status: statusOf(reply) };
        const isRefused = unstorable.includes(value) || !allowsBody(method, path, JSON.parse(text));
        if (isRefused) expect(seen).toEqual({ ...seen, status: 422 });
        else expect(seen.status, JSON.stringify(seen)).toBeLessThan(500);
      });
    }
    await expectAllWell();
  });

  it.each(named(withBody))('%s refuses every name that is not its own', async (name, each) => {
    for (const { pointer, schema } of placesOf(each.body ?? {})) {
      if (schema['type'] !== 'object') continue;
      await inParallel(hostileNames, async hostile => {
        const { reply } = await sendWith(each, pointer, withMember(hostile, '{"polluted":true,"$ne":null}'));
        const seen = { name, pointer, hostile, status: statusOf(reply) };
        expect(seen).toEqual({ ...seen, status: 422 });
      });
    }
    await expectAllWell();
  });

  /** As `send`, but the address is written by hand. */
  async function get(each: Case, target: string, request: ApiRequest, headers: Record<string, string> = {}) {
    const { body } = request;
    return patiently(() =>
      call(keep.url, `${each.operation.method} ${target}`, {
        token: person.accessToken,
        headers,
        ...(body && { body }),
      }),
    );
  }

  it.each(named(single))('%s answers nothing unforeseen to any query', async (name, each) => {
    const request = await each.make(own);
    const { query: _, ...withoutQuery } = request;
    const target = pathOf(each.operation, withoutQuery);
    const inQuery = each.operation.parameters.filter(parameter => parameter.in === 'query');
    const values = inQuery.flatMap(({ name }) => hostileParameters.map(value => `${name}=${value}`));
    const queries = [...values, ...hostileQueries(inQuery[0]?.name ?? 'id')];
    await inParallel(queries.slice(0, each.operation.access === 'public' ? 3 : undefined), async query => {
      const reply = await get(each, `${target}?${query}`, each.operation.method === 'GET' ? request : {});
      const seen = { name, query: shortened(query), status: reply.status };
      if (inQuery.length > 0) expect([200, 400, 404, 410], JSON.stringify(seen)).toContain(seen.status);
      else expect(seen.status, JSON.stringify(seen)).toBeLessThan(500);
    });
    await expectAllWell();
  });

  it.each(named(single))('%s answers nothing unforeseen to any header', async (name, each) => {
    const documented = each.operation.parameters.filter(parameter => parameter.in === 'header');
    const fields = [...documented.map(({ name: field }) => field), ...(readsAll.includes(name) ? anyHeaders : [])];
    await inParallel(
      fields.flatMap(field => hostileHeaders.map(value => ({ [field]: value }))),
      async headers => {
        const request = await each.make(own);
        const { status } = await get(each, pathOf(each.operation, request), request, headers);
        const seen = { name, headers: shortened(JSON.stringify(headers)), status };
        expect(seen.status, JSON.stringify(seen)).toBeLessThan(500);
      },
    );
    await expectAllWell();
  });

  it.each(named(single.filter(({ operation }) => operation.path.includes('{'))))(
    '%s finds nothing under what is no id',
    async (name, each) => {
      const request = await each.make(own);
      for (const { name: parameter } of each.operation.parameters.filter(({ in: place }) => place === 'path')) {
        await inParallel(hostileParameters, async value => {
          const target = pathOf(each.operation, { params: { ...request.params, [parameter]: 'HERE' } }).replace(
            'HERE',
            value,
          );
          const reply = await get(each, target, request);
          const seen = { name, target: shortened(target), status: reply.status };
          expect([400, 404, 405], JSON.stringify(seen)).toContain(seen.status);
        });
      }
    },
  );

  it('opens a stream, or refuses it, whatever its last event is said to be', async () => {
    for (const value of ['$ne', '__proto__', '0', '-1', '1.5', 'a.b', 'a.-1', 'a.1e999', '../..', 'a'.repeat(5_000)]) {
      const headers = { 'last-event-id': value };
      const reply = await send(keep.url, operation('openStream'), {}, { token: person.accessToken, headers });
      expect([shortened(value), reply.status]).toEqual([shortened(value), expect.toBeOneOf([200, 400])]);
    }
    await expectAllWell();
  });
});
