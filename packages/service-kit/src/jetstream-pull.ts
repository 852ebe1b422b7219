/** One request for the next messages of a JetStream consumer, answered as soon as there are any. */
import { createInbox, type Msg, type NatsConnection, nanos } from '@nats-io/transport-node';
import { unavailable } from './app-error.ts';

export type PullRequest = { stream: string; consumer: string; limit: number; waitMillis: number };

/** The server ends the request itself; this is for a server that does not. */
const PATIENCE = 1_500;
/** Statuses that end a request: nothing there, and time over or no more for now. */
const ENDINGS = [404, 408];

/**
 * Waits for the first message, and takes those that are there with it; none when `waitMillis` are over.
 * Rejects when the consumer is gone. When `signal` aborts, it answers what has come.
 */
export function pull(
  connection: NatsConnection,
  { stream, consumer, limit, waitMillis }: PullRequest,
  signal: AbortSignal,
): Promise<Msg[]> {
  return new Promise((resolve, reject) => {
    const messages: Msg[] = [];
    const inbox = createInbox();
    const end = (failure?: string) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      subscription.unsubscribe();
      if (failure === undefined || messages.length > 0) resolve(messages);
      else reject(unavailable(failure));
    };
    const onAbort = () => end();
    const timer = setTimeout(() => end('JetStream does not answer.'), waitMillis + PATIENCE);
    const subscription = connection.subscribe(inbox, {
      callback(error, message) {
        if (error) return end(error.message);
        if (message.subject !== inbox) {
          messages.push(message);
          return messages.length === limit ? end() : undefined;
        }
        const { code = 0, description = '' } = message.headers ?? {};
        end(ENDINGS.includes(code) ? undefined : `JetStream has no consumer ${consumer}: ${code} ${description}`);
      },
    });
    if (signal.aborted) return end();
    signal.addEventListener('abort', onAbort);
    const request = { batch: limit, no_wait: true, expires: nanos(waitMillis) };
    connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, JSON.stringify(request), { reply: inbox });
  });
}

/** Where a delivered message stands: in the stream, and among what its consumer was given. */
export function positionOf({ reply = '' }: Msg): { sequence: number; nth: number } {
  const tokens = reply.split('.');
  // $JS.ACK.[<domain>.<account>.]<stream>.<consumer>.<deliveries>.<sequence>.<nth>.<time>.<pending>[.<random>]
  const [sequence, nth] = tokens.slice(tokens.length > 9 ? 7 : 5).map(Number);
  return { sequence: sequence ?? 0, nth: nth ?? 0 };
}
