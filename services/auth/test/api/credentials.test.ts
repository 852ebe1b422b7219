/** Forgotten, changed and reset passwords, and another address. */
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn, newEmail, otherThan, password } from './auth-app.ts';
import { engines } from '../engines.ts';

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  let auth: AuthApp;
  beforeEach(async () => (auth = await startAuth()));
  afterEach(() => auth.stop());

  const newPassword = 'another good password';

  describe('a forgotten password', () => {
    const forgot = (email: string) => auth.request('POST /api/v1/auth/password/forgot', { body: { email } });
    const reset = (email: string, code: string, resetId: string) =>
      auth.request('POST /api/v1/auth/password/reset', { body: { email, code, newPassword, resetId } });

    test('is answered the same for an address without an account, which gets no mail', async () => {
      const [known, unknown] = [newEmail(), newEmail()];
      await auth.signUp(known);
      const answer = { status: 'code-sent', resetId: expect.any(String) };
      for (const email of [unknown, known]) {
        const { status, json } = await forgot(email);
        expect([status, json]).toEqual([202, answer]);
      }
      await auth.codeTo(known);
      expect(auth.mailsTo(unknown)).toEqual([]);
    });

    test('is not reset by a wrong code, an address without an account, or the sixth try', async () => {
      const email = newEmail();
      await auth.signUp(email);
      const resetId = await auth.forgot(email);
      const code = await auth.codeTo(email);
      expect((await reset(newEmail(), code, resetId)).json.code).toBe('wrong-code');
      for (let round = 0; round < 5; round += 1)
        expect((await reset(email, otherThan(code), resetId)).json.code).toBe('wrong-code');
      expect((await reset(email, code, resetId)).json.code).toBe('wrong-code');
      expect((await auth.signIn(email)).status).toBe(200);
    });

    test('is not reset by the code of another request, nor by one that names no request', async () => {
      const email = newEmail();
      await auth.signUp(email);
      const [first, second] = [await auth.forgot(email), await auth.forgot(email)];
      const code = await auth.codeTo(email, 2);
      expect((await reset(email, code, first)).json.code).toBe('wrong-code');
      expect((await reset(email, code, newId())).json.code).toBe('wrong-code');
      const unnamed = await auth.request('POST /api/v1/auth/password/reset', { body: { email, code, newPassword } });
      expect([unnamed.status, unnamed.json.errors[0].pointer]).toEqual([422, '/resetId']);
      expect((await reset(email, code, second)).status).toBe(204);
    });

    test("is reset by its owner's code, whatever a stranger tries with requests of their own", async () => {
      const email = newEmail();
      await auth.signUp(email);
      const mine = await auth.forgot(email);
      const code = await auth.codeTo(email);
      const theirs = await auth.forgot(email);
      for (let round = 0; round < 6; round += 1)
        expect((await reset(email, otherThan(code), theirs)).json.code).toBe('wrong-code');
      expect((await reset(email, code, mine)).status).toBe(204);
    });

    test('leaves the same rows for an address with an account and for one without', async () => {
      const [known, unknown] = [newEmail(), newEmail()];
      await auth.signUp(known);
      for (const email of [known, unknown]) {
        const resetId = await auth.forgot(email);
        for (let round = 0; round < 3; round += 1) await reset(email, '00000000', resetId);
      }
      const codes = await auth.rowsOf('codes');
      const left = (email: string) => codes.filter(row => row['email'] === email).map(({ tries }) => tries);
      expect([left(known), left(unknown)]).toEqual([[3], [3]]);
      expect(codes.map(row => Object.keys(row))).toEqual([Object.keys(codes[0] ?? {}), Object.keys(codes[1] ?? {})]);
    });

    test('counts tries that come at once', async () => {
      const email = newEmail();
      await auth.signUp(email);
      const resetId = await auth.forgot(email);
      const code = await auth.codeTo(email);
      await Promise.all(Array.from({ length: 5 }, () => reset(email, otherThan(code), resetId)));
      expect((await reset(email, code, resetId)).json.code).toBe('wrong-code');
    });

    test('is reset by the code, which ends every session and the waiting', async () => {
      const email = newEmail();
      const { accessToken, refreshToken } = (await auth.signUp(email)).json;
      for (let round = 0; round < 10; round += 1) await auth.signIn(email, 'not the password');
      const resetId = await auth.forgot(email);
      expect((await reset(email, await auth.codeTo(email), resetId)).status).toBe(204);
      expect((await auth.me(accessToken)).json.code).toBe('session-ended');
      expect((await auth.refresh(refreshToken)).json.code).toBe('session-ended');
      auth.advance(60_000);
      expect((await auth.signIn(email)).status).toBe(401);
      expect((await auth.signIn(email, newPassword)).status).toBe(200);
      await eventually(() => expect(auth.mailsTo(email).at(-1)).toContain('Subject: Your Keep password was changed'));
    });
  });

  describe('a changed password', () => {
    test('ends all other sessions and keeps this one', async () => {
      const email = newEmail();
      const mine = (await auth.signUp(email)).json;
      const other = (await auth.signIn(email)).json;
      const body = { currentPassword: password, newPassword };
      const reply = await auth.request('POST /api/v1/auth/password/change', { token: mine.accessToken, body });
      expect(reply.status).toBe(204);
      expect((await auth.me(other.accessToken)).status).toBe(401);
      expect((await auth.refresh(other.refreshToken)).status).toBe(401);
      expect((await auth.me(mine.accessToken)).status).toBe(200);
      expect((await auth.refresh(mine.refreshToken)).status).toBe(200);
      expect((await auth.signIn(email)).status).toBe(401);
      expect((await auth.signIn(email, newPassword)).status).toBe(200);
    });

    test('voids a code for another address that was asked for with the old one', async () => {
      const wanted = newEmail();
      const { accessToken: token } = (await auth.signUp()).json;
      await auth.request('POST /api/v1/auth/email/change', { token, body: { password, newEmail: wanted } });
      const code = await auth.codeTo(wanted);
      const body = { currentPassword: password, newPassword };
      expect((await auth.request('POST /api/v1/auth/password/change', { token, body })).status).toBe(204);
      const reply = await auth.request('POST /api/v1/auth/email/verify', { token, body: { email: wanted, code } });
      expect([reply.status, reply.json.code]).toEqual([422, 'wrong-code']);
    });

    test('leaves no session of the old password, however close they come', async () => {
      const email = newEmail();
      const { accessToken: token } = (await auth.signUp(email)).json;
      const [, ...signIns] = await Promise.all([
        auth.request('POST /api/v1/auth/password/change', { token, body: { currentPassword: password, newPassword } }),
        ...Array.from({ length: 6 }, () => auth.signIn(email)),
      ]);
      for (const { status, json } of signIns) {
        if (status !== 200) continue;
        expect((await auth.me(json.accessToken)).status).toBe(401);
      }
    });
  });

  describe('another address', () => {
    const change = (token: string, address: string) =>
      auth.request('POST /api/v1/auth/email/change', { token, body: { password, newEmail: address } });
    const verify = (token: string, email: string, code: string) =>
      auth.request('POST /api/v1/auth/email/verify', { token, body: { email, code, transport: 'body' } });

    test('counts in the session that asked alone, not in that of a person who reads the mail', async () => {
      const wanted = newEmail();
      const eve = (await auth.signUp()).json;
      await change(eve.accessToken, wanted);
      const code = await auth.codeTo(wanted);
      const ada = (await auth.signUp()).json;
      expect((await verify(ada.accessToken, wanted, code)).json.code).toBe('wrong-code');
      const other = (await auth.signIn(eve.user.email)).json;
      expect((await verify(other.accessToken, wanted, code)).json.code).toBe('wrong-code');
      const body = { email: wanted, code };
      const unnamed = await auth.request('POST /api/v1/auth/email/verify', { body });
      expect([unnamed.status, unnamed.json.errors[0].pointer]).toEqual([422, '/signUpId']);
      const refused = await auth.request('POST /api/v1/auth/email/verify', { token: 'none', body });
      expect([refused.status, refused.json.code]).toEqual([401, 'unauthenticated']);
      const signUpId = { ...body, signUpId: newId() };
      expect((await auth.request('POST /api/v1/auth/email/verify', { body: signUpId })).json.code).toBe('wrong-code');
      expect((await verify(eve.accessToken, wanted, code)).status).toBe(200);
    });

    test('is told what it will do, and to which account, before it is done', async () => {
      const [before, after] = [newEmail(), newEmail()];
      const { accessToken: token } = (await auth.signUp(before)).json;
      await change(token, after);
      await auth.codeTo(after);
      const mail = auth.mailsTo(after)[0]?.replaceAll('=\n', '');
      expect(mail).toContain(`The Keep account of ${before} is to move to this address.`);
      expect(mail).toContain('all its other sessions end');
    });

    test('ends all sessions but the one that it answers', async () => {
      const [before, after] = [newEmail(), newEmail()];
      const { accessToken: token, refreshToken } = (await auth.signUp(before)).json;
      const other = (await auth.signIn(before)).json;
      await change(token, after);
      const verified = (await verify(token, after, await auth.codeTo(after))).json;
      for (const ended of [token, other.accessToken]) expect((await auth.me(ended)).json.code).toBe('session-ended');
      for (const ended of [refreshToken, other.refreshToken]) expect((await auth.refresh(ended)).status).toBe(401);
      expect((await auth.me(verified.accessToken)).status).toBe(200);
      expect((await auth.refresh(verified.refreshToken)).status).toBe(200);
    });

    test('is answered the same when it is taken, and its owner hears of it', async () => {
      const [mine, theirs] = [newEmail(), newEmail()];
      const { accessToken: token } = (await auth.signUp(mine)).json;
      await auth.signUp(theirs);
      const reply = await change(token, theirs);
      expect([reply.status, reply.text]).toEqual([202, '{"status":"code-sent"}']);
      await eventually(() => expect(auth.mailsTo(theirs).at(-1)).toContain('You have a Keep account already'));
    });

    test('is refused when somebody took it meanwhile', async () => {
      const wanted = newEmail();
      const { accessToken: token } = (await auth.signUp()).json;
      await change(token, wanted);
      const code = await auth.codeTo(wanted);
      await auth.signUp(wanted);
      const reply = await verify(token, wanted, code);
      expect([reply.status, reply.json.code]).toEqual([409, 'email-taken']);
    });

    test('counts once its code was given, and the old one hears of it', async () => {
      const [before, after] = [newEmail(), newEmail()];
      const { accessToken: token, user } = (await auth.signUp(before)).json;
      expect((await change(token, after)).status).toBe(202);
      expect((await auth.me(token)).json.email).toBe(before);
      const verified = await verify(token, after, await auth.codeTo(after));
      expect([verified.status, verified.json.user]).toEqual([200, { ...user, email: after }]);
      expect((await auth.me(verified.json.accessToken)).json.email).toBe(after);
      expect((await auth.signIn(before)).status).toBe(401);
      expect((await auth.signIn(after)).status).toBe(200);
      await eventually(() => expect(auth.mailsTo(before).at(-1)).toContain('has another address'));
    });

    test('voids a code that was mailed to the old one', async () => {
      const [before, after] = [newEmail(), newEmail()];
      const { accessToken: token } = (await auth.signUp(before)).json;
      const resetId = await auth.forgot(before);
      const code = await auth.codeTo(before);
      await change(token, after);
      expect((await verify(token, after, await auth.codeTo(after))).status).toBe(200);
      const body = { email: before, code, newPassword, resetId };
      expect((await auth.request('POST /api/v1/auth/password/reset', { body })).json.code).toBe('wrong-code');
    });

    test('is asked for at most five times an hour, whatever the addresses', async () => {
      const { accessToken: token } = (await auth.signUp()).json;
      for (let round = 0; round < 5; round += 1) expect((await change(token, newEmail())).status).toBe(202);
      expect((await change(token, newEmail())).json.code).toBe('too-many-codes');
    });
  });

  test('a mail that could not be sent before a restart is sent after it', async () => {
    await auth.stop();
    auth = await startAuth({ KEEP_SMTP_URL: 'smtp://127.0.0.1:1' });
    const email = newEmail();
    await auth.signUp(email);
    expect((await auth.request('POST /api/v1/auth/password/forgot', { body: { email } })).status).toBe(202);
    await auth.stop();
    auth = await startAuth({}, auth.directory);
    auth.advance(60_000);
    await auth.codeTo(email);
  });
});
