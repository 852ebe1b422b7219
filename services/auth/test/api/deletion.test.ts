/** The erasure of a person, from the request to the purged log, interrupted and resumed. */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { userDeletionRequested } from '@keep/contracts/auth-events';
import { anyonesSubject, type EventEnvelope } from '@keep/contracts/event-envelope';
import { userErased } from '@keep/contracts/notes-events';
import type { EventBus } from '@keep/service-kit/event-bus';
import { makeEvent } from '@keep/service-kit/make-event';
import { eventually } from '@keep/testing/eventually';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn, newEmail, password } from './auth-app.ts';
import { engines } from '../engines.ts';

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  const settings = { DELETION_ASK_AGAIN: '0.2', DELETION_PURGE_AFTER: '0.01' };
  let auth: AuthApp;
  beforeEach(async () => (auth = await startAuth(settings)));
  afterEach(() => auth.stop());

  /** The part of notes in the saga: answers each request it hears, and keeps what it heard. */
  function notesAnswers(bus: EventBus, answers = true): EventEnvelope[] {
    const heard: EventEnvelope[] = [];
    bus.consume({ name: 'notes.saga', subjects: [anyonesSubject(userDeletionRequested.type)] }, async event => {
      heard.push(event);
      const { userId } = userDeletionRequested.data.parse(event.data);
      if (answers) await bus.publish([erasedEvent(userId)]);
    });
    return heard;
  }

  function erasedEvent(userId: string): EventEnvelope {
    return makeEvent(userErased, userId, { userId }, { source: 'keep/notes', now: new Date() });
  }

  const deleteMe = (token: string, headers: Record<string, string> = {}) =>
    auth.request('DELETE /api/v1/me', { token, headers, body: { password, sharedNotes: 'hand-over' } });

  async function logged(userId: string): Promise<EventEnvelope[]> {
    const events: EventEnvelope[] = [];
    const bus = auth.newBus();
    const marker = makeEvent(userErased, 'marker', { userId: 'marker' }, { source: 'keep/test', now: new Date() });
    await bus.publish([marker]);
    bus.listen(['keep.>'], async event => void events.push(event), { replaySeconds: 3_600 });
    await eventually(() => expect(events.some(({ id }) => id === marker.id)).toBe(true));
    await bus.close();
    return events.filter(({ subject }) => subject.includes(userId));
  }

  test('needs the right password', async () => {
    const { accessToken: token } = (await auth.signUp()).json;
    const reply = await auth.request('DELETE /api/v1/me', { token, body: { password: 'not the password' } });
    expect([reply.status, reply.json.code]).toEqual([403, 'wrong-password']);
    expect((await auth.me(token)).status).toBe(200);
  });

  test('ends every session and token at once, and keeps the account shut until all have answered', async () => {
    const heard = notesAnswers(auth.bus, false);
    const email = newEmail();
    const { accessToken: token, refreshToken, user } = (await auth.signUp(email)).json;
    const created = await auth.request('POST /api/v1/auth/tokens', {
      token,
      body: { name: 'x', scopes: ['account'], password },
    });
    const other = (await auth.signIn(email)).json;
    expect((await deleteMe(token)).status).toBe(204);
    for (const accessToken of [token, other.accessToken]) expect((await auth.me(accessToken)).status).toBe(401);
    expect((await auth.refresh(refreshToken)).status).toBe(401);
    const exchanged = await auth.internal('POST /internal/token-exchange', { token: created.json.token });
    expect(exchanged.status).toBe(401);
    expect((await auth.signIn(email, 'not the password')).json.code).toBe('wrong-credentials');
    const shut = await auth.signIn(email);
    expect([shut.status, shut.json.code]).toEqual([403, 'account-being-deleted']);
    expect((await auth.signUp(email)).json.code).toBe('email-taken');
    await eventually(() => expect(heard[0]?.data).toEqual({ userId: user.id, sharedNotes: 'hand-over' }));
  });

  test('erases every trace but the tombstone, frees the address, and purges the log last', async () => {
    notesAnswers(auth.bus);
    const email = newEmail();
    const { accessToken: token, user } = (await auth.signUp(email)).json;
    await auth.request('POST /api/v1/auth/password/forgot', { body: { email } });
    await auth.request('PATCH /api/v1/me', { token, body: { name: 'Ada' }, headers: { 'idempotency-key': 'x' } });
    await auth.signIn(email, 'not the password');
    await eventually(() => expect(auth.mailsTo(email)).toHaveLength(1));
    await deleteMe(token);
    await eventually(async () => expect(await auth.tablesWith(email)).toEqual([]));
    expect(auth.mailsTo(email)).toEqual([]);
    await eventually(async () => expect(await logged(user.id)).toEqual([]), 10_000);
    expect((await auth.tablesWith(user.id)).sort()).toEqual(['deletion_participants', 'deletions']);
    expect((await auth.signUp(email)).status).toBe(201);
  });

  test('goes on for others while the log of one person cannot be purged', async () => {
    notesAnswers(auth.bus);
    const [first, second] = [(await auth.signUp()).json, (await auth.signUp()).json];
    auth.refusePurgesOf(first.user.id);
    await deleteMe(first.accessToken);
    await eventually(async () => expect(await auth.tablesWith(first.user.email)).toEqual(['deletions']));
    await deleteMe(second.accessToken);
    await eventually(async () => expect(await auth.tablesWith(second.user.email)).toEqual([]), 10_000);
    expect(await logged(second.user.id)).toEqual([]);
    expect(await auth.tablesWith(first.user.email)).toEqual(['deletions']);
  });

  test('removes mails and purges the log although one mail file cannot be read, and ends once it can', async () => {
    notesAnswers(auth.bus);
    const email = newEmail();
    const { accessToken: token, user } = (await auth.signUp(email)).json;
    await auth.request('POST /api/v1/auth/password/forgot', { body: { email } });
    await eventually(() => expect(auth.mailsTo(email)).toHaveLength(1));
    const unreadable = join(auth.mailDirectory, '0.eml');
    mkdirSync(unreadable);
    await deleteMe(token);
    await eventually(async () => expect(await logged(user.id)).toEqual([]), 10_000);
    expect(await auth.tablesWith(email)).toEqual(['deletions']);
    rmSync(unreadable, { recursive: true });
    await eventually(async () => expect(await auth.tablesWith(email)).toEqual([]), 10_000);
    expect(auth.mailsTo(email)).toEqual([]);
  });

  test('asks again until notes answers, each time with another event', async () => {
    const heard = notesAnswers(auth.bus, false);
    const { accessToken: token, user } = (await auth.signUp()).json;
    await deleteMe(token);
    await eventually(() => expect(heard.length).toBeGreaterThan(1), 10_000);
    expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length);
    await auth.bus.publish([erasedEvent(user.id)]);
    await eventually(async () => expect(await logged(user.id)).toEqual([]), 10_000);
  });

  test('goes on after a restart, before and after the answer', async () => {
    const email = newEmail();
    const { accessToken: token, user } = (await auth.signUp(email)).json;
    await deleteMe(token);
    await auth.stop();
    auth = await startAuth({ ...settings, DELETION_PURGE_AFTER: '3600' }, auth.directory);
    notesAnswers(auth.bus);
    await eventually(async () => expect(await auth.tablesWith(email)).toEqual(['deletions']), 10_000);
    expect(await logged(user.id)).not.toEqual([]);
    await auth.stop();
    auth = await startAuth(settings, auth.directory);
    await eventually(async () => expect(await logged(user.id)).toEqual([]), 10_000);
    await eventually(async () => expect(await auth.tablesWith(email)).toEqual([]));
  });

  test('purges again when an answer comes late', async () => {
    notesAnswers(auth.bus);
    const { accessToken: token, user } = (await auth.signUp()).json;
    await deleteMe(token);
    await eventually(async () => expect(await logged(user.id)).toEqual([]), 10_000);
    await auth.bus.publish([erasedEvent(user.id)]);
    await eventually(async () => expect(await logged(user.id)).toEqual([]), 10_000);
  });

  test('purges again when the log was lost and refilled with an answer that it knows', async () => {
    const { accessToken: token, user } = (await auth.signUp()).json;
    await deleteMe(token);
    const answer = erasedEvent(user.id);
    await auth.bus.publish([answer]);
    await eventually(async () => expect(await logged(user.id)).toEqual([]), 10_000);
    await auth.bus.publish([answer]);
    await eventually(async () => expect(await logged(user.id)).toEqual([]), 10_000);
  });

  test('an answer about somebody who did not ask to be erased changes nothing', async () => {
    const { accessToken: token, user } = (await auth.signUp()).json;
    await auth.bus.publish([erasedEvent(user.id)]);
    const after = (await auth.signUp()).json;
    notesAnswers(auth.bus);
    await deleteMe(after.accessToken);
    await eventually(async () => expect(await logged(after.user.id)).toEqual([]), 10_000);
    expect((await auth.me(token)).status).toBe(200);
  });

  test('many requests at once, under one key, begin one erasure and are all answered alike', async () => {
    const heard = notesAnswers(auth.bus);
    const { accessToken: token } = (await auth.signUp()).json;
    const replies = await Promise.all(Array.from({ length: 4 }, () => deleteMe(token, { 'idempotency-key': 'x' })));
    expect(replies.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    await eventually(() => expect(heard).toHaveLength(1));
  });

  describe('a repetition by the session that it ended', () => {
    const key = { 'idempotency-key': 'x' };

    test('is refused without the key, under another one, and by another session', async () => {
      const email = newEmail();
      const { accessToken: token } = (await auth.signUp(email)).json;
      const other = (await auth.signIn(email)).json.accessToken;
      expect((await deleteMe(token, key)).status).toBe(204);
      const refused = [await deleteMe(token), await deleteMe(token, { 'idempotency-key': 'y' }), await deleteMe(other, key)]; // prettier-ignore
      for (const { status, json } of refused) expect([status, json.code]).toEqual([401, 'session-ended']);
    });

    test('is refused when it says something else under the key', async () => {
      const { accessToken: token } = (await auth.signUp()).json;
      await deleteMe(token, key);
      const body = { password, sharedNotes: 'remove' };
      const reply = await auth.request('DELETE /api/v1/me', { token, headers: key, body });
      expect([reply.status, reply.json.code]).toEqual([409, 'idempotency-key-reused']);
    });

    test('leaves nothing that passwords could be tried against', async () => {
      const { accessToken: token } = (await auth.signUp()).json;
      const body = { password };
      expect((await auth.request('DELETE /api/v1/me', { token, headers: key, body })).status).toBe(204);
      const digest = createHash('sha256')
        .update(`DELETE /api/v1/me\n${JSON.stringify(body)}`)
        .digest('hex');
      expect(await auth.tablesWith(digest)).toEqual([]);
    });

    test('opens nothing else: a session that was signed out deletes nobody', async () => {
      const email = newEmail();
      const { accessToken: token } = (await auth.signUp(email)).json;
      await auth.request('POST /api/v1/auth/sign-out', { token });
      expect((await deleteMe(token, key)).status).toBe(401);
      expect((await auth.signIn(email)).status).toBe(200);
    });

    test('gets the same answer while the saga goes on, and after it', async () => {
      const { accessToken: token, user } = (await auth.signUp()).json;
      await deleteMe(token, key);
      expect((await deleteMe(token, key)).status).toBe(204);
      notesAnswers(auth.bus);
      await eventually(async () => expect(await logged(user.id)).toEqual([]), 10_000);
      expect((await deleteMe(token, key)).status).toBe(204);
      expect((await auth.me(token)).status).toBe(401);
    });
  });
});
