/** Whatever carries the events is away for a while; then it comes back with what it knew, or without. One suite for each log. */
import type { Outage } from '@keep/chaos/outage';
import { eventually } from '@keep/testing/eventually';
import { listenToStream, type StreamListener } from '@keep/testing/listen-to-stream';
import type { StartedKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, type Person, signIn, signUp } from '../person.ts';
import { followStream, type StreamFollower } from '../stream-follower.ts';
import { erasureOf, lookInto } from './look-into.ts';

/** A Keep, with its log within reach. */
export type KeepWithLog = {
  keep: StartedKeep;
  takeDown(): Promise<Outage>;
  /** The notes of a person of whose creation the log holds an event: each as often as it does. */
  loggedNotes(ownerId: string): Promise<string[]>;
  /** What it holds of a person. */
  loggedOf(userId: string): Promise<unknown[]>;
  stop(): Promise<void>;
};

const PATIENCE = 60_000;

/** `start` is told the settings of Keep. */
export function runLogLossSuite(start: (env: Record<string, string>) => Promise<KeepWithLog>): void {
  let system: KeepWithLog;
  let keep: StartedKeep;
  let writer: Person;
  let follower: StreamFollower;
  const written: string[] = [];

  beforeAll(async () => {
    system = await start({ AUTH_DELETION_PURGE_AFTER: '1', AUTH_DELETION_ASK_AGAIN: '600' });
    ({ keep } = system);
    writer = await signUp(keep.url);
    follower = followStream(keep.url, writer.accessToken);
    await eventually(() => expect(follower.isReady()).toBe(true), PATIENCE);
  });
  afterAll(async () => {
    await follower?.stop();
    await system?.stop();
  });

  async function write(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      const { status, json, text } = await writer.call('POST /api/v1/notes', { body: { title: `note ${n}` } });
      expect(status, text).toBe(201);
      written.push(json.id);
    }
  }

  async function erase(person: Person): Promise<void> {
    expect((await person.call('DELETE /api/v1/me', { body: { password: PASSWORD } })).status).toBe(204);
  }

  async function everyNoteIsLoggedOnce(): Promise<void> {
    await eventually(
      async () => expect((await system.loggedNotes(writer.id)).toSorted()).toEqual(written.toSorted()),
      PATIENCE,
    );
  }

  /** How often notes has answered that a person is erased: once for each effect. */
  async function answersOf(userId: string): Promise<number> {
    const query = `SELECT id FROM outbox WHERE subject = 'keep.notes.${userId}.user-erased.v1'`;
    return (await lookInto(keep, 'notes', query)).length;
  }

  describe.each(['kept', 'lost'] as const)('that was down, what it held %s', data => {
    let leaving: Person;
    let gone: Person;
    let streamOfLeaving: StreamListener;
    let resyncs: number;
    let peopleWentOn: () => void;
    let sessionEnded: () => void;

    beforeAll(async () => {
      [leaving, gone] = [await signUp(keep.url), await signUp(keep.url)];
      for (const person of [leaving, gone])
        await person.call('POST /api/v1/notes', { body: { title: 'to be erased' } });
      await erase(gone);
      await eventually(async () => expect(await erasureOf(keep, gone.id)).toBe('done'), PATIENCE);
      await write(10);
      await everyNoteIsLoggedOnce();
      streamOfLeaving = await listenToStream(keep.url, { token: leaving.accessToken });
      resyncs = follower.resyncs();
      const outage = await system.takeDown();
      peopleWentOn = await outcomeOf(goOn);
      sessionEnded = await outcomeOf(endOfLeaving);
      await outage.end(data);
    });

    /** While the log is away. */
    async function goOn(): Promise<void> {
      await write(10);
      const newcomer = await signUp(keep.url);
      expect((await newcomer.call('GET /api/v1/notes')).status).toBe(200);
      await signIn(keep.url, newcomer.email);
      await erase(leaving);
      await expect(signIn(keep.url, leaving.email)).rejects.toThrow('account-being-deleted');
    }

    async function endOfLeaving(): Promise<void> {
      await eventually(async () => expect((await leaving.call('GET /api/v1/notes')).status).toBe(401), PATIENCE);
      await eventually(() => expect(streamOfLeaving.heard('end')).toEqual([{ reason: 'session-ended' }]), PATIENCE);
    }

    it('is missed by nobody: people sign up and in, write, read and leave', () => peopleWentOn());

    it('leaves no session and no stream open: each process asks auth instead', () => sessionEnded());

    it('holds every event once when it is back', async () => {
      await everyNoteIsLoggedOnce();
      await write(5);
      await everyNoteIsLoggedOnce();
    });

    it('is hinted at in open streams, which are told where it is another log', async () => {
      await eventually(() => {
        const hinted = follower.hintedNotes();
        expect(written.filter(id => !hinted.has(id))).toEqual([]);
        if (data === 'lost') expect(follower.resyncs()).toBeGreaterThan(resyncs);
      }, PATIENCE);
      if (data === 'kept') expect(follower.resyncs()).toBe(resyncs);
    });

    it('has had each effect once: who left is erased, and nothing of them is in the log', async () => {
      await eventually(async () => {
        for (const { id } of [leaving, gone]) {
          expect(await erasureOf(keep, id)).toBe('done');
          expect(await system.loggedOf(id)).toEqual([]);
        }
      }, PATIENCE);
      expect([await answersOf(leaving.id), await answersOf(gone.id)]).toEqual([1, 1]);
      const left = await lookInto<{ id: string }>(keep, 'notes', 'SELECT id FROM notes ORDER BY id');
      expect(left.map(({ id }) => id)).toEqual(written.toSorted());
    });
  });
}

/** Runs a check while the log is away; the test that is about it throws what the check threw. */
async function outcomeOf(check: () => Promise<void>): Promise<() => void> {
  try {
    await check();
    return () => undefined;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
