/** Script and other markup in every text: it comes back as it was sent, as data, and is never part of a page. */
import { randomUUID } from 'node:crypto';
import type { Reply } from '@keep/testing/call';
import { call } from '@keep/testing/call';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, signIn, signUp } from '../person.ts';
import { attackedShapes } from './attacked-shapes.ts';
import { type Place, placesOf } from './api.ts';
import { belongingsOf } from './belongings.ts';
import { textWith } from './body-text.ts';
import { patiently } from '../patiently.ts';
import { stateOf } from './person-state.ts';
import { type Case, cases } from './requests.ts';
import { send } from './send.ts';

/** A text that says what its writer likes, and that is shown to people. */
const isFreeText = ({ schema, pointer }: Place) =>
  schema['type'] === 'string' &&
  !['format', 'pattern', 'enum', 'const'].some(keyword => keyword in schema) &&
  !/password|code$|token$|timezone$/i.test(pointer);

const withText = cases
  .filter(({ name }) => name !== 'applyBatch')
  .map(each => ({ ...each, places: placesOf(each.body ?? {}).filter(isFreeText) }))
  .filter(({ places }) => places.length > 0);

/** Fits into the shortest text. */
const scriptOf = (id: string) => `<script>alert("${id}")</script><img src=x onerror='1'>&lt;`;

/** Line separators and characters that change the direction of text: names refuse them, other texts keep them. */
const HIDDEN = '\u2028\u202E';

const pages = ['/', '/api/v1/reference', '/index.html', '/favicon.ico'];

describe.each(attackedShapes)('a stored script, in shape %s', shape => {
  let keep: StartedKeep;
  beforeAll(async () => {
    keep = await startKeep({ shape });
  });
  afterAll(() => keep?.stop());

  it.each(withText.map(each => [each.name, each] as const))('sent by %s comes back as data', async (_, each) => {
    const person = await signUp(keep.url);
    for (const { pointer } of each.places) {
      const script = scriptOf(randomUUID()) + (pointer.endsWith('/name') ? '' : HIDDEN);
      expect(script.length).toBeLessThanOrEqual(100);
      const reply = await sendText(person, each, pointer, script);
      expectData(reply);
      expect([each.name, pointer, reply.status]).toEqual([each.name, pointer, expect.toBeOneOf([200, 201])]);
      const reader = each.operation.operationId === 'signUp' ? await signIn(keep.url, reply.json.user.email) : person;
      // As JSON writes it, character for character.
      expect(await stateOf(reader)).toContain(JSON.stringify(script).slice(1, -1));
      await expectInNoPage(person, script);
    }
  });

  it('named as a device comes back as data', async () => {
    const person = await signUp(keep.url);
    const userAgent = `<script>alert("${randomUUID()}")</script>`;
    const body = { email: person.email, password: 'correct horse battery staple', transport: 'body' };
    expectData(await call(keep.url, 'POST /api/v1/auth/sign-in', { body, headers: { 'user-agent': userAgent } }));
    const sessions = await person.call('GET /api/v1/auth/sessions');
    expectData(sessions);
    await expectInNoPage(person, userAgent);
  });

  it.each([
    '/api/v1/<script>alert(1)</script>',
    '/<script>alert(1)</script>',
    '/api/v1/notes?<script>=1',
    '/.well-known/<b>',
  ])('in the address %s is not repeated in a page', async path => {
    const reply = await call(keep.url, `GET ${path}`, { headers: { accept: 'text/html' } });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expectData(reply);
  });

  /** The full request of a person with new things, in which `pointer` is `text`. */
  async function sendText(person: Person, each: Case, pointer: string, text: string): Promise<Reply> {
    const request = await each.make(await belongingsOf(keep.url, person));
    const body = textWith(request.body, pointer, () => JSON.stringify(text)) ?? '';
    return send(keep.url, each.operation, request, { token: person.accessToken, text: body });
  }

  async function expectInNoPage(person: Person, script: string): Promise<void> {
    for (const page of pages) {
      const headers = { accept: 'text/html' };
      const { text } = await patiently(() => call(keep.url, `GET ${page}`, { token: person.accessToken, headers }));
      expect(text).not.toContain(script.slice(0, 30));
    }
  }
});

/** No browser takes it for anything but data. */
function expectData({ headers }: Reply): void {
  expect(headers.get('content-type')).toMatch(/^application\/(problem\+)?json/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none'|frame-ancestors 'none'/);
}
