/** A process that makes load: one read of a page of notes after the other, every tenth request a new note. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, HttpConnection } from '@keep/testing/http-connection';
import type { Caller, LoadOrder, LoadReport } from './load-order.ts';

/** Milliseconds between bursts of an open load. */
const TICK = 5;
const WRITE_EVERY = 10;

class Tally {
  readonly #served: number[] = [];
  readonly #refused: number[] = [];
  readonly #failures: Record<string, number> = {};
  #inTime: number | undefined;
  sent = 0;

  /** What is served from now on is late; the first word counts. */
  endTime(): void {
    this.#inTime ??= this.#served.length;
  }

  note({ status, hasRetryAfter }: Answer, millis: number): void {
    if (status < 300) this.#served.push(millis);
    else if ((status === 503 || status === 429) && hasRetryAfter) this.#refused.push(millis);
    else this.fail(String(status));
  }

  fail(how: string): void {
    this.#failures[how] = (this.#failures[how] ?? 0) + 1;
  }

  /** Of a time of so many seconds. */
  report(seconds: number): LoadReport {
    return {
      offered: this.sent / seconds,
      served: (this.#inTime ?? 0) / seconds,
      servedWithin: percentile99(this.#served),
      refused: this.#refused.length / seconds,
      refusedWithin: percentile99(this.#refused),
      failures: this.#failures,
    };
  }
}

function percentile99(millis: number[]): number {
  return millis.toSorted((a, b) => a - b)[Math.floor(millis.length * 0.99)] ?? 0;
}

/** Connections are kept, and as many are made as there are requests at a time. */
class Client {
  readonly #address: URL;
  readonly #callers: readonly Caller[];
  readonly #tally: Tally;
  readonly #idle: HttpConnection[] = [];

  constructor({ url, callers }: LoadOrder, tally: Tally) {
    this.#address = new URL(url);
    this.#callers = callers;
    this.#tally = tally;
  }

  async ask(): Promise<void> {
    const request = this.#requestOf(this.#tally.sent++);
    const { hostname, port } = this.#address;
    const sentAt = performance.now();
    const connection = this.#idle.pop() ?? new HttpConnection(hostname, Number(port));
    try {
      this.#tally.note(await connection.send(request, false), performance.now() - sentAt);
      if (connection.isOpen) this.#idle.push(connection);
      else connection.close();
    } catch (error) {
      this.#tally.fail(error instanceof Error ? error.message : String(error));
    }
  }

  close(): void {
    for (const connection of this.#idle) connection.close();
  }

  #requestOf(turn: number): string {
    const { token, address } = this.#callers[turn % this.#callers.length] as Caller;
    const head = `host: ${this.#address.host}\r\nauthorization: Bearer ${token}\r\nx-forwarded-for: ${address}\r\n`;
    if (turn % WRITE_EVERY !== 0) return `GET /api/v1/notes?limit=50 HTTP/1.1\r\n${head}\r\n`;
    const body = `{"title":"note ${turn}"}`;
    return `POST /api/v1/notes HTTP/1.1\r\n${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  }
}

/** What is served when the time is over is late: only how long it took counts. */
async function run(order: LoadOrder): Promise<LoadReport> {
  const tally = new Tally();
  const client = new Client(order, tally);
  const ask = () => client.ask();
  const until = performance.now() + order.seconds * 1_000;
  const late =
    order.kind === 'closed' ? keepAsking(ask, order.connections, until) : await offer(ask, order.rate, until);
  if (order.kind === 'open') tally.endTime();
  await Promise.all(late);
  tally.endTime();
  client.close();
  return tally.report(order.seconds);
}

/** Answers what is under way: as many as there are connections. */
function keepAsking(ask: () => Promise<void>, connections: number, until: number): readonly Promise<void>[] {
  return Array.from({ length: connections }, async () => {
    while (performance.now() < until) await ask();
  });
}

/** Resolves when the time is over, with what is under way then. */
async function offer(ask: () => Promise<void>, rate: number, until: number): Promise<ReadonlySet<Promise<void>>> {
  const start = performance.now();
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  for (let now = start; now < until; now = performance.now()) {
    for (const due = ((now - start) * rate) / 1_000; sent < due; sent += 1) {
      const one = ask().finally(() => underWay.delete(one));
      underWay.add(one);
    }
    await delay(TICK);
  }
  return underWay;
}

process.on('message', (order: LoadOrder) => void run(order).then(report => process.send?.(report)));
process.on('disconnect', () => process.exit());
