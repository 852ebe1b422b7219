/** Which answers are compressed, and what that changes in their headers. */
import type { OutgoingHttpHeaders } from 'node:http';

/** Bytes. Below, the headers and the network's own packets weigh more than what would be saved. */
const MIN_BYTES = 1_024;

/** The bytes of a JSON answer that is worth compressing; undefined for every other answer. Names are in lower case. */
export function bytesToCompress(headers: Readonly<OutgoingHttpHeaders>): number | undefined {
  const type = headers['content-type'];
  if (typeof type !== 'string' || !type.startsWith('application/json')) return undefined;
  if (headers['content-encoding'] !== undefined) return undefined;
  const bytes = Number(headers['content-length']);
  return bytes >= MIN_BYTES ? bytes : undefined;
}

/** `headers` of the answer whose body became `bytes` of gzip. Its entity tag is weak: the bytes are not those it names. */
export function compressedHeaders<Headers extends Readonly<OutgoingHttpHeaders>>(headers: Headers, bytes: number) {
  const { etag } = headers;
  return {
    ...headers,
    ...(typeof etag === 'string' && !etag.startsWith('W/') && { etag: `W/${etag}` }),
    'content-encoding': 'gzip',
    'content-length': String(bytes),
  };
}
