/** The file that tells the gateway where each service's replicas are; rewritten whenever they come and go. */
import type { Replica } from './replica.ts';
import { writeFileAtomically } from './run-file.ts';
import type { ServiceSpec } from './topology.ts';

export type ReplicaGroup = { spec: ServiceSpec; replicas: readonly Replica[] };

/** `{auth: [urls], notes: [urls]}`: those that are ready or, where none is, all, so that the gateway keeps trying. */
export function registryOf(groups: readonly ReplicaGroup[]): Record<string, string[]> {
  return Object.fromEntries(
    groups
      .filter(({ spec }) => spec.isBehindGateway)
      .map(({ spec, replicas }) => {
        const ready = replicas.filter(({ state }) => state === 'ready');
        return [spec.name, (ready.length > 0 ? ready : replicas).map(({ url }) => url)];
      }),
  );
}

/** Answers a function that writes the file if what it says has changed. */
export function makeRegistryFile(path: string): (groups: readonly ReplicaGroup[]) => void {
  let written = '';
  return groups => {
    const text = JSON.stringify(registryOf(groups));
    if (text === written) return;
    writeFileAtomically(path, text);
    written = text;
  };
}
