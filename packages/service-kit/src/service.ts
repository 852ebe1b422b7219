/** What every service's composition makes, and what the shape of the system decides for it. */
import type { RequestListener, Server } from 'node:http';
import type { RouteContract } from '@keep/contracts/route';
import type { AuthSource } from './auth-source.ts';
import type { Clock } from './clock.ts';
import type { EventBus } from './event-bus.ts';
import type { Metrics } from './metrics.ts';

/** `waitsFor` names what is missing; empty means ready. `warnings` say what is weaker than it should be, such as reduced durability. */
export type Readiness = { waitsFor: string[]; warnings?: Record<string, string> };

export type Service = {
  name: string;
  app: RequestListener;
  /** Makes the HTTP server where a plain one around `app` will not do. */
  createServer?(): Server;
  metrics: Metrics;
  readiness(): Readiness;
  /** The routes it answers, for the test that compares them with the API document. */
  contracts: readonly RouteContract[];
  /** Begins background work: relays, consumers, refreshes. */
  start(): Promise<void>;
  /** Told when its server is about to close: whoever waits for something to happen is answered now. */
  release?(): void;
  /** Ends background work and closes the store. */
  stop(): Promise<void>;
};

/** What one process gives all its services directly; what is absent, a service reaches over HTTP as its config says. */
export type Platform = {
  bus?: EventBus;
  auth?: AuthSource;
  /** Another time than the system's, in tests. */
  clock?: Clock;
};
