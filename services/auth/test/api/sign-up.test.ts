/** Making an account, in each mode. */
import { userRegistered } from '@keep/contracts/auth-events';
import { anyonesSubject } from '@keep/contracts/event-envelope';
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { afterEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn, newEmail, otherThan, password } from './auth-app.ts';
import { engines } from '../engines.ts';

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  let auth: AuthApp;
  afterEach(() => auth.stop());

  const setUpCode = 'the-code-of-the-launcher';

  describe('open', () => {
    test('refuses an address that is taken, however it is spelled', async () => {
      auth = await startAuth();
      await auth.signUp('ada@example.org');
      const again = await auth.signUp(' ADA@Example.org');
      expect([again.status, again.json.code]).toEqual([409, 'email-taken']);
    });

    test('answers every fault of the body at once', async () => {
      auth = await startAuth();
      const reply = await auth.request('POST /api/v1/auth/sign-up', {
        body: { email: 'x', password: 'short', extra: 1 },
      });
      expect(reply.status).toBe(422);
      expect(reply.json.errors.map((error: { pointer: string }) => error.pointer).sort()).toEqual([
      '/email', '/extra', '/name', '/password',
    ]); // prettier-ignore
    });

    test('makes the account, signs in, and says so to the others', async () => {
      auth = await startAuth();
      const heard: string[] = [];
      auth.bus.consume({ name: 'test.registered', subjects: [anyonesSubject(userRegistered.type)] }, async event => {
        heard.push(event.subject);
      });
      const reply = await auth.signUp('ada@example.org', 'Ada');
      expect(reply.status).toBe(201);
      expect(reply.json).toMatchObject({ user: { email: 'ada@example.org', name: 'Ada' }, expiresIn: 300 });
      expect((await auth.me(reply.json.accessToken)).json.id).toBe(reply.json.user.id);
      await eventually(() => expect(heard).toEqual([`keep.auth.${reply.json.user.id}.user-registered.v1`]));
    });

    test('of two parallel sign-ups with one address, one is refused', async () => {
      auth = await startAuth();
      const replies = await Promise.all([auth.signUp('ada@example.org'), auth.signUp('ada@example.org')]);
      expect(replies.map(({ status }) => String(status)).sort()).toEqual(['201', '409']);
    });
  });

  describe('closed', () => {
    test('refuses everybody', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'closed' });
      const reply = await auth.signUp();
      expect([reply.status, reply.json.code]).toEqual([403, 'sign-up-closed']);
    });

    test('lets the first account in with the set-up code, and nobody after', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'closed', KEEP_SET_UP_CODE: setUpCode });
      const body = { email: newEmail(), password, name: 'Ada' };
      const without = await auth.request('POST /api/v1/auth/sign-up', { body });
      expect([without.status, without.json.code]).toEqual([403, 'set-up-code-required']);
      const wrong = await auth.request('POST /api/v1/auth/sign-up', { body: { ...body, setUpCode: 'guess' } });
      expect([wrong.status, wrong.json.code]).toEqual([403, 'set-up-code-required']);
      expect((await auth.request('POST /api/v1/auth/sign-up', { body: { ...body, setUpCode } })).status).toBe(201);
      const second = await auth.request('POST /api/v1/auth/sign-up', {
        body: { ...body, email: newEmail(), setUpCode },
      });
      expect([second.status, second.json.code]).toEqual([403, 'sign-up-closed']);
    });

    test('makes one account when two bring the set-up code at once', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'closed', KEEP_SET_UP_CODE: setUpCode });
      const replies = await Promise.all(
        [1, 2, 3].map(() =>
          auth.request('POST /api/v1/auth/sign-up', { body: { email: newEmail(), password, name: 'Ada', setUpCode } }),
        ),
      );
      expect(replies.map(({ status }) => String(status)).sort()).toEqual(['201', '403', '403']);
    });

    test('counts guesses of the set-up code', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'closed', KEEP_SET_UP_CODE: setUpCode });
      const guess = () =>
        auth.request('POST /api/v1/auth/sign-up', {
          body: { email: newEmail(), password, name: 'Ada', setUpCode: 'guess' },
        });
      for (let round = 0; round < 10; round += 1) expect((await guess()).status).toBe(403);
      const eleventh = await guess();
      expect([eleventh.status, eleventh.json.code]).toEqual([429, 'too-many-sign-ins']);
    });

    test('is the default where others can reach Keep and no mail can be sent', async () => {
      auth = await startAuth({ KEEP_PUBLIC_URL: 'https://keep.example.org' });
      expect((await auth.signUp()).json.code).toBe('sign-up-closed');
    });
  });

  describe('verify', () => {
    const email = 'ada@example.org';
    const verify = (signUpId: string, code: string, address = email) =>
      auth.request('POST /api/v1/auth/email/verify', { body: { email: address, code, signUpId, transport: 'body' } });
    const eve = { email, password: 'the password of eve', name: 'Eve' };
    const signUpAsEve = async (): Promise<string> =>
      (await auth.request('POST /api/v1/auth/sign-up', { body: eve })).json.signUpId;

    test('answers the same whether or not the address has an account, and tells its owner by mail', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
      const first = await auth.signUp(email);
      await verify(first.json.signUpId, await auth.codeTo(email));
      const second = await auth.signUp(email);
      const answer = { status: 'code-sent', signUpId: expect.any(String) };
      expect([first.status, first.json]).toEqual([202, answer]);
      expect([second.status, second.json]).toEqual([202, answer]);
      await eventually(() => expect(auth.mailsTo(email).at(-1)).toContain('Subject: You have a Keep account already'));
    });

    test('refuses a wrong code, and the right one after five wrong ones', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
      const { signUpId } = (await auth.signUp(email)).json;
      const code = await auth.codeTo(email);
      for (let round = 0; round < 5; round += 1) {
        const wrong = await verify(signUpId, otherThan(code));
        expect([wrong.status, wrong.json.code]).toEqual([422, 'wrong-code']);
      }
      expect((await verify(signUpId, code)).json.code).toBe('wrong-code');
    });

    test("refuses the code of a stranger's sign-up, and one without the sign-up that it belongs to", async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
      const { signUpId } = (await auth.signUp(email)).json;
      await auth.codeTo(email);
      await signUpAsEve();
      const newest = await auth.codeTo(email, 2);
      expect((await verify(signUpId, newest)).json.code).toBe('wrong-code');
      const unnamed = await auth.request('POST /api/v1/auth/email/verify', { body: { email, code: newest } });
      expect([unnamed.status, unnamed.json.errors[0].pointer]).toEqual([422, '/signUpId']);
      expect((await auth.signIn(email, eve.password)).json.code).toBe('email-not-verified');
    });

    test('takes the code of the owner, whatever a stranger tries with sign-ups of their own', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
      const { signUpId } = (await auth.signUp(email)).json;
      const code = await auth.codeTo(email);
      const hers = await signUpAsEve();
      for (let round = 0; round < 6; round += 1)
        expect((await verify(hers, otherThan(code))).json.code).toBe('wrong-code');
      expect((await verify(signUpId, code)).json.user.name).toBe('Ada');
    });

    test('leaves the same rows for an address with an account and for one without', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
      const [known, unknown] = [newEmail(), newEmail()];
      await auth.internal('POST /internal/users', { email: known, name: 'Ada' });
      for (const address of [known, unknown]) {
        const { signUpId } = (await auth.signUp(address)).json;
        for (let round = 0; round < 2; round += 1) await verify(signUpId, '00000000', address);
        await auth.request('POST /api/v1/auth/email/resend', { body: { email: address, signUpId } });
      }
      const left = async (table: string, address: string) =>
        (await auth.rowsOf(table)).filter(row => row['email'] === address).map(({ tries }) => String(tries));
      for (const address of [known, unknown]) {
        expect(await left('pending_sign_ups', address)).toHaveLength(1);
        expect((await left('codes', address)).sort()).toEqual(['0', '2']);
      }
    });

    test('refuses a code after ten minutes, and one that was used', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
      const { signUpId } = (await auth.signUp(email)).json;
      const old = await auth.codeTo(email);
      auth.advance(10 * 60_000);
      expect((await verify(signUpId, old)).json.code).toBe('wrong-code');
      await auth.request('POST /api/v1/auth/email/resend', { body: { email, signUpId } });
      const fresh = await auth.codeTo(email, 2);
      expect((await verify(signUpId, fresh)).status).toBe(200);
      expect((await verify(signUpId, fresh)).json.code).toBe('wrong-code');
    });

    test('mails again only the code of the sign-up that is named, not that of a stranger who came later', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
      const { signUpId } = (await auth.signUp(email)).json;
      await auth.codeTo(email);
      await signUpAsEve();
      await auth.codeTo(email, 2);
      await auth.request('POST /api/v1/auth/email/resend', { body: { email, signUpId } });
      expect((await verify(signUpId, await auth.codeTo(email, 3))).json.user.name).toBe('Ada');
      expect((await auth.signIn(email, eve.password)).status).toBe(401);
    });

    test('refuses a code that was mailed to somebody else', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
      const { signUpId } = (await auth.signUp(email)).json;
      const { signUpId: hers } = (await auth.signUp('eve@example.org')).json;
      const code = await auth.codeTo(email);
      expect((await verify(hers, code, 'eve@example.org')).json.code).toBe('wrong-code');
      expect((await verify(signUpId, code, 'eve@example.org')).json.code).toBe('wrong-code');
    });

    test('spends a code once when it comes many times at once', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
      const { signUpId } = (await auth.signUp(email)).json;
      const code = await auth.codeTo(email);
      const replies = await Promise.all(Array.from({ length: 5 }, () => verify(signUpId, code)));
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    test('signs nobody in before the code, and says so only to the right password', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
      const { signUpId } = (await auth.signUp(email)).json;
      expect((await auth.signIn(email, 'not the password')).json.code).toBe('wrong-credentials');
      const right = await auth.signIn(email);
      expect([right.status, right.json.code]).toEqual([403, 'email-not-verified']);
      const verified = await verify(signUpId, await auth.codeTo(email));
      expect([verified.status, verified.json.user.email]).toEqual([200, email]);
      expect((await auth.signIn(email)).status).toBe(200);
    });

    test('says so to whoever names their sign-up, whatever strangers tried since', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
      const { signUpId } = (await auth.signUp(email)).json;
      const hers = await signUpAsEve();
      const signIn = async (named: string, secret = password) => {
        const body = { email, password: secret, signUpId: named };
        return (await auth.request('POST /api/v1/auth/sign-in', { body })).json.code;
      };
      expect(await signIn(signUpId)).toBe('email-not-verified');
      expect(await signIn(signUpId, eve.password)).toBe('wrong-credentials');
      expect(await signIn(hers)).toBe('wrong-credentials');
      const { signUpId: elsewhere } = (await auth.signUp('ada@example.net')).json;
      expect(await signIn(elsewhere)).toBe('wrong-credentials');
      await verify(signUpId, await auth.codeTo(email));
      expect((await auth.signIn(email)).status).toBe(200);
    });

    test("gives the account the password of the sign-up whose code came, not of a stranger's later one", async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
      const { signUpId } = (await auth.signUp(email)).json;
      const code = await auth.codeTo(email);
      await signUpAsEve();
      expect((await verify(signUpId, code)).json.user.name).toBe('Ada');
      expect((await auth.signIn(email, eve.password)).status).toBe(401);
    });

    test('mails at most five codes an hour, also to an address without an account', async () => {
      auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
      for (const path of ['email/resend', 'password/forgot']) {
        const address = newEmail();
        const body = { email: address, ...(path === 'email/resend' && { signUpId: newId() }) };
        const ask = () => auth.request(`POST /api/v1/auth/${path}`, { body });
        for (let round = 0; round < 5; round += 1) expect((await ask()).status).toBe(202);
        const sixth = await ask();
        expect([sixth.status, sixth.json.code]).toEqual([429, 'too-many-codes']);
        expect(Number(sixth.headers.get('retry-after'))).toBeGreaterThan(3_500);
      }
      auth.advance(3_600_000);
      const again = { email, signUpId: newId() };
      expect((await auth.request('POST /api/v1/auth/email/resend', { body: again })).status).toBe(202);
    });
  });
});
