/** What every store of auth must keep to: one suite, run over each. */
import { addressVerified } from '@keep/contracts/auth-events';
import { newId } from '@keep/service-kit/unique-id';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Code } from '../../src/domain/code.ts';
import type { Origin } from '../../src/domain/origin.ts';
import type { NewSession } from '../../src/domain/session.ts';
import type { SigningKey } from '../../src/domain/signing-key.ts';
import type { User } from '../../src/domain/user.ts';
import type { Allowance, CodeTry, NewToken } from '../../src/ports.ts';
import { type Engine, engines, useEngine } from '../engines.ts';

type Stores = Awaited<ReturnType<Engine['open']>>;

const now = new Date();
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds);
const hash = 'the hash of the password';

const newUser = (): User => {
  const id = newId();
  return {
    id,
    email: `${id}@example.org`,
    name: 'Ada',
    passwordHash: hash,
    status: 'active',
    createdAt: now,
    resets: 0,
  };
};

const newSession = ({ id: userId }: User): NewSession => ({
  id: newId(),
  userId,
  createdAt: now,
  lastUsedAt: now,
  expiresAt: later(1_000_000),
  userAgent: null,
  tokenHash: 'first',
  networkDigest: 'home',
});

const newToken = ({ id: userId }: User, text = 'the hash of the token'): NewToken => ({
  token: {
    id: newId(),
    userId,
    name: 'script',
    scopes: ['account'],
    createdAt: now,
    expiresAt: null,
    lastUsedAt: null,
  },
  hash: text,
  expectedHash: hash,
  limit: 100,
});

describe.each(engines)('in %s', (_, engine) => {
  useEngine(engine);
  let stores: Stores;
  let user: User;
  beforeEach(async () => {
    stores = await engine.open(temporaryDirectory());
    user = newUser();
    await stores.users.add({ user, events: [] });
  });
  afterEach(() => stores.store.close());

  const requestDeletion = (participants = ['notes']) =>
    stores.deletions.request({
      userId: user.id,
      sessionId: 'session',
      sharedNotes: 'remove',
      now,
      expectedHash: hash,
      participants,
      events: [],
      key: undefined,
    });
  const page = { after: undefined, limit: 10 };

  describe('a session', () => {
    test('is not opened by a password that was changed meanwhile', async () => {
      await stores.users.setPassword({ userId: user.id, passwordHash: 'another', now, revokesTokens: false, mail: [] });
      expect(await stores.sessions.add(newSession(user), hash, 100)).toBe(false);
      expect(await stores.sessions.page(user.id, now, page)).toEqual([]);
    });

    test('is not opened for an account that is being deleted, or that is none', async () => {
      await requestDeletion();
      expect(await stores.sessions.add(newSession(user), hash, 100)).toBe(false);
      expect(await stores.sessions.add(newSession(newUser()), hash, 100)).toBe(false);
    });

    test('is advanced by one of many that bring its token at once', async () => {
      const session = newSession(user);
      await stores.sessions.add(session, hash, 100);
      const rotation = { sessionId: session.id, spentHash: 'first', now, graceSince: now, expiresAt: later(1_000_000) };
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => stores.sessions.rotate({ ...rotation, successorHash: 'second' })),
      );
      const kinds = outcomes.map(({ kind }) => kind);
      expect(kinds.filter(kind => kind === 'rotated')).toHaveLength(1);
      expect(kinds.filter(kind => kind === 'repeated')).toHaveLength(19);
    });

    test('is not left over from an old password, however close sign-in and change come', async () => {
      const adding = Array.from({ length: 30 }, () => stores.sessions.add(newSession(user), hash, 100));
      const changing = stores.users.setPassword({
        userId: user.id,
        passwordHash: 'another',
        now,
        revokesTokens: false,
        mail: [],
      });
      await Promise.all([...adding, changing, ...adding.map(() => stores.sessions.add(newSession(user), hash, 100))]);
      expect(await changing).toBe(true);
      expect(await stores.sessions.page(user.id, now, page)).toEqual([]);
    });

    test('beyond as many as an account may have ends the one that was used least recently', async () => {
      const other = newUser();
      await stores.users.add({ user: other, events: [] });
      await stores.sessions.add(newSession(other), hash, 2);
      const [unused, older, newer] = [newSession(user), newSession(user), newSession(user)];
      await stores.sessions.add({ ...older, lastUsedAt: later(1_000) }, hash, 2);
      await stores.sessions.add(unused, hash, 2);
      await stores.sessions.add({ ...newer, lastUsedAt: later(2_000) }, hash, 2);
      const left = async (userId: string) => (await stores.sessions.page(userId, now, page)).map(({ id }) => id);
      expect(new Set(await left(user.id))).toEqual(new Set([older.id, newer.id]));
      expect(await stores.revocations.isRevoked(unused.id)).toBe(true);
      expect(await left(other.id)).toHaveLength(1);
      await Promise.all(Array.from({ length: 20 }, () => stores.sessions.add(newSession(user), hash, 2)));
      await stores.sessions.add({ ...newSession(user), lastUsedAt: later(3_000) }, hash, 2);
      expect(await left(user.id)).toHaveLength(2);
    });

    test('ends with all others but one, of its own person alone', async () => {
      const other = newUser();
      await stores.users.add({ user: other, events: [] });
      const [kept, ended, theirs] = [newSession(user), newSession(user), newSession(other)];
      for (const session of [kept, ended, theirs]) await stores.sessions.add(session, hash, 100);
      await stores.sessions.endOthers(user.id, kept.id, now);
      expect((await stores.sessions.page(user.id, now, page)).map(({ id }) => id)).toEqual([kept.id]);
      expect(await stores.revocations.isRevoked(ended.id)).toBe(true);
      expect(await stores.sessions.page(other.id, now, page)).toHaveLength(1);
    });

    test('is ended by its owner alone', async () => {
      const session = newSession(user);
      await stores.sessions.add(session, hash, 100);
      expect(await stores.sessions.end(newId(), session.id, now)).toBe(false);
      expect(await stores.sessions.end(user.id, session.id, now)).toBe(true);
      expect(await stores.sessions.end(user.id, session.id, now)).toBe(false);
    });
  });

  describe('a password', () => {
    test('is not changed on the word of an older one', async () => {
      const change = { userId: user.id, now, revokesTokens: false, mail: [], expectedHash: hash };
      expect(await stores.users.setPassword({ ...change, passwordHash: 'one' })).toBe(true);
      expect(await stores.users.setPassword({ ...change, passwordHash: 'two' })).toBe(false);
      expect((await stores.users.find(user.id))?.passwordHash).toBe('one');
    });

    test('is not changed while the account is being deleted', async () => {
      await requestDeletion();
      expect(
        await stores.users.setPassword({ userId: user.id, passwordHash: 'one', now, revokesTokens: false, mail: [] }),
      ).toBe(false);
    });
  });

  describe('an API token', () => {
    test('is neither made nor found while the account is being deleted', async () => {
      await stores.tokens.add(newToken(user, 'before'));
      expect(await stores.tokens.findByHash('before')).toMatchObject({ token: { userId: user.id }, userName: 'Ada' });
      await requestDeletion();
      expect(await stores.tokens.findByHash('before')).toBeUndefined();
      expect(await stores.tokens.add(newToken(user, 'after'))).toBe('refused');
    });

    test('is not made on the word of a password that was changed meanwhile', async () => {
      await stores.users.setPassword({ userId: user.id, passwordHash: 'another', now, revokesTokens: false, mail: [] });
      expect(await stores.tokens.add(newToken(user))).toBe('refused');
      expect(await stores.tokens.page(user.id, page)).toEqual([]);
    });

    test('is one of at most as many as an account may have, however many are made at once', async () => {
      const other = newUser();
      await stores.users.add({ user: other, events: [] });
      await stores.tokens.add(newToken(other, 'of another'));
      const { token, ...expired } = newToken(user, 'expired');
      await stores.tokens.add({ ...expired, token: { ...token, expiresAt: now } });
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) => stores.tokens.add({ ...newToken(user, `token ${n}`), limit: 3 })),
      );
      expect(outcomes.filter(outcome => outcome === 'added')).toHaveLength(3);
      expect(outcomes.filter(outcome => outcome === 'full')).toHaveLength(17);
    });

    test('remembers when it was used', async () => {
      const { token, ...more } = newToken(user, 'used');
      await stores.tokens.add({ ...more, token });
      expect((await stores.tokens.findByHash('used'))?.token.lastUsedAt).toBeNull();
      await stores.tokens.recordUse(token.id, later(1_000));
      expect((await stores.tokens.findByHash('used'))?.token.lastUsedAt).toEqual(later(1_000));
    });

    test('is revoked with a password where that is asked for, and else goes on', async () => {
      const change = { userId: user.id, passwordHash: hash, now, mail: [] };
      const { token, ...more } = newToken(user, 'mine');
      await stores.tokens.add({ ...more, token });
      await stores.users.setPassword({ ...change, revokesTokens: false });
      expect(await stores.tokens.findByHash('mine')).toBeDefined();
      await stores.users.setPassword({ ...change, revokesTokens: true });
      expect(await stores.tokens.findByHash('mine')).toBeUndefined();
      expect(await stores.revocations.isRevoked(token.id)).toBe(true);
    });
  });

  const newCode = (askedBy: string): Code => ({
    id: newId(),
    email: user.email,
    purpose: 'reset-password',
    askedBy,
    subjectId: user.id,
    hash: 'right',
    createdAt: now,
    expiresAt: later(600_000),
  });

  describe('a code', () => {
    const issue = async (askedBy = 'the owner') => {
      const code = newCode(askedBy);
      await stores.codes.issue({ charged: [], window: 1_000, now, code, mail: [] });
      return code;
    };
    const issueFor = (charged: readonly Allowance[]) =>
      stores.codes.issue({ charged, window: 1_000, now, code: newCode('anybody'), mail: [] });
    const attempt = (given: Partial<CodeTry> = {}) =>
      stores.codes.attempt({
        email: user.email,
        purpose: 'reset-password',
        askedBy: 'the owner',
        hash: 'right',
        now,
        maxTries: 5,
        ...given,
      });

    test('is tried five times, also at once', async () => {
      await issue();
      const tries = Array.from({ length: 20 }, () => attempt());
      expect((await Promise.all(tries)).filter(code => code !== undefined)).toHaveLength(5);
      expect(await attempt()).toBeUndefined();
    });

    test('serves the request that asked for it alone, whose tries no other request uses up', async () => {
      const { id } = await issue();
      await issue('a stranger');
      for (let round = 0; round < 10; round += 1) await attempt({ askedBy: 'a stranger', hash: 'wrong' });
      expect(await attempt({ askedBy: 'a stranger' })).toBeUndefined();
      expect(await attempt({ askedBy: 'nobody' })).toBeUndefined();
      expect(await attempt({ email: 'eve@example.org' })).toBeUndefined();
      expect(await attempt()).toMatchObject({ id, askedBy: 'the owner' });
    });

    test('is issued at most as often as is allowed, also at once', async () => {
      const ask = (...keys: string[]) => issueFor(keys.map(key => ({ key, count: 5 })));
      const asked = await Promise.all(
        Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? ask('a', 'b') : ask('b', 'a'))),
      );
      expect(asked.filter(({ issued }) => issued)).toHaveLength(5);
    });

    test('serves its own purpose only', async () => {
      await issue();
      for (const purpose of ['change-email', 'sign-up'] as const) expect(await attempt({ purpose })).toBeUndefined();
    });

    test('changes a password once', async () => {
      const { id: codeId } = await issue();
      const change = { userId: user.id, passwordHash: 'one', now, revokesTokens: false, mail: [], codeId };
      expect(await stores.users.setPassword(change)).toBe(true);
      await expect(stores.users.setPassword(change)).rejects.toMatchObject({ code: 'wrong-code' });
    });

    test('counts each allowance that is charged, and nothing when one of them is used up', async () => {
      const ask = (...keys: string[]) => issueFor(keys.map(key => ({ key, count: 2 })));
      for (let round = 0; round < 2; round += 1) expect(await ask('a')).toEqual({ issued: true });
      expect(await ask('a', 'b')).toEqual({ issued: false, retryAfter: 1_000 });
      for (let round = 0; round < 2; round += 1) expect(await ask('b')).toEqual({ issued: true });
    });

    test('is charged to allowances of different sizes', async () => {
      const [small, large] = [
        { key: 'small', count: 1 },
        { key: 'large', count: 2 },
      ];
      expect(await issueFor([small, large])).toEqual({ issued: true });
      expect(await issueFor([small, large])).toEqual({ issued: false, retryAfter: 1_000 });
      expect(await issueFor([large])).toEqual({ issued: true });
      expect(await issueFor([large])).toEqual({ issued: false, retryAfter: 1_000 });
    });
  });

  describe('wrong passwords', () => {
    const limits = { perMinute: 3, free: 100, freeOfStrangers: 1_000, longestWait: 1_000, perNetwork: 1_000 };
    const stranger = (id: string): Origin => ({ kind: 'stranger', id });
    const begin = (at: Date, origin = stranger('here'), given = limits, account = user.email) =>
      stores.attempts.begin(account, origin, at, given);
    /** As many as are admitted, a minute apart. */
    const failFrom = async (origin: Origin, count: number, given = limits, account = user.email) => {
      for (let round = 0; round < count; round += 1)
        expect(await begin(later(round * 60_000), origin, given, account)).toMatchObject({ admitted: true });
    };

    test('are counted by account and origin, over the last minute', async () => {
      for (const at of [now, later(1_000), later(2_000)]) expect(await begin(at)).toMatchObject({ admitted: true });
      expect(await begin(later(3_000))).toEqual({ admitted: false, retryAfter: 57_000 });
      expect(await begin(later(3_000), stranger('there'))).toMatchObject({ admitted: true });
      expect(await begin(later(60_000))).toMatchObject({ admitted: true });
      expect(await begin(later(60_000))).toEqual({ admitted: false, retryAfter: 1_000 });
    });

    test('are not counted when the password was right, or was not looked at', async () => {
      for (let round = 0; round < 10; round += 1) {
        const right = await begin(now);
        if (right.admitted) await stores.attempts.succeed(right.attempt);
        const abandoned = await begin(now);
        if (abandoned.admitted) await stores.attempts.withdraw(abandoned.attempt);
        expect([right.admitted, abandoned.admitted]).toEqual([true, true]);
      }
    });

    test('cost their own origin a wait after some, and no other', async () => {
      const given = { ...limits, free: 4, longestWait: 300_000 };
      await failFrom(stranger('here'), 5, given);
      expect(await begin(later(4 * 60_000), stranger('here'), given)).toEqual({ admitted: false, retryAfter: 2_000 });
      for (const kind of ['session', 'device', 'familiar', 'stranger'] as const)
        expect(await begin(later(4 * 60_000), { kind, id: 'there' }, given)).toMatchObject({ admitted: true });
    });

    test('cost no more than the wait where a clock was set back', async () => {
      const given = { ...limits, free: 2, longestWait: 300_000 };
      expect(await begin(later(3_600_000), stranger('here'), given)).toMatchObject({ admitted: true });
      expect(await begin(now, stranger('here'), given)).toMatchObject({ admitted: true });
      await begin(later(3_600_000), stranger('here'), given);
      expect(await begin(now, stranger('here'), { ...given, perMinute: 9 })).toMatchObject({ retryAfter: 2_000 });
    });

    test('of one network never cost other strangers a wait, those of many do, and the owner none', async () => {
      const given = { ...limits, free: 2, freeOfStrangers: 7 };
      await failFrom(stranger('flood'), 40, given);
      const at = later(40 * 60_000);
      for (const id of ['one', 'two'])
        for (let round = 0; round < 2; round += 1)
          expect(await begin(at, stranger(id), given)).toMatchObject({ admitted: true });
      expect(await begin(at, stranger('three'), given)).toMatchObject({ admitted: true });
      expect(await begin(at, stranger('four'), given)).toEqual({ admitted: false, retryAfter: 1_000 });
      for (const kind of ['session', 'device', 'familiar'] as const)
        expect(await begin(at, { kind, id: 'four' }, given)).toMatchObject({ admitted: true });
      expect(await begin(at, stranger('four'), given, 'bob@example.org')).toMatchObject({ admitted: true });
    });

    test('of one network are counted over all accounts, for an hour, and refuse no familiar one', async () => {
      const given = { ...limits, perNetwork: 3 };
      for (const account of ['a', 'b', 'c'])
        expect(await begin(now, stranger('here'), given, account)).toMatchObject({ admitted: true });
      const refused = await begin(later(1_000), stranger('here'), given, 'd');
      expect(refused).toEqual({ admitted: false, retryAfter: 3_599_000 });
      expect(await begin(later(1_000), stranger('there'), given, 'd')).toMatchObject({ admitted: true });
      expect(await begin(later(1_000), { kind: 'familiar', id: 'here' }, given, 'd')).toMatchObject({ admitted: true });
      expect(await begin(later(3_600_000), stranger('here'), given, 'd')).toMatchObject({ admitted: true });
    });
  });

  describe('a network', () => {
    const knows = (digest: string, since = now) => stores.users.knowsNetwork(user.id, digest, since);

    test('is familiar once a session was begun from it, to this account, as long as that is not long ago', async () => {
      expect(await knows('home')).toBe(false);
      await stores.sessions.add(newSession(user), hash, 100);
      await stores.sessions.add({ ...newSession(user), createdAt: later(1_000) }, hash, 100);
      expect(await knows('home', later(1_000))).toBe(true);
      expect(await knows('home', later(1_001))).toBe(false);
      expect(await knows('elsewhere')).toBe(false);
      expect(await stores.users.knowsNetwork(newId(), 'home', now)).toBe(false);
    });

    test('is not familiar by a session that was refused', async () => {
      expect(await stores.sessions.add(newSession(user), 'another hash', 100)).toBe(false);
      expect(await knows('home')).toBe(false);
    });

    test('is forgotten, with every device, by a reset, and not by a change', async () => {
      const session = newSession(user);
      await stores.sessions.add(session, hash, 100);
      const change = { userId: user.id, passwordHash: 'one', now, revokesTokens: false, mail: [] };
      await stores.users.setPassword({ ...change, keepSessionId: session.id });
      expect([await knows('home'), (await stores.users.find(user.id))?.resets]).toEqual([true, 0]);
      await stores.users.setPassword(change);
      expect([await knows('home'), (await stores.users.find(user.id))?.resets]).toEqual([false, 1]);
    });
  });

  describe('a name', () => {
    test('is changed once by many requests with one key, which all get the same answer', async () => {
      const key = { key: 'key', fingerprint: 'one' };
      const rename = (name: string) => stores.users.rename(user.id, name, now, key);
      const renamed = await Promise.all(Array.from({ length: 10 }, (_, index) => rename(`Ada ${index}`)));
      expect(new Set(renamed.map(one => one?.name)).size).toBe(1);
      expect((await stores.users.find(user.id))?.name).toBe(renamed[0]?.name);
    });
  });

  describe('an address', () => {
    const announcedAt = async (): Promise<Date[]> => {
      const events = await stores.outbox.unsent(100);
      const dates = events.map(({ data }) => new Date(addressVerified.data.parse(data).verifiedAt));
      expect(new Set(events.map(({ subject }) => subject))).toEqual(
        new Set([`keep.auth.${user.id}.address-verified.v1`]),
      );
      return dates;
    };
    const changeEmail = async (newEmail: string, at: Date) => {
      const purpose = 'change-email' as const;
      const code = { id: newId(), email: newEmail, purpose, askedBy: 'session', subjectId: user.id, hash: 'right', createdAt: now, expiresAt: later(1_000) }; // prettier-ignore
      await stores.codes.issue({ charged: [], window: 1_000, now, code, mail: [] });
      await stores.users.setEmail({ userId: user.id, newEmail, now: at, codeId: code.id, session: newSession(user), mail: [] }); // prettier-ignore
    };

    test('is announced with a later time than the one before, though this clock is behind', async () => {
      await changeEmail('new@example.org', later(-60_000));
      const [first, second] = await announcedAt();
      expect(first).toEqual(now);
      expect(second).toEqual(later(1));
    });

    test('that was announced is not announced again, by however many processes', async () => {
      const announced = await Promise.all([1, 2, 3].map(() => stores.users.announceAddresses(10, now)));
      expect(announced).toEqual([0, 0, 0]);
      expect(await announcedAt()).toHaveLength(1);
    });
  });

  describe('signing keys', () => {
    const newKey = (kid: string): SigningKey => {
      const publicJwk = { kty: 'OKP', crv: 'Ed25519', x: kid, kid, alg: 'EdDSA', use: 'sig' } as const;
      return { publicJwk, privateJwk: { ...publicJwk, d: kid }, createdAt: now };
    };

    test('are always one that signs and one that comes next, however many rotate at once', async () => {
      await stores.keys.addFirst(newKey('first'), newKey('second'));
      const rotations = Array.from({ length: 5 }, (_, index) => stores.keys.rotate(newKey(`key ${index}`), now));
      const promoted = await Promise.all(rotations);
      expect(new Set(promoted).size).toBe(5);
      expect(promoted).toContain('second');
      expect(promoted).toContain((await stores.keys.current()).publicJwk.kid);
      expect(await stores.keys.published(now)).toHaveLength(7);
      expect(await stores.keys.published(later(1))).toHaveLength(2);
    });
  });

  describe('an erasure', () => {
    test('is begun once, with the right password', async () => {
      await requestDeletion();
      await expect(requestDeletion()).rejects.toMatchObject({ code: 'session-ended' });
    });

    test('takes a mail that waits and names the address, to whichever address it goes', async () => {
      const mail = [user.email, 'pending@example.org', 'other@example.org'].map(to => ({
        id: newId(),
        to,
        subject: 'A code',
        text: to.startsWith('pending') ? `For the account of ${user.email}.` : 'For another account.',
        discardAfter: later(60_000),
      }));
      await stores.codes.issue({ charged: [], window: 1_000, now, code: newCode('an order'), mail });
      await requestDeletion([]);
      await stores.deletions.eraseAnswered(user.id);
      const waiting = await stores.mailQueue.claim(10, now, later(1));
      expect(waiting.map(({ to }) => to)).toEqual(['other@example.org']);
    });

    test('is finished by the last of the answers that come at once', async () => {
      const participants = ['notes', 'files', 'search'];
      await requestDeletion(participants);
      await Promise.all(participants.map(name => stores.deletions.recordAnswer(user.id, name, newId(), now)));
      expect(await stores.users.find(user.id)).toBeUndefined();
      expect(await stores.deletions.erased(later(1))).toMatchObject([{ userId: user.id, email: user.email }]);
    });

    test('that waits for nobody is made once, by however many at once', async () => {
      await requestDeletion([]);
      expect(await stores.deletions.answered()).toEqual([{ userId: user.id }]);
      await Promise.all([stores.deletions.eraseAnswered(user.id), stores.deletions.eraseAnswered(user.id)]);
      expect(await stores.deletions.answered()).toEqual([]);
      expect(await stores.deletions.erased(later(1))).toMatchObject([{ userId: user.id, email: user.email }]);
    });

    test('takes an answer once, however often it comes, and erases after the last', async () => {
      await requestDeletion();
      for (let round = 0; round < 2; round += 1) await stores.deletions.recordAnswer(user.id, 'files', 'event 1', now);
      expect(await stores.users.find(user.id)).toBeDefined();
      await stores.deletions.recordAnswer(user.id, 'notes', 'event 2', now);
      expect(await stores.users.find(user.id)).toBeUndefined();
      expect(await stores.deletions.erased(later(1))).toMatchObject([{ userId: user.id, email: user.email }]);
      for (const erased of await stores.deletions.erased(later(1))) await stores.deletions.finish(erased, now);
      expect(await stores.deletions.erased(later(1))).toEqual([]);
    });

    test('is not finished by who has not seen the last answer: it is in the log again', async () => {
      await requestDeletion(['notes']);
      await stores.deletions.recordAnswer(user.id, 'notes', 'event 1', now);
      const [erased] = await stores.deletions.erased(later(1));
      if (!erased) throw new Error('nobody is erased');
      // The log is purged here, and refilled before that is noted.
      await stores.deletions.recordAnswer(user.id, 'notes', 'event 1', now);
      await stores.deletions.finish(erased, now);
      const [again] = await stores.deletions.erased(later(1));
      expect(again).toMatchObject({ userId: user.id });
      await stores.deletions.finish(again ?? erased, now);
      expect(await stores.deletions.erased(later(1))).toEqual([]);
    });
  });
});
