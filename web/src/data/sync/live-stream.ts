/** The server's live stream: hints that something has changed. Opened again whenever it ends. */
import type { Session } from '../session.ts';
import { SseReader } from './sse-reader.ts';

const HEARTBEAT_MS = 15_000;
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 60_000;
const HINTS = new Set(['ready', 'notes', 'members', 'labels', 'resync']);

export class LiveStream {
  readonly #session: Session;
  readonly #whenHinted: () => void;
  #end: AbortController | undefined;
  #lastId: string | undefined;

  constructor(session: Session, whenHinted: () => void) {
    this.#session = session;
    this.#whenHinted = whenHinted;
  }

  open(): void {
    this.#end = new AbortController();
    void this.#stayOpen(this.#end.signal);
  }

  close(): void {
    this.#end?.abort();
  }

  async #stayOpen(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      const wasReady = await this.#readOnce(signal).catch(() => false);
      failures = wasReady ? 0 : failures + 1;
      if (this.#session.state.status !== 'signed-in') return;
      await pause(Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + Math.random() / 2), signal);
    }
  }

  /** Whether the stream was opened. Resolves or rejects when it has ended. */
  async #readOnce(signal: AbortSignal): Promise<boolean> {
    const silence = new AbortController();
    const response = await fetch('/api/v1/stream', {
      headers: {
        authorization: `Bearer ${await this.#session.accessToken()}`,
        ...(this.#lastId !== undefined && { 'last-event-id': this.#lastId }),
      },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || !response.body) return false;
    const reader = new SseReader(({ id, event }) => {
      if (id !== undefined) this.#lastId = id;
      if (HINTS.has(event)) this.#whenHinted();
    });
    const chunks = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      // A connection without two heartbeats is dead.
      const timer = setTimeout(() => silence.abort(), 2 * HEARTBEAT_MS + 5_000);
      const { done, value } = await chunks.read().finally(() => clearTimeout(timer));
      if (done) return true;
      reader.push(value);
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
