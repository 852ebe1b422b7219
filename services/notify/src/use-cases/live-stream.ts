/** One open stream: what its reader has been told, and what is still to come when they can take no more at the moment. */
import type { EndReason } from '@keep/contracts/notify-http';
import type { LogPosition } from '@keep/service-kit/event-bus';
import type { RememberedHint } from '../domain/hint-memory.ts';
import type { KnownLog } from '../domain/known-log.ts';
import type { StreamReader } from '../ports.ts';

export type StreamOwner = { userId: string; sessionId: string };

export class LiveStream {
  readonly owner: StreamOwner;
  readonly #reader: StreamReader;
  readonly #log: KnownLog;
  /** The reader was told everything up to here; undefined before the log was first heard of. */
  #told: LogPosition | undefined;
  /** Something after `#told` waits for the reader, in the memory of the log alone. */
  #isWaiting = false;
  #wasBehind = false;

  /** `told` is what the reader says to have read. */
  constructor(owner: StreamOwner, reader: StreamReader, log: KnownLog, told: LogPosition | undefined) {
    this.owner = owner;
    this.#reader = reader;
    this.#log = log;
    this.#told = told ?? log.position;
    reader.onReady(() => this.#isWaiting && this.catchUp());
  }

  begin(endsAt: Date, heartbeatSeconds: number): void {
    const data = { endsAt: endsAt.toISOString(), heartbeatSeconds };
    this.#reader.send({ event: 'ready', data, position: this.#told });
    this.catchUp();
  }

  /** A hint that has just been recorded. */
  tell({ hint, sequence }: RememberedHint, logId: string): void {
    if (this.#isWaiting || (this.#told && (this.#told.logId !== logId || sequence <= this.#told.sequence))) return;
    if (this.#reader.isBehind) {
      this.#isWaiting = true;
      this.#told = { logId, sequence: sequence - 1 };
    } else {
      this.#told = { logId, sequence };
      this.#reader.send({ event: hint.event, data: hint.data, position: this.#told });
    }
  }

  /** Tells what is remembered after `#told`, as far as the reader takes it. */
  catchUp(): void {
    const known = this.#log.position;
    if (!known) return;
    this.#told ??= known;
    const continuation = this.#log.since(this.owner.userId, this.#told);
    if (continuation.kind !== 'known') return this.#resync(known, continuation.kind);
    this.#isWaiting = false;
    for (const remembered of continuation.hints) this.tell(remembered, known.logId);
  }

  /** Cuts off who has taken nothing since the heartbeat before. */
  heartbeat(): void {
    if (!this.#reader.isBehind) this.#reader.keepAlive();
    else if (this.#wasBehind) return this.#reader.cut();
    this.#wasBehind = this.#reader.isBehind;
  }

  end(reason: EndReason): void {
    // Who does not read would keep it open.
    if (this.#reader.isBehind) return this.#reader.cut();
    this.#reader.end({ event: 'end', data: { reason }, position: this.#isWaiting ? undefined : this.#told });
  }

  #resync(known: LogPosition, reason: 'too-long-ago' | 'another-log'): void {
    this.#isWaiting = false;
    this.#told = known;
    this.#reader.send({ event: 'resync', data: { reason }, position: known });
  }
}
