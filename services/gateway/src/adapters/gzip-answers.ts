/** Compresses answers with gzip: short ones at once, longer ones on the thread pool, and only so many bytes at a time. */
import type { OutgoingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { bytesToCompress } from '../domain/compressible-answer.ts';
import type { AnswerCompression, CompressedAnswer } from '../ports.ts';

const gzipOnThreadPool = promisify(gzip);

/** Level 6 takes three to five times as long, and saves a tenth more. */
const OPTIONS = { level: 1 };
/** Bytes that take some 30 µs, as long as handing them to a thread and taking them back. */
const AT_ONCE = 8 * 1024;
/** Bytes that are held for the threads at a time: some 60 ms of work. Whatever comes meanwhile passes as it is. */
const MAX_HELD_BYTES = 16 * 1024 * 1024;

export class GzipAnswers implements AnswerCompression {
  #heldBytes = 0;

  begin(headers: Readonly<OutgoingHttpHeaders>): CompressedAnswer | undefined {
    const bytes = bytesToCompress(headers);
    if (bytes === undefined) return undefined;
    if (bytes <= AT_ONCE) return new GzipAnswer(gzipAtOnce, () => undefined);
    if (this.#heldBytes + bytes > MAX_HELD_BYTES) return undefined;
    this.#heldBytes += bytes;
    return new GzipAnswer(gzipOnThreads, () => (this.#heldBytes -= bytes));
  }
}

class GzipAnswer implements CompressedAnswer {
  readonly #compress: (body: Buffer) => Promise<Buffer>;
  readonly #release: () => void;
  #chunks: Buffer[] = [];
  #isOver = false;

  constructor(compress: (body: Buffer) => Promise<Buffer>, release: () => void) {
    this.#compress = compress;
    this.#release = release;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  async end(): Promise<Buffer> {
    const [first = Buffer.alloc(0), ...others] = this.#chunks;
    try {
      return await this.#compress(others.length === 0 ? first : Buffer.concat(this.#chunks));
    } finally {
      this.abandon();
    }
  }

  abandon(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#chunks = [];
    this.#release();
  }
}

function gzipAtOnce(body: Buffer): Promise<Buffer> {
  return Promise.resolve(gzipSync(body, OPTIONS));
}

function gzipOnThreads(body: Buffer): Promise<Buffer> {
  return gzipOnThreadPool(body, OPTIONS);
}
