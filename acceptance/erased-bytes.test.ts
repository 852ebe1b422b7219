/** After an account was erased, no byte of the data directory holds what was the person's, and no query finds it. */
import { randomUUID } from 'node:crypto';
import { checkedCall as call } from '@keep/testing/checked-call';
import { eventually } from '@keep/testing/eventually';
import { onRealEngines, type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { erasureOf } from './chaos/look-into.ts';
import { codeMailedTo } from './mailbox.ts';
import { PASSWORD, type Person, signIn, signUp } from './person.ts';
import { share } from './share.ts';
import { storedTexts } from './stored-texts.ts';

const PATIENCE = 60_000;

/** One text for each place where a person leaves one; each is searched for. */
const canaries = {
  name: canary(),
  address: canary(),
  pendingAddress: canary(),
  device: canary(),
  token: canary(),
  label: canary(),
  title: canary(),
  body: canary(),
  item: canary(),
  shared: canary(),
  edited: canary(),
  removed: canary(),
};

function canary(): string {
  return `canary-${randomUUID()}`;
}

/** `<canary> in <place>` for each text that is stored, in small letters or in capitals. */
async function found(keep: StartedKeep): Promise<string[]> {
  const stored = await storedTexts(keep);
  return stored.flatMap(({ place, text }) => {
    const content = text.toLowerCase();
    return Object.entries(canaries).flatMap(([name, value]) =>
      content.includes(value) ? [`${name} in ${place}`] : [],
    );
  });
}

describe.each(['services', 'one'] as const)('in shape %s', shape => {
  let keep: StartedKeep;
  let ada: Person;
  let bob: Person;
  beforeAll(async () => {
    keep = await startKeep({ shape, env: { AUTH_DELETION_PURGE_AFTER: '2' } });
    [ada, bob] = [await signUpAs(`${canaries.address}@example.org`, canaries.name), await signUp(keep.url)];
  });
  afterAll(() => keep?.stop());

  async function signUpAs(email: string, name: string): Promise<Person> {
    const body = { email, password: PASSWORD, name, transport: 'body' };
    expect((await call(keep.url, 'POST /api/v1/auth/sign-up', { body })).status).toBe(201);
    const headers = { 'user-agent': canaries.device };
    const signedIn = await call(keep.url, 'POST /api/v1/auth/sign-in', {
      body: { email, password: PASSWORD },
      headers,
    });
    expect(signedIn.status).toBe(200);
    return signIn(keep.url, email);
  }

  async function ok(reply: Promise<{ status: number; text: string; json: Record<string, string> }>) {
    const { status, text, json } = await reply;
    if (status >= 300) throw new Error(`${status} ${text}`);
    return json;
  }

  const key = () => ({ 'idempotency-key': randomUUID() });

  /** Ada leaves a text in every place. */
  async function writeEverything(): Promise<void> {
    const { token, title, body, item, label, shared, edited, removed } = canaries;
    await ok(
      ada.call('POST /api/v1/auth/tokens', { body: { name: token, scopes: ['notes:read'], password: PASSWORD } }),
    );
    await ok(ada.call('POST /api/v1/labels', { body: { name: label }, headers: key() }));
    await ok(ada.call('POST /api/v1/notes', { body: { title, body }, headers: key() }));
    await ok(
      ada.call('POST /api/v1/notes', { body: { title, kind: 'list', items: [{ text: item }] }, headers: key() }),
    );
    const gone = await ok(ada.call('POST /api/v1/notes', { body: { body: removed } }));
    await ok(ada.call(`POST /api/v1/notes/${gone['id']}/trash`));
    await ok(ada.call(`DELETE /api/v1/notes/${gone['id']}`));

    // A note that Bob edits, and is let in no more: his remembered answers showed it.
    const { id } = await ok(ada.call('POST /api/v1/notes', { body: { body: shared } }));
    await share(ada, String(id), bob, 'editor');
    await ok(bob.call(`PATCH /api/v1/notes/${id}`, { body: { body: `${shared} ${edited}`, baseRevision: 1 }, headers: key() })); // prettier-ignore
    const operations = [{ opId: randomUUID(), type: 'note.edit', id, data: { title: edited, baseRevision: 2 } }];
    await ok(bob.call('POST /api/v1/notes/batch', { body: { operations } }));
    const { members } = (await ada.call(`GET /api/v1/notes/${id}`)).json;
    await ok(ada.call(`DELETE /api/v1/notes/${id}/members/${members[0].id}`));

    // A note of Bob's that Ada was let in to.
    const { id: his } = await ok(bob.call('POST /api/v1/notes', { body: { title: 'of Bob' }, headers: key() }));
    await share(bob, String(his), ada, 'editor');

    const newEmail = `${canaries.pendingAddress}@example.org`;
    await ok(ada.call('POST /api/v1/auth/email/change', { body: { password: PASSWORD, newEmail } }));
    await codeMailedTo(keep, newEmail);
    const wrongly = { email: ada.email, password: 'not the password' };
    expect((await call(keep.url, 'POST /api/v1/auth/sign-in', { body: wrongly })).status).toBe(401);
  }

  it('holds every text while the person is there, and none after the erasure, before and after a clean stop', async () => {
    await writeEverything();
    const places = (await found(keep)).map(text => text.split(' ')[0]);
    expect(new Set(places)).toEqual(new Set(Object.keys(canaries)));
    await ok(ada.call('DELETE /api/v1/me', { body: { password: PASSWORD, sharedNotes: 'remove' } }));
    if (!onRealEngines) await eventually(async () => expect(await erasureOf(keep, ada.id)).toBe('done'), PATIENCE);
    await eventually(async () => expect(await found(keep)).toEqual([]), PATIENCE);
    expect(await keep.stop()).toBe(0);
    expect(await found(keep)).toEqual([]);
  });
});
