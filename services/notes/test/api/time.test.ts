/** What happens by the passing of time alone. */
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { accessTokenFor } from '@keep/testing/test-keys';
import { describe, expect, it } from 'vitest';
import { runNotes, startNotes } from './notes-app.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const app = runNotes({ TRASH_CHECK_SECONDS: '1' }, () => new Date(now));
let now = Date.now();

/** Calls with a token that is valid at the service's own time. */
async function caller(userId = newId()) {
  return async (target: string, body?: unknown, headers: Record<string, string> = {}) => {
    const token = await accessTokenFor(userId, { expiresIn: Math.ceil((now - Date.now()) / 1000) + 300 });
    return app.call(target, { token, headers, ...(body !== undefined && { body }) });
  };
}

describe('time', () => {
  it('empties the trash of what has been there for 30 days', async () => {
    const call = await caller();
    const [old, recent] = [(await call('POST /notes', {})).json.id, (await call('POST /notes', {})).json.id];
    await call(`POST /notes/${old}/trash`);
    now += 29 * DAY;
    await call(`POST /notes/${recent}/trash`);
    expect((await call(`GET /notes/${old}`)).status).toBe(200);
    now += 2 * DAY;
    await eventually(async () => expect((await call(`GET /notes/${old}`)).status).toBe(404));
    expect((await call(`GET /notes/${recent}`)).status).toBe(200);
  });

  it('forgets an Idempotency-Key after 24 hours, not before', async () => {
    const call = await caller();
    const headers = { 'idempotency-key': newId() };
    const first = await call('POST /notes', {}, headers);
    now += 23 * HOUR;
    expect((await call('POST /notes', {}, headers)).json.id).toBe(first.json.id);
    now += 2 * HOUR;
    const second = await call('POST /notes', {}, headers);
    expect(second.json.id).not.toBe(first.json.id);
    expect((await call('POST /notes', {}, headers)).json.id).toBe(second.json.id);
  });

  it('forgets an opId after 90 days, not before', async () => {
    const call = await caller();
    const operations = [{ opId: newId(), type: 'label.create', id: newId(), data: { name: 'once' } }];
    const send = async () => (await call('POST /notes/batch', { operations })).json.results[0].status;
    expect(await send()).toBe(201);
    now += 89 * DAY;
    expect(await send()).toBe(201);
    now += 2 * DAY;
    expect(await send()).toBe(200);
  });

  it('refuses times in the future, but for what clocks differ by', async () => {
    const call = await caller();
    const at = (millis: number) => ({ createdAt: new Date(now + millis).toISOString() });
    expect((await call('POST /notes', at(30_000))).status).toBe(201);
    expect((await call('POST /notes', at(90_000))).status).toBe(422);
  });

  it('forgets a note that is gone after 90 days, and with it what cursors from before could be told', async () => {
    let ahead = 0;
    const aged = await startNotes({}, () => new Date(Date.now() + ahead));
    const userId = newId();
    const call = async (target: string, body?: unknown) =>
      aged.call(target, { token: await accessTokenFor(userId, { expiresIn: ahead / 1000 + 300 }), body });
    /** Whatever runs by time runs at the start of a process. */
    const pass = async (days: number) => {
      ahead = days * DAY;
      await (await aged.startReplica()).stop();
    };
    const [gone, kept] = [(await call('POST /notes', {})).json.id, (await call('POST /notes', {})).json.id];
    const { cursor } = (await call('GET /notes/changes')).json;
    await call(`POST /notes/${gone}/trash`);
    await call(`DELETE /notes/${gone}`);
    await pass(89);
    const told = await call(`GET /notes/changes?since=${cursor}`);
    expect(told.json.changes).toMatchObject([{ noteId: gone, note: null }]);
    await pass(91);
    expect((await call(`GET /notes/changes?since=${cursor}`)).json).toMatchObject({
      status: 410,
      code: 'cursor-too-old',
    });
    expect((await call('GET /notes/changes')).json.changes).toMatchObject([{ noteId: kept }]);
    await aged.stop();
  });
});
