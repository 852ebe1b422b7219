/** What notify needs from outside: somebody who reads. */
import type { StreamEventName } from '@keep/contracts/notify-http';
import type { LogPosition } from '@keep/service-kit/event-bus';

export type StreamMessage = {
  event: StreamEventName;
  data: Readonly<Record<string, unknown>>;
  /** What has been told when this was read; absent where that is not known. */
  position?: LogPosition | undefined;
};

/** The reader's end of an open stream. One that is gone takes everything and does nothing. */
export interface StreamReader {
  /** Has not taken what was sent so far: send no more until `onReady`. */
  readonly isBehind: boolean;
  send(message: StreamMessage): void;
  /** Says that the stream lives. */
  keepAlive(): void;
  /** Sends a last message and closes. */
  end(message: StreamMessage): void;
  /** Breaks the connection off. */
  cut(): void;
  /** Called each time it has caught up after having been behind. */
  onReady(listener: () => void): void;
  /** Called once, whoever closes the stream. */
  onGone(listener: () => void): void;
}
