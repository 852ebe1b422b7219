/** Somebody with a valid token, who knows every id that another person has, and puts each into every place for an id. */
import { randomUUID } from 'node:crypto';
import { call, type Reply } from '@keep/testing/call';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Person, signUp } from '../person.ts';
import { attackedShapes } from './attacked-shapes.ts';
import { paths } from './api.ts';
import { type Belongings, belongingsOf } from './belongings.ts';
import { type IdPlace, idPlaces, withValueAt } from './id-places.ts';
import { inParallel } from './in-parallel.ts';
import { codeOf, outcomeOf } from './outcome.ts';
import { stateOf } from './person-state.ts';
import { type Case, cases, documentedCases } from './requests.ts';
import { send, type SendOptions } from './send.ts';

/** A client may name what it makes, so a taken id is told, and nothing of whose it is. */
const toldAsTaken: Readonly<Record<string, readonly string[]>> = {
  'createNote body.id': ['note', 'trashed note'],
  'copyNote body.id': ['note', 'trashed note'],
  'createLabel body.id': ['label'],
  'batch note.create body.operations.0.id': ['note', 'trashed note'],
  'batch label.create body.operations.0.id': ['label'],
};

const withToken = cases.filter(({ operation }) => operation.access !== 'public');
const closing = withToken.filter(({ operation }) => !operation.isStream);
const named = (list: readonly Case[]) => list.map(each => [each.name, each] as const);
const takes = (parameter: string) =>
  named(withToken.filter(({ operation: { parameters } }) => parameters.some(({ name }) => name === parameter)));

describe.each(attackedShapes)('another user, in shape %s', shape => {
  let keep: StartedKeep;
  let victim: Belongings;
  let idsOfVictim: Readonly<Record<string, string>>;
  let before: string;
  let attacker: Person;
  /** Things of the attacker's with which nothing was done yet. */
  let unused: Belongings[];
  /** Whether the next attack needs another victim: this one did something, or an attacker took one of their ids. */
  let isSpent = true;

  beforeAll(async () => {
    keep = await startKeep({ shape });
  });
  beforeEach(async () => {
    attacker = await signUp(keep.url);
    unused = [];
    if (!isSpent) return;
    victim = await belongingsOf(keep.url, await signUp(keep.url));
    idsOfVictim = {
      note: victim.noteId,
      'trashed note': victim.trashedNoteId,
      item: victim.itemId,
      label: victim.labelId,
      import: victim.importId,
      session: await victim.sessionId(),
      token: await victim.tokenId(),
      member: await victim.memberId(),
      person: victim.person.id,
    };
    before = await stateOf(victim.person);
    isSpent = false;
  });
  afterAll(() => keep?.stop());

  /** The answer to the attacker, who has things of their own that are as new, with `value` in `place`. */
  async function answerTo(
    { operation, make }: Case,
    place: IdPlace,
    value: string,
    options: SendOptions = {},
  ): Promise<Reply> {
    const own = unused.pop() ?? (await belongingsOf(keep.url, attacker));
    const request = withValueAt(await make(own), place, value);
    const reply = await send(keep.url, operation, request, { token: attacker.accessToken, ...options });
    expect(reply.text).not.toContain(victim.mark);
    if (codeOf(reply) !== undefined) unused.push(own);
    return reply;
  }

  it.each(named(withToken))('%s answers for what is another’s as for nothing', async (name, each) => {
    for (const place of idPlaces(await each.make(await belongingsOf(keep.url, attacker)))) {
      const where = `${name} ${place.join('.')}`;
      isSpent ||= where in toldAsTaken;
      const nobodys = await answerTo(each, place, randomUUID());
      const ids = place.at(-1) === 'opId' ? { opId: victim.opId } : idsOfVictim;
      await inParallel(Object.entries(ids), async ([kind, id]) => {
        const reply = await answerTo(each, place, id);
        const isTold = toldAsTaken[where]?.includes(kind) ?? false;
        if (isTold) expect([where, kind, codeOf(reply)]).toEqual([where, kind, 'id-taken']);
        else expect([where, kind, outcomeOf(reply)]).toEqual([where, kind, outcomeOf(nobodys)]);
      });
    }
    expect(await stateOf(victim.person)).toBe(before);
  });

  it.each([...takes('cursor'), ...takes('since')])('%s goes on from another’s place in mine alone', async (_, each) => {
    const place = each.operation.parameters.some(({ name }) => name === 'since') ? 'since' : 'cursor';
    const request = withValueAt(await each.make(victim), ['query', 'limit'], '1');
    const page = await send(keep.url, each.operation, request, { token: victim.person.accessToken });
    expect(page.status).toBe(200);
    const invented = Buffer.from(JSON.stringify({ id: victim.noteId, name: '', createdAt: '' })).toString('base64url');
    const reply = await answerTo(each, ['query', place], page.json.nextCursor ?? page.json.cursor ?? invented);
    expect(place === 'since' ? [410] : [200, 400]).toContain(reply.status);
    expect(reply.text).not.toContain(victim.mark);
  });

  it.each(takes('Idempotency-Key'))('%s gives nobody the answer to another’s key', async (_, each) => {
    isSpent = true;
    const [request, key] = [await each.make(victim), randomUUID()];
    const asAttacker = (idempotencyKey: string) =>
      send(keep.url, each.operation, request, {
        token: attacker.accessToken,
        headers: { 'idempotency-key': idempotencyKey },
      });
    const unused = request.params && outcomeOf(await asAttacker(randomUUID()));
    const answer = await send(keep.url, each.operation, request, {
      token: victim.person.accessToken,
      headers: { 'idempotency-key': key },
    });
    expect(answer.status).toBeLessThan(300);
    const reply = await asAttacker(key);
    expect(reply.text).not.toContain(victim.mark);
    if (unused) expect(outcomeOf(reply)).toEqual(unused);
  });

  it.each([...takes('If-Match'), ...takes('If-None-Match')])(
    '%s tells nothing by another’s entity tag',
    async (_, each) => {
      const seen = await victim.person.call(`GET /api/v1/notes/${victim.noteId}`);
      const request = await each.make(victim);
      for (const tag of ['*', seen.headers.get('etag') ?? '']) {
        const headers = { 'if-match': tag, 'if-none-match': tag };
        const reply = await send(keep.url, each.operation, request, { token: attacker.accessToken, headers });
        if (request.params) expect([tag, reply.status]).toEqual([tag, 404]);
        expect(reply.text).not.toContain(victim.mark);
      }
    },
  );

  it.each(named(closing.filter(({ operation }) => operation.method === 'GET')))(
    '%s answers HEAD as it answers GET',
    async (_, each) => {
      const request = await each.make(victim);
      const { accessToken: token } = attacker;
      const [get, head] = [
        await send(keep.url, each.operation, request, { token }),
        await send(keep.url, each.operation, request, { token, method: 'HEAD' }),
      ];
      expect(head.status).toBe(get.status);
      expect(head.text).toBe('');
    },
  );

  it('has no operation that is not attacked', async () => {
    expect(cases.map(({ name }) => name).sort()).toEqual([...documentedCases].sort());
    const { json } = await call(keep.url, 'GET /api/v1/openapi.json');
    expect(json.paths).toEqual(JSON.parse(JSON.stringify(paths)));
  });
});
