/** Compresses the answer of a service in the same process, whose app writes it to the client's response itself. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { compressedHeaders } from '../domain/compressible-answer.ts';
import type { AnswerCompression } from '../ports.ts';

/**
 * The kit sends a JSON answer by one `writeHead` with all its headers, and one `end` with the whole text: both wait here
 * for the compressed body. Whatever is sent otherwise passes as it is.
 */
export function compressInProcess(response: ServerResponse, compression: AnswerCompression): void {
  const writeHead = response.writeHead.bind(response);
  const end = response.end.bind(response);

  response.writeHead = ((status: number, headers: OutgoingHttpHeaders = {}) => {
    response.writeHead = writeHead;
    const answer = compression.begin(headers);
    if (!answer) return response.writeHead(status, headers);
    response.once('close', () => answer.abandon());
    response.end = ((text: string) => {
      response.end = end;
      answer.push(Buffer.from(text));
      void answer.end().then(body => {
        if (response.headersSent || response.destroyed) return;
        response.writeHead(status, compressedHeaders(headers, body.length)).end(body);
      });
      return response;
    }) as typeof end;
    return response;
  }) as typeof writeHead;
}
