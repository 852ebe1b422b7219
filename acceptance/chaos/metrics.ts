/** The metrics of running services, as Prometheus would read them. */
import type { StartedKeep } from '@keep/testing/start-keep';

export type Metrics = {
  /** The sum of all samples of `name` whose labels include `labels`; 0 where there is none. */
  sum(name: string, labels?: Readonly<Record<string, string>>): number;
};

/** Reads the metrics of each process of a service, now. */
export async function readMetrics(keep: StartedKeep, service: string): Promise<Metrics[]> {
  const ports = (await keep.opsPorts())[service] ?? [];
  return Promise.all(ports.map(readAt));
}

async function readAt(opsPort: number): Promise<Metrics> {
  const lines = (await (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text()).split('\n');
  return {
    sum(name, labels = {}) {
      const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
      return lines
        .filter(line => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
        .filter(line => wanted.every(label => line.includes(label)))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    },
  };
}
