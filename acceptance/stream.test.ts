import { killUntilReady } from '@keep/chaos/processes';
import { eventually } from '@keep/testing/eventually';
import { listenToStream, type StreamListener } from '@keep/testing/listen-to-stream';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allNotes, type Person, signIn, signUp } from './person.ts';
import { accept } from './share.ts';
import { followStream } from './stream-follower.ts';

/** A hint follows the answer at once; this is for a machine with other things to do. */
const SOON = 10_000;

describe.each([
  ['services', 1],
  ['services', 3],
  ['one', 1],
] as const)('the live stream, in shape %s with %i of notify', (shape, replicas) => {
  let keep: StartedKeep;
  let person: Person;

  beforeAll(async () => {
    keep = await startKeep({ shape, env: { GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0' } });
    if (replicas > 1) {
      const { code, stderr } = await keep.keep('scale', `notify=${replicas}`);
      expect(code, stderr).toBe(0);
      await eventually(async () => expect((await keep.pids())['notify']).toHaveLength(replicas), 30_000);
    }
    person = await signUp(keep.url);
  });
  afterAll(() => keep?.stop());

  const open = ({ accessToken: token }: Person) => listenToStream(keep.url, { token });
  const write = async (title: string): Promise<string> => {
    const { status, json, text } = await person.call('POST /api/v1/notes', { body: { title } });
    expect(status, text).toBe(201);
    return json.id;
  };

  it('hints in one session at what another one does, and tells a stranger nothing', async () => {
    const [elsewhere, stranger] = [await signIn(keep.url, person.email), await signUp(keep.url)];
    const [stream, strangers] = [await open(elsewhere), await open(stranger)];
    const id = await write('told');
    await eventually(() => expect(stream.heard('notes')).toEqual([{ noteId: id, version: 1, changedBy: person.id }]), SOON); // prettier-ignore
    await person.call(`PATCH /api/v1/notes/${id}`, { body: { baseRevision: 1, title: 'told again' } });
    await person.call(`PATCH /api/v1/notes/${id}/placement`, { body: { pinned: true } });
    await person.call(`POST /api/v1/notes/${id}/trash`);
    await person.call(`DELETE /api/v1/notes/${id}`);
    const { json: label } = await person.call('POST /api/v1/labels', { body: { name: `label ${replicas}` } });
    await eventually(() => {
      expect(stream.heard('notes').map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
      expect(stream.heard('labels')).toMatchObject([{ labelId: label.id }]);
    }, SOON);
    const { json: own } = await stranger.call('POST /api/v1/notes', { body: { title: 'own' } });
    await eventually(() => expect(strangers.heard('notes')).toMatchObject([{ noteId: own.id }]), SOON);
    expect(JSON.stringify(stream.events)).not.toContain('told again');
    stream.leave();
    strangers.leave();
  });

  it('hints at a shared note to all who have it, and to who loses it the last time within two seconds', async () => {
    const bob = await signUp(keep.url);
    const [adas, bobs] = [await open(person), await open(bob)];
    const id = await write('ours');
    const path = `/api/v1/notes/${id}`;
    const ofNote = ({ events }: StreamListener) =>
      events.filter(({ data }) => data.noteId === id).map(({ event, data }) => `${event} ${data.version}`);

    await person.call(`PUT ${path}/members`, { body: { email: bob.email, role: 'editor' } });
    await eventually(() => expect(ofNote(bobs).at(-1)).toMatch(/^members/), SOON);
    const { json: opened } = await accept(bob, id);
    const [{ id: memberId }] = opened.members;
    const edit = { baseRevision: 1, body: 'by bob' };
    const { status } = await bob.call(`PATCH ${path}`, { body: edit });
    expect(status).toBe(200);
    await eventually(() => {
      const [last] = adas.events.filter(({ data }) => data.noteId === id).slice(-1);
      expect(last).toMatchObject({ event: 'notes', data: { changedBy: bob.id } });
    }, SOON);

    expect((await person.call(`DELETE ${path}/members/${memberId}`)).status).toBe(204);
    await eventually(() => expect(bobs.events.at(-1)).toMatchObject({ event: 'members', data: { noteId: id } }), 2_000);
    const untilThen = ofNote(bobs);
    await person.call(`PATCH ${path}`, { body: { baseRevision: 2, title: 'mine again' } });
    await eventually(() => expect(ofNote(adas).length).toBeGreaterThan(untilThen.length), SOON);
    const { json: own } = await bob.call('POST /api/v1/notes', { body: { title: 'own' } });
    await eventually(() => expect(bobs.heard('notes').at(-1)).toMatchObject({ noteId: own.id }), SOON);
    expect(ofNote(bobs)).toEqual(untilThen);
    adas.leave();
    bobs.leave();
  });

  it('hints at a shared note that goes to the trash, comes back, and is deleted', async () => {
    const bob = await signUp(keep.url);
    const stream = await open(bob);
    const id = await write('ours for a while');
    await person.call(`PUT /api/v1/notes/${id}/members`, { body: { email: bob.email, role: 'viewer' } });
    await eventually(() => expect(stream.heard('members')).toMatchObject([{ noteId: id }]), SOON);
    for (const target of ['POST trash', 'POST restore', 'POST trash', 'DELETE']) {
      const [method, action] = target.split(' ');
      const before = stream.heard('notes').length;
      const { status } = await person.call(`${method} /api/v1/notes/${id}${action === undefined ? '' : `/${action}`}`);
      expect(status).toBeLessThan(300);
      await eventually(() => expect(stream.heard('notes').length).toBe(before + 1), SOON);
      expect(stream.heard('notes').at(-1)).toMatchObject({ noteId: id, changedBy: person.id });
    }
    stream.leave();
  });

  it('ends within two seconds of signing out, and tells the sessions that go on', async () => {
    const leaving = await signIn(keep.url, person.email);
    const [ending, staying] = [await open(leaving), await open(person)];
    expect((await leaving.call('POST /api/v1/auth/sign-out')).status).toBe(204);
    await eventually(() => expect(ending.isOpen).toBe(false), 2_000);
    expect(ending.heard('end')).toEqual([{ reason: 'session-ended' }]);
    await eventually(() => expect(staying.heard('sessions')).toHaveLength(1), SOON);
    expect(staying.isOpen).toBe(true);
    staying.leave();
  });

  it('goes on where it was, without a gap, when notify is killed again and again', async () => {
    const noteIds = async () => (await allNotes(person)).map(({ id }) => String(id));
    const before = await noteIds();
    const follower = followStream(keep.url, person.accessToken);
    await eventually(() => expect(follower.isReady()).toBe(true), SOON);
    let isOver = false;
    const writing = (async () => {
      for (let n = 0; !isOver; n += 1) {
        // In shape one, everything is down for a moment: only what was answered counts.
        await person.call('POST /api/v1/notes', { body: { title: `note ${n}` } }).catch(() => undefined);
      }
    })();
    for (let round = 0; round < 3; round += 1) {
      await eventually(() => expect(follower.isReady()).toBe(true), 30_000);
      await killUntilReady(keep, 'notify');
    }
    isOver = true;
    await writing;
    const ids = (await noteIds()).filter(id => !before.includes(id));
    expect(ids.length).toBeGreaterThan(0);
    await eventually(() => {
      const hinted = follower.hintedNotes();
      expect(ids.filter(id => !hinted.has(id))).toEqual([]);
    }, 30_000);
    expect(follower.resyncs()).toBe(0);
    await follower.stop();
  });

  it.skipIf(replicas === 1)('goes on without a gap while notify is restarted, one after the other', async () => {
    const follower = followStream(keep.url, person.accessToken);
    await eventually(() => expect(follower.isReady()).toBe(true), SOON);
    let isOver = false;
    const written: string[] = [];
    const writing = (async () => {
      while (!isOver) written.push(await write('while it restarts'));
    })();
    const { code, stderr } = await keep.keep('restart', 'notify');
    expect(code, stderr).toBe(0);
    isOver = true;
    await writing;
    await eventually(() => {
      const hinted = follower.hintedNotes();
      expect(written.filter(id => !hinted.has(id))).toEqual([]);
    }, 30_000);
    expect(follower.resyncs()).toBe(0);
    expect(follower.events.filter(({ event }) => event === 'end').map(({ data }) => data.reason)).not.toContain('session-ended'); // prettier-ignore
    await follower.stop();
  });
});
