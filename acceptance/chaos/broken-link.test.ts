/** The link between the gateway and notes is slow, silent or torn. */
import { interpose } from '@keep/chaos/gateway-link';
import type { TcpProxy } from '@keep/chaos/tcp-proxy';
import { eventually } from '@keep/testing/eventually';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Person, signUp } from '../person.ts';
import { type Metrics, readMetrics } from './metrics.ts';
import { type Answered, failures, startCalls, type SteadyCalls } from './steady-calls.ts';

/** Milliseconds; shorter than the default, so that these tests are too. */
const DEADLINE = 3_000;
/** What a busy machine may add to it. */
const SLACK = 5_000;
const PATIENCE = 30_000;
/** More at a time than the failures that open a breaker. */
const CALLERS = 24;
const OPEN = 2;
const CLOSED = 0;

let keep: StartedKeep;
let person: Person;
let link: TcpProxy;
let accounts: SteadyCalls;

beforeAll(async () => {
  const env = {
    GATEWAY_DEADLINE_MS: String(DEADLINE),
    GATEWAY_USER_RATE: '0',
    GATEWAY_ADDRESS_RATE: '0',
    // Without the few retries that a quiet system may always make: what is left is the 10 %.
    GATEWAY_RETRIES_PER_SECOND: '0',
  };
  keep = await startKeep({ env });
  person = await signUp(keep.url);
  [link] = (await interpose(keep, 'notes')) as [TcpProxy];
  await eventually(async () => {
    await person.call('GET /api/v1/notes');
    expect(link.accepted()).toBeGreaterThan(0);
  }, PATIENCE);
  accounts = startCalls(1, () => person.call('GET /api/v1/me'));
});

afterEach(async () => {
  link.heal();
  await eventually(async () => {
    expect((await readNotes()).status).toBe(200);
    expect(await breakerOf('notes')).toBe(CLOSED);
  }, PATIENCE);
});

afterAll(async () => {
  await keep?.stop();
  await link?.stop();
});

const readNotes = () => person.call('GET /api/v1/notes');

async function gatewayMetrics(): Promise<Metrics> {
  const [metrics] = await readMetrics(keep, 'gateway');
  if (!metrics) throw new Error('the gateway has no metrics');
  return metrics;
}

async function breakerOf(upstream: string): Promise<number> {
  return (await gatewayMetrics()).sum('gateway_breaker_state', { upstream });
}

/** Each refusal must be a 503 that says when to come again. */
function expectClearRefusals(answers: readonly Answered[]): void {
  const unclear = answers.filter(({ status, headers, text }) => {
    if (status === 200) return false;
    return status !== 503 || !(Number(headers.get('retry-after')) > 0) || !text.includes('"code":"unavailable"');
  });
  expect(unclear).toEqual([]);
}

it.each([100, 2_000])('answers, later, when notes is %i ms away', async millis => {
  link.slow(millis, 'to-client');
  const before = performance.now();
  expect((await readNotes()).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThanOrEqual(millis - 5);
});

describe.each<{ title: string; breakLink: () => void }>([
  { title: '30 s away', breakLink: () => link.slow(30_000) },
  { title: 'silent', breakLink: () => link.blackHole() },
  { title: 'heard by nobody', breakLink: () => link.blackHole('to-client') },
])('when notes is $title', ({ breakLink }) => {
  it('refuses at the deadline, then at once, and answers again when it is back', async () => {
    breakLink();
    const calls = startCalls(CALLERS, readNotes);
    await eventually(async () => {
      expect(calls.answers().length).toBeGreaterThan(0);
      expect(await breakerOf('notes')).toBe(OPEN);
    }, PATIENCE);
    const refusedAtOnce = () => calls.answers().filter(({ millis }) => millis < DEADLINE / 3).length;
    await eventually(() => expect(refusedAtOnce()).toBeGreaterThan(20), PATIENCE);
    const answers = [...(await calls.stop())];
    expectClearRefusals(answers);
    expect(failures(answers)).toHaveLength(answers.length);
    expect(Math.max(...answers.map(({ millis }) => millis))).toBeLessThan(DEADLINE + SLACK);
  });
});

it('retries a flapping link within its budget, and answers nothing but notes and clear refusals', async () => {
  const calls = startCalls(8, readNotes);
  for (let flap = 0; flap < 10; flap += 1) {
    const sofar = calls.answers().length;
    await eventually(() => expect(calls.answers().length).toBeGreaterThan(sofar + 50), PATIENCE);
    if (flap % 2 === 0) link.drop('reset');
    else {
      link.refuse(flap % 4 === 1 ? 'reset' : 'cut');
      await eventually(() => expect(failures(calls.answers().slice(sofar)).length).toBeGreaterThan(0), PATIENCE);
      link.heal();
    }
    await eventually(() => expect(calls.answers().at(-1)?.status).toBe(200), PATIENCE);
  }
  expectClearRefusals(await calls.stop());
  const metrics = await gatewayMetrics();
  const retries = metrics.sum('gateway_retries_total', { upstream: 'notes', granted: 'true' });
  const attempts = metrics.sum('gateway_upstream_seconds_count', { upstream: 'notes' });
  expect(retries).toBeGreaterThan(0);
  expect(retries).toBeLessThanOrEqual((attempts - retries) / 10);
});

it('has refused nothing that was asked of auth meanwhile', async () => {
  expect(failures(await accounts.stop())).toEqual([]);
  expect(await breakerOf('auth')).toBe(CLOSED);
});
