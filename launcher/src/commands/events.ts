/** `events`: the groups that events are delivered to, and what one of them gave up on. */
import {
  type DeadLetter,
  dropDeadLetter,
  forgetGroup,
  listDeadLetters,
  listGroups,
  redeliverDeadLetter,
  replayGroup,
} from '@keep/contracts/broker-internal-http';
import { type InternalClient, Refusal } from '../internal-client.ts';
import { KeepError } from '../keep-error.ts';
import { textTable } from '../text-table.ts';
import { brokerOf } from './broker-of.ts';
import { type Command, type CommandIo, misuse, print } from './command.ts';
import { readArguments } from './read-arguments.ts';

/** `what` is a group or the id of a dead letter; its absence is for the action to judge. */
type Action = (broker: InternalClient, io: CommandIo, what: string | undefined, since?: string) => Promise<void>;

const actions: Readonly<Record<string, Action>> = {
  groups,
  'dead-letters': deadLetters,
  redeliver,
  discard,
  replay,
  forget,
};

export const events: Command = {
  name: 'events',
  usage:
    'groups | dead-letters [group] | redeliver <id> | discard <id> | replay <group> --since <time> | forget <group>',
  summary: 'how far each group of consumers is, what it gave up on and why; times as in 2026-11-22T16:00:00Z',
  async run(argv, io) {
    const { positionals, values } = readArguments(events, argv, { since: { type: 'string' } }, [1, 2]);
    const [name = '', what] = positionals;
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (!action) throw misuse(events, `There is no events ${name}.`);
    if (values.since !== undefined && action !== replay) throw misuse(events, 'Only replay takes --since.');
    await action(await brokerOf(io), io, what, values.since);
    return 0;
  },
};

async function groups(broker: InternalClient, io: CommandIo, what: string | undefined): Promise<void> {
  if (what !== undefined) throw misuse(events, 'That is one argument too many.');
  const { groups: found } = await broker.call(listGroups);
  const rows = found.map(group => [group.name, String(group.lag), String(group.deadLetters), group.subjects.join(' ')]);
  print(
    io,
    rows.length === 0 ? 'No group has joined yet.' : textTable(['group', 'lag', 'dead letters', 'hears'], rows),
  );
}

async function deadLetters(broker: InternalClient, io: CommandIo, group: string | undefined): Promise<void> {
  const found = (await broker.call(listDeadLetters)).deadLetters.filter(letter => !group || letter.group === group);
  if (found.length === 0) return print(io, 'There are no dead letters.');
  const rows = found.map(letter => [idOf(letter), letter.type, letter.publishedAt, letter.reason]);
  print(io, textTable(['id', 'type', 'published', 'reason'], rows));
}

async function redeliver(broker: InternalClient, io: CommandIo, id: string | undefined): Promise<void> {
  await orNothingThere(broker.call(redeliverDeadLetter, { params: readId(id) }), `dead letter ${id}`);
  print(io, `${id} comes to its group again.`);
}

async function discard(broker: InternalClient, io: CommandIo, id: string | undefined): Promise<void> {
  await orNothingThere(broker.call(dropDeadLetter, { params: readId(id) }), `dead letter ${id}`);
  print(io, `${id} is given up for good.`);
}

async function replay(broker: InternalClient, io: CommandIo, name: string | undefined, since?: string): Promise<void> {
  if (name === undefined || since === undefined) throw misuse(events, 'Name a group, and since when.');
  const time = new Date(since);
  if (Number.isNaN(time.getTime())) throw misuse(events, `${since} is no time.`);
  const body = { since: time.toISOString() };
  await orNothingThere(broker.call(replayGroup, { params: { name }, body }), `group ${name}`);
  print(io, `${name} is given everything since ${body.since} again; it knows what it has handled already.`);
}

async function forget(broker: InternalClient, io: CommandIo, name: string | undefined): Promise<void> {
  if (name === undefined) throw misuse(events, 'Name a group.');
  await orNothingThere(broker.call(forgetGroup, { params: { name } }), `group ${name}`);
  print(io, `${name} is forgotten; if it joins again, it begins with all that the log still holds.`);
}

/** A sequence of the log alone says not whose: several groups may have given up on one event. */
function idOf({ group, sequence }: DeadLetter): string {
  return `${group}/${sequence}`;
}

function readId(id: string | undefined): { name: string; sequence: string } {
  const [, name, sequence] = /^([^/]+)\/(\d+)$/.exec(id ?? '') ?? [];
  if (name === undefined || sequence === undefined)
    throw misuse(events, 'Name a dead letter by its id, as events dead-letters shows it.');
  return { name, sequence };
}

async function orNothingThere(done: Promise<unknown>, what: string): Promise<void> {
  await done.catch((error: unknown) => {
    throw error instanceof Refusal && error.code === 'not-found' ? new KeepError(`There is no ${what}.`) : error;
  });
}
