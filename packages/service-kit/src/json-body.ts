/** Reads a JSON body within a limit; refuses what is compressed, not JSON, or not UTF-8. */
import type { IncomingMessage } from 'node:http';
import { AppError } from './app-error.ts';
import { assertStorable } from './parse-input.ts';

/** One for all bodies: it keeps nothing of them. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

export type JsonBody = { value: unknown; bytes: Buffer };

/** Undefined when the request has no body. Throws 400, 413, 415 or 422. */
export async function readJsonBody(request: IncomingMessage, limit: number): Promise<JsonBody | undefined> {
  const length = request.headers['content-length'];
  const hasBody = request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
  if (!hasBody) return undefined;
  assertJsonType(request);
  if (Number(length ?? 0) > limit) throw tooLarge(limit);
  const bytes = await readBytes(request, limit);
  if (bytes.length === 0) return undefined;
  const value = parseJson(bytes);
  assertStorable(value);
  return { value, bytes };
}

function assertJsonType(request: IncomingMessage): void {
  const encoding = request.headers['content-encoding'];
  const [type, ...parameters] = (request.headers['content-type'] ?? '')
    .toLowerCase()
    .split(';')
    .map(part => part.trim());
  const charset = parameters
    .find(parameter => parameter.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (
    type === 'application/json' &&
    (!charset || charset === 'utf-8' || charset === 'utf8') &&
    (!encoding || encoding === 'identity')
  )
    return;
  throw new AppError(
    'unsupported-media-type',
    'unsupported-media-type',
    'Send the body as application/json in UTF-8, not compressed.',
  );
}

/** By events: an asynchronous iterator would cost a short body several times what reading it does. */
function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      request.pause();
      reject(tooLarge(limit));
    });
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    const cut = (cause?: Error) =>
      reject(new AppError('malformed', 'malformed-request', 'The request ended before its body did.', { cause }));
    request.once('error', cut);
    request.once('close', () => {
      if (!request.readableEnded) cut();
    });
  });
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    throw new AppError('malformed', 'malformed-json', 'The body is not valid JSON in UTF-8.', { cause });
  }
}

function tooLarge(limit: number): AppError {
  return new AppError('too-large', 'body-too-large', `The body may have at most ${limit} bytes.`, {
    headers: { connection: 'close' },
  });
}
