/** One keep-alive HTTP/1.1 connection that costs so little that the load does not measure itself. */
import { connect, type Socket } from 'node:net';

export type Answer = { status: number; hasRetryAfter: boolean; body: string };
type Waiting = { wantsBody: boolean; resolve: (answer: Answer) => void; reject: (error: Error) => void };

const HEAD_END = '\r\n\r\n';

/** Knows what Keep and the limit send: a head, and a body of a stated length. */
export class HttpConnection {
  readonly #socket: Socket;
  #waiting: Waiting | undefined;
  #head: Buffer = Buffer.alloc(0);
  #status = 0;
  #hasRetryAfter = false;
  #isClosing = false;
  #missing = 0;
  #body: Buffer[] = [];

  constructor(host: string, port: number) {
    this.#socket = connect({ host, port, noDelay: true });
    this.#socket.on('data', chunk => this.#take(chunk));
    this.#socket.on('error', error => this.#waiting?.reject(error));
    this.#socket.on('close', () => this.#waiting?.reject(new Error('The connection was closed.')));
  }

  /** False once either side has said that nothing more will be sent. */
  get isOpen(): boolean {
    return !this.#isClosing && this.#socket.writable;
  }

  /** Sends a whole request; one at a time. The body of the answer is empty unless it is wanted. */
  send(request: string, wantsBody: boolean): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { wantsBody, resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    if (this.#status !== 0) return this.#takeBody(chunk);
    const head = this.#head.length > 0 ? Buffer.concat([this.#head, chunk]) : chunk;
    const end = head.indexOf(HEAD_END);
    if (end === -1) {
      this.#head = head;
      return;
    }
    const text = head.toString('latin1', 0, end);
    this.#head = Buffer.alloc(0);
    this.#status = Number(text.slice(9, 12));
    if (this.#status >= 400) {
      this.#hasRetryAfter = /\r\nretry-after: *\d/i.test(text);
      this.#isClosing = /\r\nconnection: *close/i.test(text);
    }
    this.#missing = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
    this.#takeBody(head.subarray(end + HEAD_END.length));
  }

  #takeBody(chunk: Buffer): void {
    this.#missing -= chunk.length;
    if (this.#waiting?.wantsBody) this.#body.push(chunk);
    if (this.#missing > 0) return;
    const body = Buffer.concat(this.#body).toString();
    const answer = { status: this.#status, hasRetryAfter: this.#hasRetryAfter, body };
    const waiting = this.#waiting;
    this.#status = 0;
    this.#hasRetryAfter = false;
    this.#body = [];
    this.#waiting = undefined;
    waiting?.resolve(answer);
  }
}
