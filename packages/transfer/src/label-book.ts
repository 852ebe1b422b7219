/** Finds or makes the labels that imported notes carry; an existing label of that name is used again. */
import { labelKey } from '@keep/contracts/label-key';
import { noteLimits } from '@keep/contracts/notes-http';
import { derivedId } from './derived-id.ts';
import type { ImportClient } from './import-client.ts';
import { retrying, type Wait } from './retry.ts';
import { reasonOf, type SendOperations } from './send-operations.ts';

export type LabelBook = {
  /** Makes those that are missing. Afterwards each name has an id or a failure. */
  ensure(names: readonly string[]): Promise<void>;
  idOf(name: string): string | undefined;
  /** Why there is no label of this name. */
  failureOf(name: string): string | undefined;
  /** Names of those made by this import. */
  created: string[];
};

type Dependencies = { client: ImportClient; send: SendOperations; wait: Wait; userId: string; importId: string };

/** Reads the account's labels first. */
export async function openLabelBook({ client, send, wait, userId, importId }: Dependencies): Promise<LabelBook> {
  const created: string[] = [];
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
    const results = await send(
      wanted.map(({ name, id }) => ({
        opId: derivedId('operation', importId, 'label.create', id),
        type: 'label.create',
        id,
        data: { name },
      })),
    );
    const isTaken = results.some(result => result.status === 409);
    if (isTaken) await look();
    for (const [index, { name, id }] of wanted.entries()) {
      const result = results[index];
      if (result?.status === 201) created.push(name);
      if (result?.status === 200 || result?.status === 201) idByName.set(labelKey(name), id);
      else if (result && !idByName.has(labelKey(name))) failures.set(labelKey(name), reasonOf(result));
    }
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
      for (let start = 0; start < missing.length; start += noteLimits.batchOperations) {
        await make(missing.slice(start, start + noteLimits.batchOperations));
      }
    },
    idOf: name => idByName.get(labelKey(name)),
    failureOf: name => failures.get(labelKey(name)),
  };
}
