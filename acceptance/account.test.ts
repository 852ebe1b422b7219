import { checkedCall as call } from '@keep/testing/checked-call';
import { eventually } from '@keep/testing/eventually';
import { onRealEngines, type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeMailedTo } from './mailbox.ts';
import { allNotes, PASSWORD, type Person, signIn, signUp } from './person.ts';

describe.each(['services', 'one'] as const)('an account, in shape %s', shape => {
  let keep: StartedKeep;
  beforeAll(async () => {
    keep = await startKeep({ shape, env: { AUTH_DELETION_PURGE_AFTER: '2' } });
  });
  afterAll(() => keep?.stop());

  it('signs out of one place and stays in the other', async () => {
    const desk = await signUp(keep.url);
    const phone = await signIn(keep.url, desk.email);
    expect((await desk.call('GET /api/v1/auth/sessions')).json.sessions).toHaveLength(2);
    const signOut = await call(keep.url, 'POST /api/v1/auth/sign-out', { body: { refreshToken: phone.refreshToken } });
    expect(signOut.status).toBe(204);
    await eventually(async () => expect((await phone.call('GET /api/v1/me')).status).toBe(401), 2_000);
    expect((await desk.call('GET /api/v1/me')).json).toMatchObject({ id: desk.id, email: desk.email });
  });

  it('ends all other sessions within two seconds', async () => {
    const desk = await signUp(keep.url);
    const [phone, tablet] = [await signIn(keep.url, desk.email), await signIn(keep.url, desk.email)];
    expect((await desk.call('DELETE /api/v1/auth/sessions')).status).toBe(204);
    for (const device of [phone, tablet])
      await eventually(async () => expect((await device.call('GET /api/v1/notes')).status).toBe(401), 2_000);
    expect((await desk.call('GET /api/v1/notes')).status).toBe(200);
    expect((await desk.call('GET /api/v1/auth/sessions')).json.sessions).toMatchObject([{ current: true }]);
  });

  it('keeps the refresh token of a browser in a cookie that no script and no other site sees', async () => {
    const { email } = await signUp(keep.url);
    const signedIn = await call(keep.url, 'POST /api/v1/auth/sign-in', { body: { email, password: PASSWORD } });
    expect(signedIn.json).not.toHaveProperty('refreshToken');
    const [cookie = ''] = signedIn.headers.getSetCookie();
    expect(cookie).toMatch(/; *HttpOnly/i);
    expect(cookie).toMatch(/; *SameSite=Strict/i);
    expect(cookie).toMatch(/; *Path=\/api\/v1\/auth/i);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    const foreign = { ...headers, origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
    expect((await call(keep.url, 'POST /api/v1/auth/refresh', { headers: foreign })).json).toMatchObject({
      status: 403,
      code: 'cross-site',
    });
    expect((await call(keep.url, 'POST /api/v1/auth/refresh', { headers })).status).toBe(200);
  });

  it('gets a new password by mail, which ends every session', async () => {
    const person = await signUp(keep.url);
    const { email } = person;
    const forgot = (address: string) =>
      call(keep.url, 'POST /api/v1/auth/password/forgot', { body: { email: address } });
    const answer = await forgot(email);
    expect(Object.keys((await forgot('nobody@example.com')).json)).toEqual(Object.keys(answer.json));
    const { resetId } = answer.json;
    const code = await codeMailedTo(keep, email);
    const reset = (given: string) =>
      call(keep.url, 'POST /api/v1/auth/password/reset', {
        body: { email, code: given, resetId, newPassword: 'a wholly new password' },
      });
    const wrong = code === '00000000' ? '11111111' : '00000000';
    expect((await reset(wrong)).json).toMatchObject({ status: 422, code: 'wrong-code' });
    expect((await reset(code)).status).toBe(204);
    expect((await reset(code)).json).toMatchObject({ code: 'wrong-code' });
    await eventually(async () => expect((await person.call('GET /api/v1/notes')).status).toBe(401), 2_000);
    await expect(signIn(keep.url, email)).rejects.toThrow('wrong-credentials');
    await signIn(keep.url, email, 'a wholly new password');
  });

  it('changes its password, which ends all other sessions', async () => {
    const person = await signUp(keep.url);
    const other = await signIn(keep.url, person.email);
    const change = (currentPassword: string) =>
      person.call('POST /api/v1/auth/password/change', { body: { currentPassword, newPassword: 'changed it myself' } });
    expect((await change('not this one')).json).toMatchObject({ status: 403, code: 'wrong-password' });
    expect((await change(PASSWORD)).status).toBe(204);
    await eventually(async () => expect((await other.call('GET /api/v1/notes')).status).toBe(401), 2_000);
    expect((await person.call('GET /api/v1/notes')).status).toBe(200);
  });

  it('moves to another address once its code was given', async () => {
    const person = await signUp(keep.url);
    const other = await signIn(keep.url, person.email);
    const newEmail = `new-${person.email}`;
    const asked = await person.call('POST /api/v1/auth/email/change', { body: { password: PASSWORD, newEmail } });
    expect(asked.json).toEqual({ status: 'code-sent' });
    expect((await person.call('GET /api/v1/me')).json.email).toBe(person.email);
    const code = await codeMailedTo(keep, newEmail);
    const body = { email: newEmail, code, transport: 'body' };
    const verify = (as: Person) => as.call('POST /api/v1/auth/email/verify', { body });
    expect((await verify(other)).json.code).toBe('wrong-code');
    expect((await verify(person)).json.user).toMatchObject({ id: person.id, email: newEmail });
    await eventually(async () => expect((await other.call('GET /api/v1/notes')).status).toBe(401), 2_000);
    await signIn(keep.url, newEmail);
    await expect(signIn(keep.url, person.email)).rejects.toThrow('wrong-credentials');
  });

  it('makes API tokens that may do what their scopes say, until they are revoked', async () => {
    const person = await signUp(keep.url);
    const body = { name: 'reader', scopes: ['notes:read'], password: PASSWORD };
    const { json: made } = await person.call('POST /api/v1/auth/tokens', { body });
    const list = await person.call('GET /api/v1/auth/tokens');
    expect(list.json.tokens).toMatchObject([{ id: made.id, name: 'reader' }]);
    expect(list.text).not.toContain(made.token);
    const asProgram = (target: string, more: object = {}) => call(keep.url, target, { token: made.token, ...more });
    expect((await asProgram('GET /api/v1/notes')).status).toBe(200);
    expect((await asProgram('POST /api/v1/notes', { body: { title: 'no' } })).json).toMatchObject({
      code: 'insufficient-scope',
    });
    expect((await asProgram('GET /api/v1/auth/tokens')).status).toBe(403);
    expect((await person.call(`DELETE /api/v1/auth/tokens/${made.id}`)).status).toBe(204);
    await eventually(async () => expect((await asProgram('GET /api/v1/notes')).status).toBe(401), 2_000);
  });

  describe('that is deleted', () => {
    /** The tables of a service that hold rows with `text` anywhere. */
    async function tablesWith(service: string, text: string): Promise<string[]> {
      const columns = await rows(
        service,
        `SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'`,
      );
      const searches = columns.map(column => {
        const [table, name] = column.split('.');
        return `SELECT '${table}' FROM "${table}" WHERE CAST("${name}" AS TEXT) LIKE '%${text}%'`;
      });
      return rows(service, `SELECT * FROM (${searches.join(' UNION ')}) ORDER BY 1`);
    }

    /** The rows of a query of one column, without its head. */
    async function rows(service: string, query: string): Promise<string[]> {
      const { code, stdout, stderr } = await keep.keep('sql', service, query);
      if (code !== 0) throw new Error(stderr);
      return stdout
        .trim()
        .split('\n')
        .slice(1)
        .map(line => line.trim());
    }

    const deletion = { body: { password: PASSWORD }, headers: { 'idempotency-key': 'delete-me' } };

    async function personWithNote(): Promise<Person> {
      const person = await signUp(keep.url);
      await person.call('POST /api/v1/labels', { body: { name: 'mine' } });
      await person.call('POST /api/v1/notes', { body: { title: `plans of ${person.id}` } });
      return person;
    }

    it('asks for the password first', async () => {
      const person = await personWithNote();
      const refused = await person.call('DELETE /api/v1/me', { body: { password: 'not mine' } });
      expect(refused.json).toMatchObject({ status: 403, code: 'wrong-password' });
      expect(await allNotes(person)).toHaveLength(1);
    });

    it('ends its sessions at once, and is answered again when it is asked for again', async () => {
      const person = await personWithNote();
      expect((await person.call('DELETE /api/v1/me', deletion)).status).toBe(204);
      await eventually(async () => expect((await person.call('GET /api/v1/notes')).status).toBe(401), 2_000);
      // Whoever did not hear the answer asks again.
      expect((await person.call('DELETE /api/v1/me', deletion)).status).toBe(204);
    });

    // The engines' own tests look into servers.
    it.skipIf(onRealEngines)('leaves no trace in the files of any service, and of the log, soon', async () => {
      const person = await personWithNote();
      expect(await tablesWith('notes', person.id)).toContain('notes');
      await eventually(async () => expect(await tablesWith('broker', person.id)).toContain('events'));
      expect((await person.call('DELETE /api/v1/me', deletion)).status).toBe(204);
      await eventually(async () => {
        expect(await tablesWith('notes', `plans of ${person.id}`)).toEqual([]);
        // The tombstone, and the answer that all is erased, say nothing but the id.
        expect(await tablesWith('notes', person.id)).toEqual(['erased_users', 'outbox']);
        expect(await tablesWith('auth', person.email)).toEqual([]);
        expect(await tablesWith('broker', person.id)).toEqual([]);
      }, 60_000);
      expect(await tablesWith('auth', person.id)).not.toContain('users');
    });

    it('can sign in no more, leaves everybody else as they are, and the address free', async () => {
      const [person, bystander] = [await personWithNote(), await personWithNote()];
      expect((await person.call('DELETE /api/v1/me', deletion)).status).toBe(204);
      await expect(signIn(keep.url, person.email)).rejects.toThrow();
      const again = await eventually(() => signUp(keep.url, person.email), 60_000);
      expect(again.id).not.toBe(person.id);
      expect(await allNotes(again)).toEqual([]);
      expect(await allNotes(bystander)).toMatchObject([{ title: `plans of ${bystander.id}` }]);
    });
  });
});
