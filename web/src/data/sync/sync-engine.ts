/**
 * Keeps the device in step with the server: sends what waits, reads what has changed, and asks again when the live stream
 * hints at something. One tab of an account does this at a time.
 */
import type { ChangesPage, OperationResult, SentOperation } from '@keep/contracts/notes-http';
import { ApiProblem, isTransient, NoAnswer } from '../api-problem.ts';
import type { NoteStore } from '../note-store.ts';
import type { Session } from '../session.ts';
import { Subscribers } from '../subscribers.ts';
import { LiveStream } from './live-stream.ts';
import { settleBatch } from './settle-batch.ts';
import { beginAnew, CURSOR, takeChanges } from './take-changes.ts';
import { MAX_OPERATIONS, takeBatch } from './take-batch.ts';

/** `offline`: the server does not answer. `paused`: the session has ended, or another tab does the work. */
export type SyncStatus = 'idle' | 'working' | 'offline' | 'paused';

const PAGE = 100;
const POLL_MS = 60_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

export class SyncEngine {
  readonly #store: NoteStore;
  readonly #session: Session;
  readonly #stream: LiveStream;
  readonly #subscribers = new Subscribers();
  readonly #end = new AbortController();
  #status: SyncStatus = 'paused';
  #hasSynced = false;
  #isRunning = false;
  #isWanted = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: NoteStore, session: Session) {
    this.#store = store;
    this.#session = session;
    this.#stream = new LiveStream(session, () => this.wake());
    store.whenChanged = () => this.#whenChanged();
  }

  readonly subscribe = this.#subscribers.subscribe;
  readonly status = (): SyncStatus => this.#status;
  /** Whether the device has had everything of the server once since this tab was opened. */
  readonly hasSynced = (): boolean => this.#hasSynced;

  /** Works from now on, as soon as no other tab of the account does. */
  start(): void {
    const { signal } = this.#end;
    addEventListener('online', () => this.wake(), { signal });
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.wake(), {
      signal,
    });
    void this.#lead().catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  stop(): void {
    this.#end.abort();
    this.#stream.close();
    clearTimeout(this.#timer);
  }

  /** Synchronises now, however long the pause would have lasted. */
  wake(): void {
    this.#failures = 0;
    this.#isWanted = true;
    void this.#run();
  }

  /** Without Web Locks every tab leads: operation ids make that safe. */
  async #lead(): Promise<void> {
    const { signal } = this.#end;
    const { locks } = navigator as { locks?: LockManager };
    const work = () =>
      new Promise<void>(resolve => {
        signal.addEventListener('abort', () => resolve());
        this.#setStatus('idle');
        this.#stream.open();
        this.wake();
      });
    if (locks) await locks.request(`keep-sync-${this.#store.userId}`, { signal }, work);
    else await work();
  }

  #whenChanged(): void {
    if (this.#status === 'paused') return;
    this.#isWanted = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#isRunning || this.#status === 'paused' || this.#end.signal.aborted) return;
    this.#isRunning = true;
    clearTimeout(this.#timer);
    try {
      while (this.#isWanted) {
        this.#isWanted = false;
        await this.#push();
        await this.#pull();
      }
      this.#failures = 0;
      this.#hasSynced = true;
      this.#setStatus('idle');
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#isRunning = false;
      this.#later();
    }
  }

  async #push(): Promise<void> {
    for (let limit = MAX_OPERATIONS; ;) {
      const operations = await takeBatch(this.#store, limit);
      if (operations.length === 0) return;
      this.#setStatus('working');
      const results = await this.#send(operations);
      // Refused as a whole: one by one, the operation that is at fault is found.
      if (results === 'refused') limit = 1;
      else if (!(await settleBatch(this.#store, results)).isComplete) {
        if (limit === 1) throw new NoAnswer('Some operations have to be sent again.');
        limit = 1;
      }
    }
  }

  async #send(operations: readonly SentOperation[]): Promise<OperationResult[] | 'refused'> {
    try {
      const answer = await this.#session.request({ method: 'POST', path: '/api/v1/notes/batch', body: { operations } });
      return (answer as { results: OperationResult[] }).results;
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status === 401 || isTransient(error.status)) throw error;
      const [only, ...others] = operations;
      if (!only || others.length > 0) return 'refused';
      return [{ opId: only.opId, status: error.status, problem: error.problem }];
    }
  }

  async #pull(): Promise<void> {
    let isAnew = false;
    for (let hasMore = true; hasMore;) {
      const since = await this.#store.meta(CURSOR);
      isAnew ||= since === undefined;
      const query = typeof since === 'string' ? `&since=${encodeURIComponent(since)}` : '';
      const page = await this.#readPage(`/api/v1/notes/changes?limit=${PAGE}${query}`);
      if (!page) {
        await beginAnew(this.#store);
        continue;
      }
      const brings = page.changes.length > 0 || page.labels !== null || page.cursor !== since;
      if (brings || isAnew) await takeChanges(this.#store, page, isAnew);
      hasMore = page.more;
    }
  }

  /** Undefined where the server cannot go on from the cursor. */
  async #readPage(path: string): Promise<ChangesPage | undefined> {
    try {
      return (await this.#session.request({ method: 'GET', path })) as ChangesPage;
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'cursor-too-old') return undefined;
      throw error;
    }
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    this.#setStatus(error instanceof ApiProblem && error.status === 401 ? 'paused' : 'offline');
    if (!(error instanceof ApiProblem || error instanceof NoAnswer || error instanceof DOMException)) throw error;
  }

  #later(): void {
    clearTimeout(this.#timer);
    if (this.#status === 'paused' || this.#end.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#isWanted = true;
      void this.#run();
    }, this.#pauseMs());
  }

  /** Doubles with each failure, with jitter, so that a server that comes back is not met by all clients at once. */
  #pauseMs(): number {
    if (this.#failures === 0) return POLL_MS;
    const pause = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    return pause * (0.5 + Math.random() / 2);
  }

  #setStatus(status: SyncStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#subscribers.notify();
  }
}
