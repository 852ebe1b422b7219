/** `npm run keep -- events`: what an operator sees of groups and dead letters, and does with them, in every shape. */
import { join } from 'node:path';
import type { Delivery } from '@keep/contracts/broker-internal-http';
import { HttpEventLogClient } from '@keep/service-kit/http-event-log-client';
import { call } from '@keep/testing/call';
import { engineIsThere, startEngine } from '@keep/testing/real-servers';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRunningKeep } from '../src/control-client.ts';
import { readSecret } from '../src/secrets.ts';

const group = { name: 'notes.fragile', subjects: ['keep.auth.*.user-registered.v1'] };

describe.each(['services', 'one'] as const)('events, in shape %s', shape => {
  let keep: StartedKeep;
  let log: HttpEventLogClient;
  beforeAll(async () => {
    keep = await startKeep({ shape });
    const { brokerUrl } = (await (await findRunningKeep({ KEEP_DATA_DIR: keep.dataDir }))?.status()) ?? {};
    const secret = readSecret(join(keep.dataDir, 'secrets'), 'notes') ?? '';
    log = new HttpEventLogClient({ brokerUrl: brokerUrl ?? '', name: 'notes', secret });
    const body = { email: 'ada@example.org', password: 'correct horse battery', name: 'Ada' };
    expect((await call(keep.url, 'POST /api/v1/auth/sign-up', { body })).status).toBe(201);
  }, 60_000);
  afterAll(async () => {
    await log?.close();
    await keep?.stop();
  });

  const events = (...argv: string[]) => keep.keep('events', ...argv);

  /** The next event of the group, waited for; undefined where there is none for two seconds. */
  const take = async (): Promise<Delivery | undefined> => (await log.fetch(group, 1, AbortSignal.timeout(5_000)))[0];

  /** Has the group fail at its event for the eighth time; the seven before would take their pauses. */
  async function giveUp(): Promise<string> {
    const { sequence, lease } = (await take()) ?? expect.fail('there is no event');
    const file = new DatabaseSync(join(keep.dataDir, 'broker', 'broker.sqlite'));
    file.exec(`PRAGMA busy_timeout = 5000; UPDATE deliveries SET failures = 7 WHERE group_name = '${group.name}'`);
    file.close();
    const reason = 'the title is no text';
    await log.settle(group.name, [{ outcome: 'nak', sequence, lease, reason, unavailable: false }]);
    return `${group.name}/${sequence}`;
  }

  it.each([
    [['dance'], 'There is no events dance.'],
    [['redeliver'], 'Name a dead letter by its id, as events dead-letters shows it.'],
    [['redeliver', '7'], 'Name a dead letter by its id, as events dead-letters shows it.'],
    [['redeliver', 'notes.saga/7'], 'There is no dead letter notes.saga/7.'],
    [['discard', 'notes.saga/7'], 'There is no dead letter notes.saga/7.'],
    [['replay', 'notes.saga'], 'Name a group, and since when.'],
    [['replay', 'notes.saga', '--since', 'yesterday'], 'yesterday is no time.'],
    [['replay', 'nobody', '--since', '2026-01-01T00:00:00Z'], 'There is no group nobody.'],
    [['forget', 'nobody'], 'There is no group nobody.'],
    [['groups', '--since', '2026-01-01T00:00:00Z'], 'Only replay takes --since.'],
  ])('%j is refused with a sentence', async (argv, sentence) => {
    const { code, stdout, stderr } = await events(...argv);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('shows what a group gave up on and why, and gives it again, or gives it up', async () => {
    expect((await events('dead-letters')).stdout).toBe('There are no dead letters.\n');
    const id = await giveUp();
    expect((await events('groups')).stdout).toMatch(/^ *notes\.fragile +0 +1 +keep\.auth\.\*\.user-registered\.v1$/m);
    expect((await events('dead-letters', group.name)).stdout).toMatch(
      new RegExp(`${id} +auth\\.user-registered\\.v1 +\\S+Z +the title is no text`),
    );
    expect((await events('dead-letters', 'another.group')).stdout).toBe('There are no dead letters.\n');

    expect((await events('redeliver', id)).stdout).toBe(`${id} comes to its group again.\n`);
    expect(await giveUp()).toBe(id);
    expect((await events('discard', id)).stdout).toBe(`${id} is given up for good.\n`);
    expect((await events('dead-letters')).stdout).toBe('There are no dead letters.\n');
    expect(await take()).toBeUndefined();
  });

  it('replays a group since a time, and forgets one', async () => {
    expect((await events('replay', group.name, '--since', '2020-01-01T00:00:00Z')).code).toBe(0);
    expect((await take())?.event.type).toBe('auth.user-registered.v1');
    expect((await events('forget', group.name)).stdout).toContain(`${group.name} is forgotten`);
    expect((await events('groups')).stdout).not.toContain(group.name);
  });
});

describe.skipIf(!engineIsThere('nats'))('events, on JetStream', () => {
  it('are refused with a sentence that says where to ask', async () => {
    const nats = await startEngine('nats');
    const keep = await startKeep({ env: { KEEP_NATS_URL: nats.url } });
    const { code, stderr } = await keep.keep('events', 'groups');
    expect([code, stderr]).toEqual([1, expect.stringContaining('in NATS JetStream: ask it with its own tool')]);
    await keep.stop();
    await nats.stop();
  });
});
