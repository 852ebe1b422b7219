import { newId } from '@keep/service-kit/unique-id';
import { call } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { accessTokenFor } from '@keep/testing/test-keys';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleted, edited, labelled, type NotifySystem, person, revoked, shared, startNotify } from './notify-app.ts';

let notify: NotifySystem;
beforeEach(async () => {
  notify = await startNotify({ HEARTBEAT_SECONDS: '0.2', STREAMS_PER_PERSON: '3', MAX_STREAMS: '5' });
});
afterEach(() => notify.stop());

/** Hints come in the order of the log: once this one is here, nothing that was published before is still to come. */
async function hearsLast(listener: Awaited<ReturnType<NotifySystem['open']>>, last: ReturnType<typeof edited>) {
  await notify.publish(last);
  const { noteId } = last.data as { noteId: string };
  await eventually(() => expect(listener.heard('notes').at(-1)).toMatchObject({ noteId }));
}

describe('a stream is refused', () => {
  it('to a stranger, and with a token that is none', async () => {
    for (const token of [undefined, 'a.b.c', await accessTokenFor((await person()).id, { issuer: 'other' })]) {
      const { status, problem } = await notify.open(token === undefined ? {} : { token });
      expect([status, problem.code]).toEqual([401, 'unauthenticated']);
    }
  });

  it('with an access token that has expired', async () => {
    const { status, problem } = await notify.open({ token: (await person({ expiresIn: -1 })).token });
    expect([status, problem.code]).toEqual([401, 'unauthenticated']);
  });

  it('to a session that has ended', async () => {
    const me = await person();
    await notify.publish(revoked(me));
    await eventually(async () => {
      const stream = await notify.open({ token: me.token });
      stream.leave();
      expect([stream.status, stream.problem?.code]).toEqual([401, 'session-ended']);
    });
  });

  it('to an API token without the scope', async () => {
    const { token } = await person({ use: 'token', scopes: ['notes:write', 'account'] });
    const { status, problem } = await notify.open({ token });
    expect([status, problem.code]).toEqual([403, 'insufficient-scope']);
  });

  it('to a person who has as many as may be, and to nobody else', async () => {
    const [me, other] = [await person(), await person()];
    const mine = await Promise.all([1, 2, 3].map(() => notify.open({ token: me.token })));
    const refused = await notify.open({ token: me.token });
    expect([refused.status, refused.problem.code]).toEqual([429, 'too-many-streams']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await notify.open({ token: other.token })).status).toBe(200);
    mine[0]?.leave();
    await eventually(async () => expect((await notify.open({ token: me.token })).status).toBe(200));
  });

  it('to everybody when the process has as many as may be', async () => {
    for (let count = 0; count < 5; count += 1) await notify.open({ token: (await person()).token });
    const refused = await notify.open({ token: (await person()).token });
    expect([refused.status, refused.problem.code]).toEqual([503, 'overloaded']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await notify.metrics()).toMatch(/notify_open_streams\{.*\} 5/);
  });

  it('by a process that is stopping', async () => {
    notify.release();
    const { status, problem } = await notify.open({ token: (await person()).token });
    expect([status, problem.code]).toEqual([503, 'unavailable']);
  });

  it('to any method but GET', async () => {
    const { status, headers } = await call(notify.url, 'POST /api/v1/stream', { token: (await person()).token });
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });
});

describe('a hint', () => {
  it('never reaches anybody but those whom the event names', async () => {
    const [me, other, stranger] = [await person(), await person(), await person()];
    const [mine, theirs] = [await notify.open({ token: me.token }), await notify.open({ token: stranger.token })];
    await notify.publish(edited([other]), labelled(other), revoked(other), deleted(other), shared([other]));
    await notify.publish(edited([other, me]));
    await hearsLast(mine, edited([me]));
    await hearsLast(theirs, edited([stranger]));
    expect(mine.events.map(({ event }) => event)).toEqual(['ready', 'notes', 'notes']);
    expect(theirs.events.map(({ event }) => event)).toEqual(['ready', 'notes']);
  });

  it('of a note says which one, its version and who changed it, and nothing that is in it', async () => {
    const [me, other] = [await person(), await person()];
    const stream = await notify.open({ token: me.token });
    const event = edited([other, me], { version: 7, changedBy: other.id });
    await hearsLast(stream, event);
    const { noteId } = event.data as { noteId: string };
    expect(stream.heard('notes')).toEqual([{ noteId, version: 7, changedBy: other.id }]);
    expect(JSON.stringify(stream.events)).not.toContain('secret');
  });

  it('of a change that one alone sees reaches nobody else', async () => {
    const [me, other] = [await person(), await person()];
    const stream = await notify.open({ token: me.token });
    const noteId = newId();
    await notify.publish(edited([me, other], { noteId, version: 2, changedBy: other.id, changedFor: [other.id] }));
    await hearsLast(stream, edited([me, other], { noteId, version: 3 }));
    expect(stream.heard('notes')).toMatchObject([{ version: 3 }]);
  });

  it('reaches those who are invited to the note, whom it has no placement of', async () => {
    const [owner, invited] = [await person(), await person()];
    const stream = await notify.open({ token: invited.token });
    await notify.publish(
      shared([owner], { version: 2, changedFor: [], invitedIds: [invited.id] }),
      deleted(owner, [owner.id], [invited.id]),
    );
    await eventually(() => expect(stream.heard('members')).toMatchObject([{ version: 2 }]));
    await eventually(() => expect(stream.heard('notes')).toMatchObject([{ version: 3 }]));
  });

  it('reaches who had the note until now', async () => {
    const [owner, former] = [await person(), await person()];
    const stream = await notify.open({ token: former.token });
    const left = shared([owner], { version: 2, formerReaderIds: [former.id] });
    const removed = deleted(owner, [owner.id, former.id]);
    await notify.publish(left, removed);
    await eventually(() => expect(stream.heard('members')).toMatchObject([{ version: 2 }]));
    await eventually(() => expect(stream.heard('notes')).toMatchObject([{ version: 3, changedBy: owner.id }]));
  });

  it('of a note that was deleted reaches its owner', async () => {
    const me = await person();
    const stream = await notify.open({ token: me.token });
    await notify.publish(deleted(me));
    await eventually(() => expect(stream.heard('notes')).toMatchObject([{ version: 3 }]));
  });

  it('is told of labels and of sessions that ended', async () => {
    const [me, stranger] = [await person(), await person()];
    const stream = await notify.open({ token: me.token });
    const elsewhere = { ...stranger, id: me.id };
    await notify.publish(labelled(me), revoked(elsewhere));
    await eventually(() => expect(stream.heard('labels')).toMatchObject([{ version: 1 }]));
    await eventually(() => expect(stream.heard('sessions')).toEqual([{ sessionId: stranger.sessionId }]));
    expect(stream.isOpen).toBe(true);
  });

  it('comes once for sessions that ended together, and each of their streams ends', async () => {
    const [me, phone, tablet] = [await person(), await person(), await person()];
    const others = [phone, tablet].map(device => ({ ...device, id: me.id }));
    const stream = await notify.open({ token: me.token });
    const ended = await Promise.all(others.map(({ token }) => notify.open({ token })));
    await notify.publish(revoked({ ...me, sessionId: newId() }, others.map(({ sessionId }) => sessionId))); // prettier-ignore
    for (const one of ended) await eventually(() => expect(one.heard('end')).toEqual([{ reason: 'session-ended' }]));
    expect(stream.heard('sessions')).toHaveLength(1);
    expect(stream.isOpen).toBe(true);
  });

  it('comes once for each version, and not when a newer one was told', async () => {
    const me = await person();
    const stream = await notify.open({ token: me.token });
    const noteId = '01a00000-0000-7000-8000-000000000001';
    const versions = [1, 3, 2, 3, 4].map(version => edited([me], { noteId, version }));
    await notify.publish(...versions);
    await hearsLast(stream, edited([me]));
    expect(stream.heard('notes').map(({ version }) => version)).toEqual([1, 3, 4, 1]);
  });

  it('comes to each stream of a person', async () => {
    const me = await person();
    const streams = [await notify.open({ token: me.token }), await notify.open({ token: me.token })];
    await notify.publish(edited([me]));
    for (const stream of streams) await eventually(() => expect(stream.heard('notes')).toHaveLength(1));
  });

  it('of an event that cannot be read costs no other', async () => {
    const me = await person();
    const stream = await notify.open({ token: me.token });
    await notify.publish({ ...edited([me]), data: { noteId: 1 } });
    await hearsLast(stream, edited([me]));
    expect(stream.heard('notes')).toHaveLength(1);
  });
});

describe('a stream', () => {
  it('says when it is ready and until when, and may not be stored or collected on the way', async () => {
    const stream = await notify.open({ token: (await person({ expiresIn: 60 })).token });
    await eventually(() => expect(stream.heard('ready')).toHaveLength(1));
    const [{ endsAt, heartbeatSeconds }] = stream.heard('ready');
    expect(Date.parse(endsAt) - Date.now()).toBeGreaterThan(50_000);
    expect(Date.parse(endsAt) - Date.now()).toBeLessThan(61_000);
    expect(heartbeatSeconds).toBe(0.2);
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers.get('cache-control')).toBe('no-store');
    expect(stream.headers.get('x-accel-buffering')).toBe('no');
  });

  it('is open to an API token with the scope to read notes', async () => {
    expect((await notify.open({ token: (await person({ use: 'token', scopes: ['notes:read'] })).token })).status).toBe(
      200,
    );
  });

  it('is not opened by a HEAD', async () => {
    const { status, text } = await call(notify.url, 'HEAD /api/v1/stream', { token: (await person()).token });
    expect([status, text]).toEqual([200, '']);
    expect(await notify.metrics()).toMatch(/notify_open_streams\{.*\} 0/);
  });

  it('says that it lives while there is nothing to say', async () => {
    const stream = await notify.open({ token: (await person()).token });
    await eventually(() => expect(stream.comments).toBeGreaterThan(2));
  });

  it('has a blank line after each event and nowhere else, since some clients make an empty event of each', async () => {
    const me = await person();
    const leaving = new AbortController();
    const { body } = await fetch(`${notify.url}/api/v1/stream`, {
      headers: { authorization: `Bearer ${me.token}` },
      signal: leaving.signal,
    });
    let text = '';
    const reading = body
      ?.pipeThrough(new TextDecoderStream())
      .pipeTo(new WritableStream({ write: chunk => void (text += chunk) }));
    await eventually(() => expect(text.match(/^:$/gm)?.length).toBeGreaterThan(1));
    await notify.publish(edited([me], {}));
    await eventually(() => expect(text).toMatch(/event: notes\ndata: .*\n\n/));
    leaving.abort();
    await reading?.catch(() => undefined);
    const [first = '', ...others] = text.split('\n\n').slice(0, -1);
    expect(first).toMatch(/^retry: 1000\n(id: \S+\n)?event: ready\ndata: .+$/);
    for (const event of others) expect(event).toMatch(/^(:\n)*id: \S+\nevent: \w+\ndata: .+$/);
  });

  it('ends with its access token, and says so', async () => {
    const stream = await notify.open({ token: (await person({ expiresIn: 2 })).token });
    await stream.closed;
    expect(stream.heard('end')).toEqual([{ reason: 'token-expired' }]);
  });

  it('ends within two seconds with its session, and no other with it', async () => {
    const me = await person();
    const [mine, elsewhere] = [
      await notify.open({ token: me.token }),
      await notify.open({ token: await accessTokenFor(me.id) }),
    ];
    await notify.publish(revoked(me));
    await eventually(() => expect(mine.isOpen).toBe(false), 2_000);
    expect(mine.heard('end')).toEqual([{ reason: 'session-ended' }]);
    expect(elsewhere.isOpen).toBe(true);
    expect(await notify.metrics()).toMatch(/notify_ended_streams_total\{reason="session-ended".*\} 1/);
  });

  it('ends when its process stops, and says so', async () => {
    const stream = await notify.open({ token: (await person()).token });
    notify.release();
    await stream.closed;
    expect(stream.heard('end')).toEqual([{ reason: 'server-stopping' }]);
  });

  it('is forgotten when its reader leaves', async () => {
    const stream = await notify.open({ token: (await person()).token });
    expect(await notify.metrics()).toMatch(/notify_open_streams\{.*\} 1/);
    stream.leave();
    await eventually(async () => expect(await notify.metrics()).toMatch(/notify_open_streams\{.*\} 0/));
  });
});
