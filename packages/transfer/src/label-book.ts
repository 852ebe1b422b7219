/** Finds or makes the labels that imported notes carry; an existing label of that name is used again. */
import { labelKey } from '@keep/contracts/label-key';
import { noteLimits } from '@keep/contracts/notes-http';
import { derivedId } from './derived-id.ts';
import type { ImportClient, Operation } from './import-client.ts';
import { retrying, type Wait } from './retry.ts';
import { reasonOf, type SendOperations } from './send-operations.ts';

export type LabelBook = {
  /** Makes those that are missing. Afterwards each name has an id or a failure. */
  ensure(names: readonly string[]): Promise<void>;
  /** Each once; none for a name that has a failure. */
  idsOf(names: readonly string[]): string[];
  /** Why there is no label of some name, each completing "the note ...". */
  remarksOn(names: readonly string[]): string[];
  /** Records that a note carries them now. */
  use(names: readonly string[]): void;
  /** Deletes those that this import made and no note carries, as when a note was refused. */
  removeUnused(): Promise<void>;
  /** Names of those made by this import. */
  created: string[];
};

type Dependencies = { client: ImportClient; send: SendOperations; wait: Wait; userId: string; importId: string };

/** Reads the account's labels first. */
export async function openLabelBook({ client, send, wait, userId, importId }: Dependencies): Promise<LabelBook> {
  const created: string[] = [];
  const used = new Set<string>();
  const idByName = new Map<string, string>();
  const failures = new Map<string, string>();
  const existing = new Set<string>();

  async function look(): Promise<void> {
    for (const label of await retrying(() => client.listLabels(), wait)) {
      idByName.set(labelKey(label.name), label.id);
      existing.add(label.id);
    }
  }

  async function make(names: readonly string[]): Promise<void> {
    const wanted = names.map(name => ({ name, id: labelId(name) }));
    const results = await send(wanted.map(({ name, id }) => operation('label.create', id, { name, importId })));
    const isTaken = results.some(result => result.status === 409);
    if (isTaken) await look();
    for (const [index, { name, id }] of wanted.entries()) {
      const result = results[index];
      if (result?.status === 201) created.push(name);
      if (result?.status === 200 || result?.status === 201) idByName.set(labelKey(name), id);
      else if (result && !idByName.has(labelKey(name))) failures.set(labelKey(name), reasonOf(result));
    }
  }

  async function remove(names: readonly string[]): Promise<void> {
    const results = await send(names.map(name => operation('label.delete', labelId(name), {})));
    for (const [index, name] of names.entries())
      if (results[index]?.status === 204) created.splice(created.indexOf(name), 1);
  }

  function operation(type: 'label.create' | 'label.delete', id: string, data: Operation['data']): Operation {
    return { opId: derivedId('operation', importId, type, id), type, id, data };
  }

  function labelId(name: string): string {
    return derivedId('label', userId, labelKey(name));
  }

  /** A label that an earlier import made and its owner has renamed since is still that label. */
  function isSettled(name: string): boolean {
    if (existing.has(labelId(name)) && !idByName.has(labelKey(name))) idByName.set(labelKey(name), labelId(name));
    return idByName.has(labelKey(name)) || failures.has(labelKey(name));
  }

  await look();
  return {
    created,
    async ensure(names) {
      const missing = [...new Map(names.map(name => [labelKey(name), name])).values()].filter(name => !isSettled(name));
      for (const some of chunksOf(missing)) await make(some);
    },
    idsOf: names => [...new Set(names.flatMap(name => idByName.get(labelKey(name)) ?? []))],
    remarksOn: names =>
      names.flatMap(name => {
        const failure = failures.get(labelKey(name));
        return failure === undefined ? [] : [`is without its label ${name}: ${failure}`];
      }),
    use(names) {
      for (const name of names) used.add(labelKey(name));
    },
    async removeUnused() {
      for (const some of chunksOf(created.filter(name => !used.has(labelKey(name))))) await remove(some);
    },
  };
}

/** As many as one batch may have. */
function* chunksOf(names: readonly string[]): Generator<string[]> {
  const size = noteLimits.batchOperations;
  for (let start = 0; start < names.length; start += size) yield names.slice(start, start + size);
}
