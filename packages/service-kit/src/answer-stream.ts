/** Answers that stay open: server-sent events, written as they come to a reader who may be slow, or gone. */
import type { ServerResponse } from 'node:http';

/** What writes into an open answer. A closed one takes everything and does nothing. */
export type StreamWriter = {
  /** The reader has not taken what was written so far: write no more until `onDrain`. */
  readonly isBehind: boolean;
  /** Whoever writes on to a reader that stays behind has it cut off. */
  write(text: string): void;
  /** Writes a last text and closes the answer in good order. */
  end(text: string): void;
  /** Breaks the connection off. */
  cut(): void;
  onDrain(listener: () => void): void;
  /** Called once, whoever closes it. */
  onClose(listener: () => void): void;
};

/** Bytes that may wait for a reader. */
const BUFFER_LIMIT = 256 * 1024;

/** Emitted on the response when the head of a stream is sent: from then on it is no request that somebody waits for. */
export const STREAM_OPENED = 'stream-opened';

/** Sends the head of a stream, whose status and own headers are set already. */
export function openStream(response: ServerResponse): StreamWriter {
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  // Proxies such as nginx would collect what must go on at once.
  response.setHeader('x-accel-buffering', 'no');
  response.flushHeaders();
  response.emit(STREAM_OPENED);
  return {
    get isBehind() {
      return response.writableNeedDrain;
    },
    write(text) {
      if (response.writableEnded || response.destroyed) return;
      response.write(text);
      if (response.writableLength > BUFFER_LIMIT) response.destroy();
    },
    end: text => void response.end(text),
    cut: () => void response.destroy(),
    onDrain: listener => void response.on('drain', listener),
    onClose: listener => void response.once('close', listener),
  };
}
