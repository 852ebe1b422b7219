/** The broker's log over HTTP, as one process of Keep with its own secret. */
import {
  type Delivery, fetchDeliveries, getLog, publishEvents, purgeEvents, readEvents, type ReadFrom, type ReadPage, settleDeliveries, type Settlement,
} from '@keep/contracts/broker-internal-http'; // prettier-ignore
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { problem } from '@keep/contracts/problem';
import { Pool } from 'undici';
import { unavailable } from './app-error.ts';
import { callerHeader } from './callers.ts';
import type { ConsumerGroup } from './event-bus.ts';
import type { EventLogClient } from './event-log-client.ts';

export type HttpEventLogOptions = {
  brokerUrl: string;
  /** The service's name and its secret, by which the broker knows it. */
  name: string;
  secret: string;
};

/** Milliseconds; well above the heartbeat, so that only a lost broker is given up. */
const TIMEOUT = 8_000;

export class HttpEventLogClient implements EventLogClient {
  readonly #pool: Pool;
  readonly #authorization: string;
  #heardAt = Date.now();

  constructor({ brokerUrl, name, secret }: HttpEventLogOptions) {
    this.#pool = new Pool(brokerUrl, { headersTimeout: TIMEOUT, bodyTimeout: TIMEOUT, connect: { timeout: 2_000 } });
    this.#authorization = callerHeader(name, secret);
  }

  async append(events: readonly EventEnvelope[]): Promise<{ logId: string }> {
    return publishEvents.responses[200].schema.parse(await this.#call(publishEvents, publishEvents.path, { events }));
  }

  async logId(): Promise<string> {
    return getLog.responses[200].schema.parse(await this.#call(getLog, getLog.path)).logId;
  }

  async fetch({ name, subjects }: ConsumerGroup, limit: number, signal: AbortSignal): Promise<readonly Delivery[]> {
    const path = fetchDeliveries.path.replace('{name}', name);
    return fetchDeliveries.responses[200].schema.parse(
      await this.#call(fetchDeliveries, path, { subjects, limit }, signal),
    ).deliveries;
  }

  async settle(group: string, settlements: readonly Settlement[]): Promise<void> {
    await this.#call(settleDeliveries, settleDeliveries.path.replace('{name}', group), { settlements });
  }

  async read(subjects: readonly string[], from: ReadFrom, signal: AbortSignal): Promise<ReadPage> {
    const page = await this.#call(readEvents, readEvents.path, { subjects, from }, signal);
    this.#heardAt = Date.now();
    return readEvents.responses[200].schema.parse(page);
  }

  async purge(subject: string): Promise<void> {
    await this.#call(purgeEvents, purgeEvents.path, { subject });
  }

  silentSeconds(): number {
    return (Date.now() - this.#heardAt) / 1000;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #call(
    { method }: { method: 'GET' | 'POST' },
    path: string,
    body?: object,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const headers = { authorization: this.#authorization, 'content-type': 'application/json' };
    const { status, text } = await this.#pool
      .request({ method, path, headers, ...(body && { body: JSON.stringify(body) }), ...(signal && { signal }) })
      .then(async response => ({ status: response.statusCode, text: await response.body.text() }))
      .catch((error: unknown) => {
        throw unavailable('The broker cannot be reached.', error);
      });
    if (status >= 500) throw unavailable(`The broker answered ${status}.`);
    if (status >= 400) throw new Error(`The broker refuses ${method} ${path}: ${refusal(text)}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}

function refusal(text: string): string {
  const { code, detail } = problem.parse(JSON.parse(text));
  return `${code}, ${detail ?? ''}`;
}
