/** One connection to NATS for a whole process, kept for ever: it is made, and made again, in the background. */
import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { AppError, unavailable } from './app-error.ts';
import type { Logger } from './logger.ts';
import { readNatsAddress } from './nats-address.ts';
import { pause } from './repeat-until-stopped.ts';

export type Nats = { connection: NatsConnection; streams: JetStreamClient; manager: JetStreamManager };

/** Milliseconds for an answer, and for the first connection. */
const TIMEOUT = 3_000;
const RETRY_EVERY = 250;
/** A server that is frozen is noticed after two pings that it did not answer. */
const PING_EVERY = 2_000;
const OLDEST = [2, 10] as const;
/** Not of any stream: what is told there is in no need of a disk. */
const REFUSED = 'keep-refused';
/** Milliseconds; whoever is refused tries again, and tells it again, sooner. */
const REFUSED_FOR = 6_000;

export class JetStreamConnection {
  readonly #stopping = new AbortController();
  readonly #logger: Logger;
  readonly #keeping: Promise<void>;
  #nats: Nats | undefined;
  #isUp = false;
  #heardAt = Date.now();
  #refusedAt = -Infinity;
  #waiting: (() => void)[] = [];

  constructor(url: string, name: string, logger: Logger) {
    this.#logger = logger;
    const options = {
      ...readNatsAddress(url),
      name: `keep-${name}`,
      timeout: TIMEOUT,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RETRY_EVERY,
      reconnectJitter: RETRY_EVERY,
      pingInterval: PING_EVERY,
      maxPingOut: 2,
      ignoreAuthErrorAbort: true,
    };
    this.#keeping = this.#keepConnected(() => connect(options));
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Does something with the server. What goes wrong there is an `AppError` of kind `unavailable`. */
  async use<T>(what: (nats: Nats) => Promise<T>): Promise<T> {
    try {
      const result = await what(await this.#connected());
      this.#heardAt = Date.now();
      return result;
    } catch (error) {
      throw error instanceof AppError ? error : unavailable('NATS cannot be reached or refuses.', error);
    }
  }

  /** Tells every process that the log takes no events, as when its disk is full: they can be read all the same. */
  tellOfRefusal(): void {
    if (this.#isUp) this.#nats?.connection.publish(REFUSED);
  }

  /** Endless while the log takes no events: then there is nothing to be heard from it. */
  silentSeconds(): number {
    if (Date.now() - this.#refusedAt < REFUSED_FOR) return Infinity;
    return (Date.now() - this.#heardAt) / 1000;
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#keeping;
  }

  /** At its start a process waits a moment; later, what is down is said at once. */
  async #connected(): Promise<Nats> {
    if (!this.#nats) await this.#firstConnection();
    if (!this.#nats || !this.#isUp) throw unavailable('NATS cannot be reached.');
    return this.#nats;
  }

  #firstConnection(): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, TIMEOUT);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async #keepConnected(connectOnce: () => Promise<NatsConnection>): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await this.#useUntilLost(await connectOnce());
        failures = 0;
      } catch (error) {
        if (failures === 0) this.#logger.warn({ err: error }, 'NATS cannot be reached; it is tried until it works');
        await pause(RETRY_EVERY, signal);
      } finally {
        this.#isUp = false;
      }
    }
  }

  /** Closes the connection in every case: one that is refused, or that comes while this closes, must not stay open. */
  async #useUntilLost(connection: NatsConnection): Promise<void> {
    const close = () => void connection.close();
    this.#stopping.signal.addEventListener('abort', close);
    try {
      if (this.#stopping.signal.aborted) return;
      await this.#begin(connection);
      await this.#watch(connection);
    } finally {
      this.#stopping.signal.removeEventListener('abort', close);
      await connection.close();
    }
  }

  async #begin(connection: NatsConnection): Promise<void> {
    assertNewEnough(connection.info?.version ?? '0.0.0');
    const hearRefusal = (error: Error | null) => {
      // An error is that of a user who may not hear it.
      if (!error) this.#refusedAt = Date.now();
    };
    connection.subscribe(REFUSED, { callback: hearRefusal });
    const manager = await jetstreamManager(connection, { timeout: TIMEOUT, checkAPI: false });
    this.#nats = { connection, streams: jetstream(connection, { timeout: TIMEOUT }), manager };
    this.#isUp = true;
    for (const resume of this.#waiting.splice(0)) resume();
  }

  /** Resolves when the connection is given up for good. */
  async #watch(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') this.#logger.warn('the connection to NATS was lost');
      if (type === 'reconnect') this.#logger.info('connected to NATS again');
      if (type === 'disconnect' || type === 'reconnect') this.#isUp = type === 'reconnect';
    }
  }
}

function assertNewEnough(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new Error(`NATS ${version} is too old: install 2.10 or later.`);
}
