/** What the others hear of addresses: which account one belongs to, by its hash, once it counts as verified. */
import { addressVerified } from '@keep/contracts/auth-events';
import { anyonesSubject } from '@keep/contracts/event-envelope';
import { addressHashOf } from '@keep/service-kit/address-hash';
import { eventually } from '@keep/testing/eventually';
import { afterEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn, newEmail, password } from './auth-app.ts';
import { engines } from '../engines.ts';

type Announcement = { userId: string; addressHash: string; verifiedAt: string };

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  let auth: AuthApp;
  afterEach(() => auth.stop());

  /** Everything announced so far, and from now on. */
  function hear(): Announcement[] {
    const heard: Announcement[] = [];
    auth.bus.consume({ name: 'test.addresses', subjects: [anyonesSubject(addressVerified.type)] }, async event => {
      heard.push(addressVerified.data.parse(event.data));
    });
    return heard;
  }

  test('says nothing of an address that nobody proved, and announces it with its code', async () => {
    auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
    const heard = hear();
    const [unproved, proved] = [newEmail(), newEmail()];
    await auth.signUp(unproved);
    const { signUpId } = (await auth.signUp(proved)).json;
    const body = { email: proved, code: await auth.codeTo(proved), signUpId, transport: 'body' };
    const { user } = (await auth.request('POST /api/v1/auth/email/verify', { body })).json;
    await eventually(() => expect(heard).toHaveLength(1));
    expect(heard[0]).toMatchObject({ userId: user.id, addressHash: addressHashOf(proved) });
  });

  test('announces the address of an account that is made at once, and never writes it out', async () => {
    auth = await startAuth();
    const heard = hear();
    const [own, given] = [newEmail(), newEmail()];
    const { user } = (await auth.signUp(` ${own.toUpperCase()} `)).json;
    await auth.internal('POST /internal/users', { email: given, name: 'Grace' });
    await eventually(() => expect(heard).toHaveLength(2));
    expect(heard.map(({ addressHash }) => addressHash)).toEqual([own, given].map(addressHashOf));
    expect(heard[0]?.userId).toBe(user.id);
    expect(await auth.tablesWith(own)).not.toContain('outbox');
  });

  test('announces another address once its code was given, as the newer one', async () => {
    auth = await startAuth();
    const heard = hear();
    const after = newEmail();
    const { accessToken: token } = (await auth.signUp()).json;
    await auth.request('POST /api/v1/auth/email/change', { token, body: { password, newEmail: after } });
    const body = { email: after, code: await auth.codeTo(after) };
    await auth.request('POST /api/v1/auth/email/verify', { token, body });
    await eventually(() => expect(heard).toHaveLength(2));
    const [first, second] = heard.toSorted((one, other) => one.verifiedAt.localeCompare(other.verifiedAt));
    expect(second?.addressHash).toBe(addressHashOf(after));
    expect(second?.userId).toBe(first?.userId);
    expect(second?.verifiedAt).not.toBe(first?.verifiedAt);
  });

  test('announces at its start, once, what an older version did not, but nobody who is being deleted', async () => {
    auth = await startAuth();
    const before = hear();
    const users: string[] = [];
    for (let count = 0; count < 3; count += 1) users.push((await auth.signUp()).json.user.id);
    const { accessToken: token } = (await auth.signUp()).json;
    expect((await auth.request('DELETE /api/v1/me', { token, body: { password } })).status).toBe(204);
    await eventually(() => expect(before).toHaveLength(4));
    await auth.stop();
    await engine.execute(auth.directory, 'UPDATE users SET announced_email = NULL, announced_at = NULL');

    auth = await startAuth({}, auth.directory);
    const other = await auth.startReplica();
    const after = hear();
    await eventually(() => expect(after.map(({ userId }) => userId).sort()).toEqual(users));
    await other.stop();
    await auth.stop();

    auth = await startAuth({}, auth.directory);
    const later = hear();
    const { user } = (await auth.signUp()).json;
    await eventually(() => expect(later).toHaveLength(1));
    expect(later[0]?.userId).toBe(user.id);
  });
});
