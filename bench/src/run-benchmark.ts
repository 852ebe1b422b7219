/** The whole benchmark of one engine, in the order that disturbs least: at rest, requests by turns, growth. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Engine, startEngineServer } from './engine.ts';
import { startLoad } from './load/load.ts';
import { type Growth, measureGrowth } from './measure-growth.ts';
import { type Measured, measureRequests, requestKinds } from './measure-requests.ts';
import { measureReplicas, type ReplicasResult } from './measure-replicas.ts';
import { type MeasuredKeep, startMeasuredKeep } from './measured-keep.ts';
import { measureStreams, type StreamsResult } from './measure-streams.ts';
import type { Scale } from './scale.ts';
import { startTargets } from './targets.ts';

/** Of a Keep that was just started, and of the same one after it was measured. */
export type AtRest = { readyIn: number; idle: Record<string, number>; afterLoad: Record<string, number> };

export type Results = {
  requests: ({ name: string } & Measured)[];
  growth: Growth[];
  rest: { services: AtRest; one: AtRest };
  streams: StreamsResult[];
  /** Only where notes is on an engine that several processes may use on several machines. */
  replicas: ReplicasResult[];
};

export type Progress = (sentence: string) => void;

/** Milliseconds that a Keep is left alone before its memory is read. */
const REST = 2_000;

export async function runBenchmark(engine: Engine, scale: Scale, progress: Progress): Promise<Results> {
  const server = await startEngineServer(engine);
  try {
    const results = await measure(server.mongoUrl, scale, progress);
    return {
      ...results,
      streams: await streamsOf(scale, progress),
      replicas: server.mongoUrl === undefined ? [] : await replicasOf(server.mongoUrl, scale, progress),
    };
  } finally {
    await server.stop();
  }
}

/** On a Keep of their own, when the others have stopped. */
async function streamsOf({ streams }: Scale, progress: Progress): Promise<StreamsResult[]> {
  const results: StreamsResult[] = [];
  for (const replicas of streams.replicas) {
    progress(`${streams.streams} open streams, notify as ${replicas}`);
    results.push(await measureStreams(replicas, streams));
  }
  return results;
}

function replicasOf(mongoUrl: string, scale: Scale, progress: Progress): Promise<ReplicasResult[]> {
  progress(`notes and auth as ${scale.replicas.join(', ')} processes`);
  return measureReplicas(mongoUrl, scale);
}

async function measure(
  mongoUrl: string | undefined,
  scale: Scale,
  progress: Progress,
): Promise<Omit<Results, 'streams' | 'replicas'>> {
  progress('starting Keep as services and as one process');
  const services = await startMeasuredKeep('services', mongoUrl);
  const one = await startMeasuredKeep('one', mongoUrl);
  const load = startLoad();
  await delay(REST);
  const idle = { services: await services.memory(), one: await one.memory() };
  const sideBySide = await startTargets(services, one, scale.connections, mongoUrl);
  try {
    const requests: Results['requests'] = [];
    for (const kind of requestKinds) {
      progress(kind.name);
      requests.push({ name: kind.name, ...(await measureRequests(load, sideBySide.targets, kind, scale)) });
    }
    progress(`a list page of people with ${scale.growth.join(', ')} notes`);
    const growth = await measureGrowth(load, services, scale);
    await delay(REST);
    const atRest = async (keep: MeasuredKeep, before: Record<string, number>): Promise<AtRest> => ({
      readyIn: keep.readyIn,
      idle: before,
      afterLoad: await keep.memory(),
    });
    return {
      requests,
      growth,
      rest: { services: await atRest(services, idle.services), one: await atRest(one, idle.one) },
    };
  } finally {
    await Promise.all([load.stop(), sideBySide.stop(), services.stop(), one.stop()]);
  }
}
