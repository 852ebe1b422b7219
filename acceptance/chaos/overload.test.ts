/** Twice as many requests as Keep can serve: most of what it can serve is served, the rest is refused at once. */
import { type LoadMaker, startLoadMaker } from '@keep/chaos/load';
import type { Caller, LoadReport } from '@keep/chaos/load-order';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Person, signUp } from '../person.ts';

/** How long it is offered too much: raise it to a minute to look longer. */
const SECONDS = Number(process.env['OVERLOAD_SECONDS'] ?? 10);
const PEAK_SECONDS = 4;
const MOST = 0.8;
/** Milliseconds; what a busy machine may make of "at once". */
const AT_ONCE = 2_000;
/** Seconds. */
const BACK_WITHIN = 10;
/** On a machine that does other work as well, what it can serve changes from moment to moment. */
const ROUNDS = 5;
/** Enough that no limit on the rate of one person, or of one address, is met: all of them are in force. */
const PEOPLE = 60;
const NOTES = 50;

let keep: StartedKeep;
let load: LoadMaker;
let callers: Caller[];

beforeAll(async () => {
  keep = await startKeep({ env: { GATEWAY_TRUSTED_PROXIES: '127.0.0.1' } });
  load = startLoadMaker();
  const people: Person[] = [];
  while (people.length < PEOPLE) people.push(await newPerson());
  callers = people.map(({ accessToken: token }, n) => ({ token, address: `192.0.2.${n}` }));
});
afterAll(async () => {
  await load?.stop();
  await keep?.stop();
});

async function newPerson(): Promise<Person> {
  const person = await signUp(keep.url);
  const operations = Array.from({ length: NOTES }, (_, n) => ({
    opId: crypto.randomUUID(),
    type: 'note.create',
    id: crypto.randomUUID(),
    data: { title: `note ${n}` },
  }));
  expect((await person.call('POST /api/v1/notes/batch', { body: { operations } })).status).toBe(200);
  return person;
}

type Round = {
  /** Requests served a second, as a part of what can be. */
  goodput: number;
  over: LoadReport;
  /** Seconds until it served as much as before, and refused nothing. */
  backAfter: number;
};

it(
  `serves most of what it can when offered twice as much for ${SECONDS} s, refuses the rest at once, and recovers`,
  async ({ annotate }) => {
    const rounds: Round[] = [];
    while (rounds.length < ROUNDS && !rounds.some(isWell)) rounds.push(await overload());
    await annotate(JSON.stringify(rounds));
    expect(rounds.filter(isWell), JSON.stringify(rounds)).toHaveLength(1);
  },
  60_000 + ROUNDS * (SECONDS + 40) * 1_000,
);

async function overload(): Promise<Round> {
  const peak = await asMuchAsCanBe(PEAK_SECONDS);
  expect([peak.refused, peak.failures]).toEqual([0, {}]);
  const over = await load.make({ url: keep.url, callers, seconds: SECONDS, kind: 'open', rate: 2 * peak.served });
  expect(over.failures).toEqual({});
  const isBack = ({ served, refused }: LoadReport) => refused === 0 && served >= MOST * peak.served;
  let backAfter = 1;
  while (!isBack(await asMuchAsCanBe(1)) && backAfter < 2 * BACK_WITHIN) backAfter += 1;
  return { goodput: over.served / peak.served, over, backAfter };
}

function asMuchAsCanBe(seconds: number): Promise<LoadReport> {
  return load.make({ url: keep.url, callers, seconds, kind: 'closed', connections: 64 });
}

function isWell({ goodput, over, backAfter }: Round): boolean {
  return goodput >= MOST && over.refused > 0 && over.refusedWithin <= AT_ONCE && backAfter <= BACK_WITHIN;
}
