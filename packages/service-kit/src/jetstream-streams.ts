/** The streams that Keep has in JetStream: what they are, how they come to be, and which log they are. */
import { randomUUID } from 'node:crypto';
import { JetStreamApiError, type JetStreamManager, type StreamConfig, type StreamInfo } from '@nats-io/jetstream';
import { EVENT_LIMIT } from '@keep/contracts/event-envelope';
import { nanos } from '@nats-io/transport-node';
import { unavailable } from './app-error.ts';

/** The log of events. */
export const LOG = 'KEEP';
/** Events that a group gave up on, under `keep-dead.<group>.<subject of the event>`. */
export const DEAD_LETTERS = 'KEEP_DEAD';
/** How often an event failed in a group, one message for each, under `keep-failures.<group>.<log>.<sequence>`. */
export const FAILURES = 'KEEP_FAILURES';

const DAY = 86_400_000;
const MIB = 1024 * 1024;
const LOG_ID = 'keep-log-id';
const NAME_IN_USE = 10_058;

type Definition = Partial<StreamConfig> & { name: string; subjects: string[] };

/** `max_bytes` and replicas are where a stream begins; the rest is put right at every start. */
const definitions: readonly Definition[] = [
  {
    name: LOG,
    subjects: ['keep.>'],
    max_age: nanos(7 * DAY),
    max_bytes: 1024 * MIB,
    // An event, its headers, and what a later version may add.
    max_msg_size: EVENT_LIMIT + 64 * 1024,
    duplicate_window: nanos(10 * 60_000),
  },
  { name: DEAD_LETTERS, subjects: ['keep-dead.>'], max_bytes: 128 * MIB },
  { name: FAILURES, subjects: ['keep-failures.>'], max_bytes: 32 * MIB, max_msgs_per_subject: 1, max_age: nanos(7 * DAY) }, // prettier-ignore
];

/** The log's id is made with its stream: another id means that the old log was lost. */
export type Log = { logId: string; replicas: number };

/** Makes what is missing; `replicas` is how many nodes keep each message of a new stream. */
export async function ensureStreams(manager: JetStreamManager, replicas: number): Promise<Log> {
  const [log] = await Promise.all(definitions.map(definition => ensureStream(manager, definition, replicas)));
  if (!log) throw unavailable('JetStream has no log.');
  return { logId: logIdOf(log), replicas: log.config.num_replicas };
}

/** The id of the log, or undefined when it is gone. */
export async function readLogId(manager: JetStreamManager): Promise<string | undefined> {
  const info = await findStream(manager, LOG);
  return info && logIdOf(info);
}

/** The clock of the server, in milliseconds, and the last event's sequence. */
export async function readPosition(manager: JetStreamManager): Promise<{ now: number; lastSequence: number }> {
  const { ts, state } = await manager.streams.info(LOG);
  return { now: ts === undefined ? Date.now() : Date.parse(ts), lastSequence: state.last_seq };
}

/** With the time of its making: a stream that somebody made anew by an old configuration is another log too. */
function logIdOf({ config, created }: StreamInfo): string {
  return `${config.metadata?.[LOG_ID] ?? 'unnamed'}-${Date.parse(created)}`;
}

async function ensureStream(manager: JetStreamManager, definition: Definition, replicas: number): Promise<StreamInfo> {
  const { name } = definition;
  const found = (await findStream(manager, name)) ?? (await addStream(manager, definition, replicas));
  return found ? putRight(manager, definition, found) : manager.streams.info(name);
}

async function addStream(
  { streams }: JetStreamManager,
  definition: Definition,
  replicas: number,
): Promise<StreamInfo | undefined> {
  try {
    return await streams.add({
      ...definition,
      retention: 'limits',
      storage: 'file',
      // The default, `old`, would drop events that nobody has read yet.
      discard: 'new',
      num_replicas: replicas,
      metadata: { [LOG_ID]: randomUUID() },
    });
  } catch (error) {
    // Another process was quicker.
    if (error instanceof JetStreamApiError && error.code === NAME_IN_USE) return undefined;
    throw error;
  }
}

/** Puts back what the promises rest on, where somebody changed it; sizes and replicas are the operator's. */
async function putRight(manager: JetStreamManager, definition: Definition, found: StreamInfo): Promise<StreamInfo> {
  const { max_bytes: _, subjects, ...wanted } = { ...definition, discard: 'new' as const };
  const current: Record<string, unknown> = { ...found.config };
  const isRight =
    Object.entries(wanted).every(([key, value]) => current[key] === value) &&
    found.config.subjects.join() === subjects.join();
  return isRight ? found : manager.streams.update(definition.name, { ...found.config, ...wanted, subjects });
}

async function findStream({ streams }: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await streams.info(name);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === 10_059) return undefined;
    throw error;
  }
}
