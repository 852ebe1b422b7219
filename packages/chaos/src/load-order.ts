/** What a generator of load is told, and what it reports: see `load-generator.ts`. */

/** A signed-in person at an address of their own, as a trusted proxy tells it. */
export type Caller = { token: string; address: string };

export type LoadOrder = {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  callers: readonly Caller[];
  seconds: number;
} & (
  | {
      /** Each connection asks again once it was answered: no more than can be served. */
      kind: 'closed';
      connections: number;
    }
  | {
      /** So many requests a second, whatever becomes of those before: people do not wait for one another. */
      kind: 'open';
      rate: number;
    }
);

/** Rates are requests a second; times are the 99th percentile of the milliseconds until the answer came. */
export type LoadReport = {
  offered: number;
  served: number;
  servedWithin: number;
  /** By a 503 or a 429 with `Retry-After`. */
  refused: number;
  refusedWithin: number;
  /** Whatever else came of a request, in words, and how often. */
  failures: Record<string, number>;
};
