/** A reader as an open HTTP answer: messages as server-sent events (HTML standard, 9.2). */
import type { StreamWriter } from '@keep/service-kit/answer-stream';
import { isPlace, toEventId } from '../domain/position.ts';
import type { StreamMessage, StreamReader } from '../ports.ts';

/** Milliseconds after which a reader whose connection broke comes back. */
const RETRY = 1_000;

export function httpStreamReader(writer: StreamWriter): StreamReader {
  // Within the first event: some clients take each blank line for the end of a message.
  let opening = `retry: ${RETRY}\n`;
  const next = (message: StreamMessage) => {
    const text = opening + eventOf(message);
    opening = '';
    return text;
  };
  return {
    get isBehind() {
      return writer.isBehind;
    },
    send: message => writer.write(next(message)),
    keepAlive: () => writer.write(':\n'),
    end: message => writer.end(next(message)),
    cut: () => writer.cut(),
    onReady: listener => writer.onDrain(listener),
    onGone: listener => writer.onClose(listener),
  };
}

function eventOf({ event, data, position }: StreamMessage): string {
  const id = position && isPlace(position) ? `id: ${toEventId(position)}\n` : '';
  return `${id}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
