/** A replica reached over HTTP, by undici's pools: streams both ways and holds each side back to the other's pace. */
import type { IncomingHttpHeaders } from 'node:http';
import { type Dispatcher, errors, Pool } from 'undici';
import { isPassedOn } from '../domain/answer-headers.ts';
import { compressedHeaders } from '../domain/compressible-answer.ts';
import type { CompressedAnswer, Forwarding, Outcome, Replica } from '../ports.ts';

/** Shorter than the services keep idle connections (65 s), so that no request meets one that is being closed. */
const KEEP_ALIVE = 30_000;
const CONNECT_TIMEOUT = 1_000;

export type UndiciReplicaOptions = {
  /** Connections at a time, beyond which requests wait for one. */
  connections: number;
};

export class UndiciReplica implements Replica {
  readonly address: string;
  readonly #pool: Pool;
  /** Streams hold their connection for minutes: they must not take those of the others. */
  readonly #streams: Pool;

  constructor(address: string, { connections }: UndiciReplicaOptions) {
    this.address = address;
    // No time-outs of undici's own: the deadline of the request decides.
    const options = {
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE,
      keepAliveMaxTimeout: KEEP_ALIVE,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: CONNECT_TIMEOUT },
    };
    this.#pool = new Pool(address, { ...options, connections });
    this.#streams = new Pool(address, options);
  }

  send(forwarding: Forwarding, declines: (status: number) => boolean): Promise<Outcome> {
    return new Promise(resolve => {
      const attempt = new Attempt(forwarding, declines, resolve);
      (forwarding.streaming ? this.#streams : this.#pool).dispatch(
        {
          path: forwarding.target,
          method: forwarding.method,
          headers: forwarding.headers as string[],
          body: forwarding.takeBody() ?? null,
        },
        attempt,
      );
      forwarding.cancellation.onCancel(() => attempt.cancel());
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.close(), this.#streams.close()]);
  }
}

/** One request on the way: undici calls it as the answer comes in. */
class Attempt implements Dispatcher.DispatchHandler {
  readonly #forwarding: Forwarding;
  readonly #declines: (status: number) => boolean;
  readonly #resolve: (outcome: Outcome) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #isDeclined = false;
  /** Where the answer is compressed: its head waits for its whole body. */
  #compressed: CompressedAnswer | undefined;
  #headers: IncomingHttpHeaders = {};

  constructor(forwarding: Forwarding, declines: (status: number) => boolean, resolve: (outcome: Outcome) => void) {
    this.#forwarding = forwarding;
    this.#declines = declines;
    this.#resolve = resolve;
  }

  /** The promise ends at once, also while the request still waits for a connection. */
  cancel(): void {
    this.#controller?.abort(new Error('cancelled'));
    this.#compressed?.abandon();
    if (this.#hasBegun) this.#forwarding.response.destroy();
    this.#resolve({ kind: 'cancelled' });
  }

  /** Whether something of this attempt's answer went out: the client can have no other answer then. */
  get #hasBegun(): boolean {
    return this.#status !== 0 && !this.#compressed;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#forwarding.cancellation.reason) controller.abort(new Error('cancelled'));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#isDeclined = this.#declines(status);
    if (this.#isDeclined) return;
    const { response, compression } = this.#forwarding;
    this.#status = status;
    this.#headers = headers;
    this.#compressed = compression?.begin(headers);
    if (this.#compressed) return;
    this.#writeHead(headers);
    if (!this.#forwarding.streaming || status >= 300) return;
    response.flushHeaders();
    this.#forwarding.streamOpened(status);
  }

  #writeHead(headers: IncomingHttpHeaders): void {
    const { request, response, answerHeaders } = this.#forwarding;
    const head = passedOn(headers, answerHeaders);
    // What is left of the body nobody reads any more.
    if (!request.complete) head.push('connection', 'close');
    response.writeHead(this.#status, head);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { response } = this.#forwarding;
    if (this.#compressed) return this.#compressed.push(chunk);
    if (this.#isDeclined || response.writableEnded || response.write(chunk)) return;
    controller.pause();
    response.once('drain', () => controller.resume());
  }

  onResponseEnd(): void {
    if (this.#isDeclined) return this.#resolve({ kind: 'declined' });
    if (this.#compressed) return void this.#endCompressed(this.#compressed);
    this.#forwarding.endAnswer();
    this.#resolve({ kind: 'answered', status: this.#status });
  }

  async #endCompressed(compressed: CompressedAnswer): Promise<void> {
    const body = await compressed.end();
    const { response, cancellation } = this.#forwarding;
    if (cancellation.reason || response.destroyed) return this.#resolve({ kind: 'cancelled' });
    this.#writeHead(compressedHeaders(this.#headers, body.length));
    response.write(body);
    this.#forwarding.endAnswer();
    this.#resolve({ kind: 'answered', status: this.#status });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#forwarding.cancellation.reason) return this.#resolve({ kind: 'cancelled' });
    if (this.#isDeclined) return this.#resolve({ kind: 'declined' });
    this.#compressed?.abandon();
    if (!this.#hasBegun) return this.#resolve({ kind: kindOf(error), error });
    this.#forwarding.response.destroy();
    this.#resolve({ kind: 'cut', error });
  }
}

function passedOn(headers: IncomingHttpHeaders, answerHeaders: readonly string[]): string[] {
  const head = [...answerHeaders];
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || !isPassedOn(name)) continue;
    if (typeof value === 'string') head.push(name, value);
    else for (const one of value) head.push(name, one);
  }
  return head;
}

/** A request that gets the error of a refused connection never had one: undici fails what waited for it. */
function kindOf(error: Error): 'unsendable' | 'unreached' | 'lost' {
  if (isOurs(error)) return 'unsendable';
  return 'code' in error && error.code === 'ECONNREFUSED' ? 'unreached' : 'lost';
}

function isOurs(error: Error): boolean {
  return error instanceof errors.InvalidArgumentError || error instanceof errors.RequestContentLengthMismatchError;
}
