/** A service in the same process: its app is handed the request itself, with the headers that a replica would get. */
import type { IncomingHttpHeaders, IncomingMessage, RequestListener } from 'node:http';
import { STREAM_OPENED } from '@keep/service-kit/answer-stream';
import { compressInProcess } from './compress-in-process.ts';
import type { Forwarding, Outcome, Replica } from '../ports.ts';

export class InProcessReplica implements Replica {
  readonly address = 'in-process';
  readonly #app: RequestListener;

  constructor(app: RequestListener) {
    this.#app = app;
  }

  send(forwarding: Forwarding): Promise<Outcome> {
    const { request, response, answerHeaders, cancellation } = forwarding;
    replaceHeaders(request, forwarding.headers);
    for (let at = 0; at < answerHeaders.length; at += 2)
      response.appendHeader(answerHeaders[at] as string, answerHeaders[at + 1] as string);
    if (forwarding.compression) compressInProcess(response, forwarding.compression);
    return new Promise(resolve => {
      cancellation.onCancel(() => {
        if (response.headersSent) response.destroy();
        resolve({ kind: 'cancelled' });
      });
      response.once(STREAM_OPENED, () => forwarding.streamOpened(response.statusCode));
      response.once('close', () => resolve(endOf(response)));
      this.#app(request, response);
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function endOf(response: Forwarding['response']): Outcome {
  if (response.writableFinished) return { kind: 'answered', status: response.statusCode };
  return { kind: 'cut', error: new Error('the answer was broken off') };
}

/** The framing of the body stays as it came: the app reads the same stream. */
function replaceHeaders(request: IncomingMessage, headers: readonly string[]): void {
  const replaced: IncomingHttpHeaders = {};
  const framing = request.headers['transfer-encoding'];
  if (framing !== undefined) replaced['transfer-encoding'] = framing;
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string;
    const value = headers[at + 1] as string;
    const before = replaced[name];
    replaced[name] = typeof before === 'string' ? `${before}, ${value}` : value;
  }
  request.headers = replaced;
}
