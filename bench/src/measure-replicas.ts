/** More processes of notes and of auth on production engines: what they serve through one gateway, and what a request costs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@keep/testing/real-servers';
import { runKeep, type StartedKeep } from '@keep/testing/run-keep';
import { type Load, startLoad } from './load/load.ts';
import type { Workload } from './load/workload.ts';
import { makePerson, type Person } from './person.ts';
import { processorTimeOf, sumOf, usedForEach } from './processor-time.ts';
import type { Scale } from './scale.ts';

export type ReplicasResult = {
  name: string;
  /** In the order of the scale: how many processes, and of each round requests a second and their microseconds together. */
  steps: { replicas: number; requestsPerSecond: number[]; micros: number[] }[];
};

type Kind = { name: string; service: 'notes' | 'auth'; people: number; workload: Workload };

const NOTES = 50;
const PEOPLE = 32;
const kinds: readonly Kind[] = [
  { name: 'notes: a page of 50 notes', service: 'notes', people: PEOPLE, workload: { kind: 'read', paths: ['/api/v1/notes?limit=50'] } },
  { name: 'notes: creating a note, as many people as connections', service: 'notes', people: PEOPLE, workload: { kind: 'create' } },
  { name: 'notes: creating a note, all of one person', service: 'notes', people: 1, workload: { kind: 'create' } },
  { name: 'auth: who I am', service: 'auth', people: PEOPLE, workload: { kind: 'read', paths: ['/api/v1/me'] } },
]; // prettier-ignore

/** On a Keep of its own; nothing is measured where PostgreSQL is not installed, which `startEngine` says. */
export async function measureReplicas(mongoUrl: string, scale: Scale): Promise<ReplicasResult[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'keep-bench-'));
  const postgres = await startEngine('postgres');
  const engines = { KEEP_MONGO_URL: mongoUrl, KEEP_POSTGRES_URL: postgres.url };
  const keep = await runKeep({ dataDir, env: { ...engines, GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0' } });
  const load = startLoad();
  try {
    const people: Person[] = [];
    while (people.length < PEOPLE) people.push(await makePerson(keep.url, NOTES));
    const results: ReplicasResult[] = kinds.map(({ name }) => ({ name, steps: [] }));
    for (const replicas of scale.replicas) {
      for (const service of ['notes', 'auth']) await runAs(keep, service, replicas);
      for (const [index, kind] of kinds.entries()) {
        const who = people.slice(0, kind.people);
        results[index]?.steps.push({ replicas, ...(await measureKind(keep, load, kind, who, scale)) });
      }
    }
    return results;
  } finally {
    await load.stop();
    await keep.stop();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measureKind(keep: StartedKeep, load: Load, kind: Kind, people: readonly Person[], scale: Scale) {
  const { rounds, seconds, connections } = scale;
  const pids = (await keep.pids())[kind.service] ?? [];
  const processes = pids.map(pid => ({ name: String(pid), pid }));
  const measured = { requestsPerSecond: [] as number[], micros: [] as number[] };
  // The first round warms up, and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    const authorizations = await Promise.all(people.map(person => person.authorization()));
    const before = await processorTimeOf(processes);
    const answered = await load.measure({
      url: keep.url,
      authorizations,
      connections,
      seconds,
      workload: kind.workload,
    });
    const after = await processorTimeOf(processes);
    if (round === 0) continue;
    measured.requestsPerSecond.push(answered.requestsPerSecond);
    if (before && after) measured.micros.push(sumOf(usedForEach(before, after, answered.requests)));
  }
  return measured;
}

async function runAs(keep: StartedKeep, service: string, replicas: number): Promise<void> {
  const { code, stderr } = await keep.keep('scale', `${service}=${replicas}`);
  if (code !== 0) throw new Error(stderr);
}
