/** Inviting somebody by their address: known or not, the answer is the same, and they get the note. */
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { describe, expect, it } from 'vitest';
import { runNotes } from './notes-app.ts';
import { addressEvent, invite, join, newNote, people, share, sharedIds, signedUp } from './sharing.ts';

const app = runNotes();

describe('an invitation', () => {
  it('is refused for what is no address or no role, for all at once', async () => {
    const [ada] = await people(app);
    const reply = await invite(ada, await newNote(ada), 'nobody', 'owner');
    expect(reply.json).toMatchObject({ status: 422, errors: [{ pointer: '/email' }, { pointer: '/role' }] });
  });

  it('is refused for the owner’s own address, however it is written', async () => {
    const [ada] = await people(app);
    const id = await newNote(ada);
    for (const email of [ada.email, ` ${ada.email.toUpperCase()} `]) {
      expect((await invite(ada, id, email)).json).toMatchObject({ status: 422, errors: [{ pointer: '/email' }] });
    }
  });

  it('is refused in the trash', async () => {
    const [ada, bob] = await people(app);
    const id = await newNote(ada);
    await ada.call(`POST /notes/${id}/trash`);
    expect((await invite(ada, id, bob.email)).json).toMatchObject({ status: 409, code: 'in-trash' });
  });

  it('is refused to a 101st', async () => {
    const [ada, bob] = await people(app);
    const id = await newNote(ada);
    for (let count = 0; count < 50; count += 1) await join(ada, id, await signedUp(app), 'viewer');
    for (let count = 0; count < 50; count += 1) {
      expect((await invite(ada, id, `${count}@example.com`, 'viewer')).status).toBe(200);
    }
    expect((await invite(ada, id, bob.email)).json).toMatchObject({ status: 422, code: 'too-many-members' });
    const reply = await invite(ada, id, '49@example.com', 'editor');
    expect(reply.json.members).toHaveLength(100);
    expect(reply.json.members[99]).toMatchObject({ role: 'editor' });
  }, 60_000);

  it('is answered alike whether or not there is an account', async () => {
    const [ada, bob] = await people(app);
    const probe = await newNote(ada);
    await share(ada, probe, bob, 'viewer');
    const [known, unknown] = [await newNote(ada), await newNote(ada)];
    const stranger = `${newId()}@example.com`;
    const replies = [await invite(ada, known, bob.email), await invite(ada, unknown, stranger)];
    for (const { json } of replies) {
      expect(Object.keys(json.members[0])).toEqual(['id', 'email', 'role', 'status']);
      expect(json.members).toMatchObject([{ role: 'editor', status: 'invited' }]);
    }
    const tags = replies.map(({ headers }) => headers.get('etag'));
    expect(tags[0]).toBe(tags[1]);
    const feeds = await Promise.all([known, unknown].map(id => ada.call(`GET /notes/${id}`)));
    expect(feeds.map(({ headers }) => headers.get('etag'))).toEqual(tags);
  });

  it('arrives when the address is verified, of every note that waits', async () => {
    const [ada] = await people(app);
    const bob = await app.person();
    const noteIds = await Promise.all(Array.from({ length: 60 }, () => newNote(ada)));
    await Promise.all(noteIds.map(id => invite(ada, id, bob.email, 'viewer')));
    const before = await ada.call(`GET /notes/${noteIds[0]}`);
    expect(await sharedIds(bob)).toEqual([]);
    const event = addressEvent(bob.id, bob.email);
    await app.bus.publish([event]);
    await eventually(async () => expect((await sharedIds(bob)).toSorted()).toEqual(noteIds.toSorted()), 30_000);
    await app.bus.publish([addressEvent(bob.id, bob.email), event]);
    // Nothing of it is to be seen by the owner.
    const after = await ada.call(`GET /notes/${noteIds[0]}`);
    expect(after.json).toEqual(before.json);
    expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
  }, 60_000);

  it('is never missed by an address that is verified at the same time', async () => {
    const [ada] = await people(app);
    const rounds = Array.from({ length: 20 }, async () => {
      const bob = await app.person();
      const id = await newNote(ada);
      const [reply] = await Promise.all([
        invite(ada, id, bob.email),
        app.bus.publish([addressEvent(bob.id, bob.email)]),
      ]);
      expect(reply.status).toBe(200);
      await eventually(async () => expect(await sharedIds(bob)).toEqual([id]));
    });
    await Promise.all(rounds);
  });

  it('goes to whom the address belongs to now', async () => {
    const [ada] = await people(app);
    const [bob, eve] = [await app.person(), await app.person()];
    const now = Date.now();
    // Eve has taken the address after Bob, and notes hears of Bob last.
    await app.bus.publish([addressEvent(eve.id, bob.email, new Date(now))]);
    await app.bus.publish([addressEvent(bob.id, bob.email, new Date(now - 60_000))]);
    const probe = `${newId()}@example.com`;
    await app.bus.publish([addressEvent(bob.id, probe, new Date(now))]);
    const probeId = await newNote(ada);
    await invite(ada, probeId, probe);
    await eventually(async () => expect(await sharedIds(bob)).toEqual([probeId]));
    const id = await newNote(ada);
    await invite(ada, id, bob.email);
    await eventually(async () => expect(await sharedIds(eve)).toEqual([id]));
    expect(await sharedIds(bob)).toEqual([probeId]);
  });

  it('of what turns out to be the owner’s address is dropped', async () => {
    const ada = await app.person();
    const other = `${newId()}@example.com`;
    const id = await newNote(ada);
    expect((await invite(ada, id, other)).json.members).toHaveLength(1);
    await app.bus.publish([addressEvent(ada.id, other)]);
    await eventually(async () => expect((await ada.call(`GET /notes/${id}`)).json.members).toEqual([]));
    expect(await sharedIds(ada)).toEqual([]);
  });

  it('sent twice is one, and sent again changes the role', async () => {
    const [ada, bob] = await people(app);
    const id = await newNote(ada);
    const first = await invite(ada, id, bob.email, 'viewer');
    const again = await invite(ada, id, ` ${bob.email.toUpperCase()}`, 'viewer');
    expect(again.json).toEqual(first.json);
    const changed = await invite(ada, id, bob.email, 'checker');
    expect(changed.json.members).toEqual([{ ...first.json.members[0], role: 'checker' }]);
  });

  it('under one Idempotency-Key is answered once', async () => {
    const [ada, bob] = await people(app);
    const id = await newNote(ada);
    const headers = { 'idempotency-key': newId() };
    const body = { email: bob.email, role: 'editor' };
    const replies = await Promise.all([1, 2, 3].map(() => ada.call(`PUT /notes/${id}/members`, body, headers)));
    for (const { json } of replies) expect(json).toEqual(replies[0]?.json);
  });

  it('loses nobody when many come at once', async () => {
    const [ada] = await people(app);
    const id = await newNote(ada);
    const emails = Array.from({ length: 8 }, () => `${newId()}@example.com`);
    const replies = await Promise.all(emails.map(email => invite(ada, id, email)));
    expect(replies.map(({ status }) => status)).toEqual(emails.map(() => 200));
    const { json } = await ada.call(`GET /notes/${id}`);
    expect(json.members.map(({ email }: { email: string }) => email).toSorted()).toEqual(emails.toSorted());
  });
});
