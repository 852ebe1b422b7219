/** Open streams: what a thousand of them cost in memory, and how long a hint takes from the answer of a save to its reader. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processMemory } from '@keep/launcher/process-memory';
import { runKeep, type StartedKeep } from '@keep/testing/run-keep';
import { HintWatch } from './hint-watch.ts';
import { makePerson, type Person } from './person.ts';
import type { Scale } from './scale.ts';

export type StreamsResult = {
  /** Processes of notify. */
  replicas: number;
  streams: number;
  /** Bytes of all processes of a service, without streams and with them. */
  memory: Record<string, { before: number; after: number }>;
  delays: { name: string; millis: readonly number[] }[];
};

/** As many as one person may have open. */
const STREAMS_EACH = 20;
/** Milliseconds, in the mean: after it has sent some, notes lets events gather for a moment, and a person is slower than that. */
const BETWEEN_SAVES = 200;
const WATCHED = ['notify', 'gateway'];

/** Measures on a Keep of its own, with as many processes of notify. */
export async function measureStreams(
  replicas: number,
  { streams, saves, rest }: Scale['streams'],
): Promise<StreamsResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'keep-bench-'));
  const keep = await runKeep({ dataDir, env: { GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0' } });
  const watch = new HintWatch(keep.url);
  try {
    if (replicas > 1) await scale(keep, replicas);
    const people: Person[] = [];
    for (let n = 0; n < streams / STREAMS_EACH; n += 1) people.push(await makePerson(keep.url, 1));
    await delay(rest);
    const before = await memoryOf(keep);
    for (const person of people) await watch.open(await person.authorization(), STREAMS_EACH);
    await delay(rest);
    const after = await memoryOf(keep);
    const alone = await makePerson(keep.url, 1);
    await watch.open(await alone.authorization(), 1);
    return {
      replicas,
      streams,
      memory: Object.fromEntries(
        WATCHED.map(name => [name, { before: before[name] ?? Number.NaN, after: after[name] ?? Number.NaN }]),
      ),
      delays: [
        { name: `one save now and then, to 1 of ${streams} streams`, millis: await oneByOne(watch, alone, saves) },
        {
          name: `a burst: ${people.length} people save at once, to ${STREAMS_EACH} streams each`,
          millis: await burst(watch, people),
        },
      ],
    };
  } finally {
    watch.close();
    await keep.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function oneByOne(watch: HintWatch, person: Person, saves: number): Promise<number[]> {
  const delays: number[] = [];
  for (let n = 0; n < saves; n += 1) {
    await delay(BETWEEN_SAVES * (0.5 + Math.random()));
    delays.push(...(await watch.save(await person.authorization(), 1)));
  }
  return delays;
}

async function burst(watch: HintWatch, people: readonly Person[]): Promise<number[]> {
  const authorizations = await Promise.all(people.map(person => person.authorization()));
  return (await Promise.all(authorizations.map(each => watch.save(each, STREAMS_EACH)))).flat();
}

async function scale(keep: StartedKeep, replicas: number): Promise<void> {
  const { code, stderr } = await keep.keep('scale', `notify=${replicas}`);
  if (code !== 0) throw new Error(stderr);
}

async function memoryOf(keep: StartedKeep): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { service, pid } of await keep.processes())
    sums[service] = (sums[service] ?? 0) + ((await processMemory(pid ?? 0)) ?? Number.NaN);
  return sums;
}
