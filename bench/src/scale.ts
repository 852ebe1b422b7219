/** How long and how often the benchmark measures, in full and in a hurry. */

export type Scale = {
  /** How often each target is measured, by turns. */
  rounds: number;
  /** Of one measurement. */
  seconds: number;
  connections: number;
  /** Notes of one person, for the question whether a list page costs more with more of them. */
  growth: readonly [number, number, number];
  /** As how many processes notes and auth are measured on production engines, one first. */
  replicas: readonly number[];
  /** Open at a time, by twenties; how many saves are followed to their hints; by how many processes of notify. */
  streams: {
    streams: number;
    saves: number;
    /** Milliseconds for processes to come to rest before their memory is read. */
    rest: number;
    replicas: readonly number[];
  };
};

export const fullScale: Scale = {
  rounds: 5,
  seconds: 1,
  connections: 32,
  growth: [100, 10_000, 100_000],
  replicas: [1, 2, 3],
  streams: { streams: 1_000, saves: 200, rest: 12_000, replicas: [1, 3] },
};

/** Filling MongoDB with more would take longer than all the rest. */
export const mongoScale: Scale = { ...fullScale, growth: [100, 1_000, 10_000] };

/** Shows that everything runs; its figures mean little. */
export const quickScale: Scale = {
  rounds: 2,
  seconds: 0.2,
  connections: 32,
  growth: [100, 500, 2_000],
  replicas: [1, 2],
  streams: { streams: 100, saves: 10, rest: 1_000, replicas: [2] },
};
