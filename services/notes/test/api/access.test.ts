/** Who may reach what: every refusal, for every route. */
import { routes } from '@keep/contracts/notes-http';
import { sessionRevoked } from '@keep/contracts/auth-events';
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { accessTokenFor } from '@keep/testing/test-keys';
import { describe, expect, it } from 'vitest';
import { fromAuth, runNotes } from './notes-app.ts';

const app = runNotes();

const bodies: Record<string, unknown> = {
  createNote: {},
  editNote: { baseRevision: 1, title: 'mine now' },
  placeNote: { pinned: true },
  putMember: { email: 'eve@example.com', role: 'editor' },
  handOverNote: { memberId: newId() },
  createLabel: { name: 'x' },
  renameLabel: { name: 'x' },
  batch: { operations: [{ opId: newId(), type: 'note.create', id: newId(), data: {} }] },
};

const all = routes.map(({ method, path, operationId, access }) => ({
  name: operationId,
  access,
  target: (id: string) =>
    `${method} ${path.replace('/api/v1', '').replace('{id}', id).replace('{revision}', '1').replace('{memberId}', 'me')}`,
  body: bodies[operationId],
}));

describe('a stranger', () => {
  it.each(all)('gets a 401 from $name', async ({ target, body }) => {
    expect((await app.call(target(newId()), { body })).status).toBe(401);
  });

  it.each(all)('gets a 401 from $name with a header that names somebody', async ({ target, body }) => {
    const { id } = await app.person();
    expect((await app.call(target(newId()), { body, headers: { 'x-user-id': id } })).status).toBe(401);
  });

  it('gets a 401 with a token that has expired, or is for somebody else', async () => {
    for (const options of [{ expiresIn: -1 }, { audience: 'elsewhere' }, { issuer: 'elsewhere' }]) {
      const token = await accessTokenFor(newId(), options);
      expect((await app.call('GET /notes', { token })).status).toBe(401);
    }
  });
});

describe('a token that may only read', () => {
  it.each(all.filter(({ access }) => access === 'notes:write'))('gets a 403 from $name', async ({ target, body }) => {
    const token = await accessTokenFor(newId(), { scopes: ['notes:read'], use: 'token' });
    expect((await app.call(target(newId()), { token, body })).json).toMatchObject({
      status: 403,
      code: 'insufficient-scope',
    });
  });

  it('reads', async () => {
    const token = await accessTokenFor(newId(), { scopes: ['notes:read'], use: 'token' });
    expect((await app.call('GET /notes', { token })).status).toBe(200);
  });
});

describe('another user', () => {
  const ofOne = all.filter(({ target }) => target('*').includes('*'));

  it.each(ofOne)('gets the same 404 from $name as for what does not exist', async ({ target, body }) => {
    const [ada, eve] = [await app.person(), await app.person()];
    const importId = newId();
    const note = await ada.call('POST /notes', { title: 'secret', importId });
    const label = await ada.call('POST /labels', { name: 'secret' });
    for (const id of [note.json.id, label.json.id, importId]) {
      const [foreign, missing] = [await eve.call(target(id), body), await eve.call(target(newId()), body)];
      expect(foreign.status).toBe(404);
      expect(foreign.json).toEqual(missing.json);
    }
    expect((await ada.call(`GET /notes/${note.json.id}`)).json).toEqual(note.json);
  });

  it('cannot put somebody’s label on a note, or see their board by it', async () => {
    const [ada, eve] = [await app.person(), await app.person()];
    const label = await ada.call('POST /labels', { name: 'work' });
    await ada.newNote({ title: 'secret', placement: { labelIds: [label.json.id] } });
    const note = await eve.call('POST /notes', {});
    const reply = await eve.call(`PATCH /notes/${note.json.id}/placement`, { addLabelIds: [label.json.id] });
    expect(reply.json).toMatchObject({ status: 422, errors: [{ pointer: '/addLabelIds/0' }] });
    expect((await eve.call(`GET /notes?label=${label.json.id}`)).json.notes).toEqual([]);
  });

  it('gets no answer of mine for an Idempotency-Key or an opId of mine', async () => {
    const [ada, eve] = [await app.person(), await app.person()];
    const headers = { 'idempotency-key': newId() };
    await ada.call('POST /notes', { title: 'secret' }, headers);
    const reply = await eve.call('POST /notes', { title: 'secret' }, headers);
    expect(reply.json.ownerId).toBe(eve.id);
  });
});

describe('a session that was revoked', () => {
  it('gets a 401 within two seconds', async () => {
    const [userId, sessionId] = [newId(), newId()];
    const token = await accessTokenFor(userId, { sessionId });
    expect((await app.call('GET /notes', { token })).status).toBe(200);
    const data = { userId, sessionId, revokedAt: new Date().toISOString() };
    await app.bus.publish([fromAuth(sessionRevoked, userId, data)]);
    const refused = await eventually(async () => {
      const reply = await app.call('GET /notes', { token });
      expect(reply.status).toBe(401);
      return reply;
    }, 2_000);
    expect(refused.json.code).toBe('session-ended');
  });
});
