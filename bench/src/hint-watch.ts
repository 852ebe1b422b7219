/** Opens live streams, saves notes, and tells how long after the answer each stream was told. */
import { Agent, type ClientRequest, get, type IncomingMessage } from 'node:http';
import { randomUUID } from 'node:crypto';
import { call } from '@keep/testing/call';

/** Milliseconds after which a hint counts as lost. */
const PATIENCE = 30_000;

type Awaited = { left: number; told: number[]; done: () => void };

export class HintWatch {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  readonly #requests: ClientRequest[] = [];
  /** By the id of the note. */
  readonly #awaited = new Map<string, Awaited>();

  constructor(url: string) {
    this.#url = url;
  }

  /** Resolves once all of them are ready. */
  async open(authorization: string, count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#openOne(authorization)));
  }

  /** Saves a note of somebody with so many streams; milliseconds from its answer to each hint, 0 for those before it. */
  async save(authorization: string, streams: number): Promise<number[]> {
    const id = randomUUID();
    const told: number[] = [];
    const allTold = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('A hint never came.')), PATIENCE);
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#awaited.set(id, { left: streams, told, done });
    });
    const { status } = await call(this.#url, 'POST /api/v1/notes', { headers: { authorization }, body: { id, title: 'A note' } }); // prettier-ignore
    const answeredAt = performance.now();
    if (status !== 201) throw new Error(`A note was refused with ${status}.`);
    await allTold;
    this.#awaited.delete(id);
    return told.map(at => Math.max(0, at - answeredAt));
  }

  close(): void {
    for (const request of this.#requests) request.destroy();
    this.#agent.destroy();
  }

  #openOne(authorization: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const options = { agent: this.#agent, headers: { authorization } };
      const request = get(`${this.#url}/api/v1/stream`, options, response => {
        if (response.statusCode === 200) this.#read(response, resolve);
        else reject(new Error(`A stream was refused with ${response.statusCode}.`));
      });
      // What is broken off at the end, or never answered, shows as a hint that never came.
      request.on('error', reject);
      this.#requests.push(request);
    });
  }

  #read(response: IncomingMessage, onReady: () => void): void {
    response.setEncoding('utf8').on('error', () => undefined);
    response.on('data', (chunk: string) => {
      if (chunk.includes('event: ready')) onReady();
      for (const [, id = ''] of chunk.matchAll(/"noteId":"([^"]+)"/g)) this.#tell(id);
    });
  }

  #tell(noteId: string): void {
    const awaited = this.#awaited.get(noteId);
    if (!awaited) return;
    awaited.told.push(performance.now());
    awaited.left -= 1;
    if (awaited.left === 0) awaited.done();
  }
}
