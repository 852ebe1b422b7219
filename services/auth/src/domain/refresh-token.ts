/**
 * Refresh tokens: `base64url(session id, 16 bytes | secret, 32 bytes | tag, 16 bytes)`.
 * The tag proves that a token was made here for that session, however old it is, so that its reuse is noticed without
 * keeping a row for each token. The successor is derived from the spent token, so that every retry finds the same one.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type RefreshToken = { sessionId: string; text: string };

const ID_BYTES = 16;
const SECRET_BYTES = 32;
const TAG_BYTES = 16;
const TOKEN_BYTES = ID_BYTES + SECRET_BYTES + TAG_BYTES;

/** The token that a new session begins with; `secret` is 32 random bytes, `key` the server's own. */
export function firstRefreshToken(sessionId: string, secret: Buffer, key: Buffer): RefreshToken {
  const head = Buffer.concat([Buffer.from(sessionId.replaceAll('-', ''), 'hex'), secret]);
  return { sessionId, text: Buffer.concat([head, tagOf(head, key)]).toString('base64url') };
}

export function successorOf(spent: RefreshToken, key: Buffer): RefreshToken {
  const secret = createHmac('sha256', key).update('successor\n').update(spent.text).digest();
  return firstRefreshToken(spent.sessionId, secret, key);
}

/** The token that `text` is, or undefined when it was not made here. */
export function readRefreshToken(text: string | undefined, key: Buffer): RefreshToken | undefined {
  const bytes = Buffer.from(text ?? '', 'base64url');
  if (bytes.length !== TOKEN_BYTES || bytes.toString('base64url') !== text) return undefined;
  const head = bytes.subarray(0, ID_BYTES + SECRET_BYTES);
  if (!timingSafeEqual(bytes.subarray(head.length), tagOf(head, key))) return undefined;
  return { sessionId: formatUuid(head.subarray(0, ID_BYTES)), text };
}

/** What is stored of a token. It is random, so a plain hash is enough. */
export function hashRefreshToken(token: RefreshToken): string {
  return createHash('sha256').update(token.text).digest('hex');
}

function tagOf(head: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key).update('tag\n').update(head).digest().subarray(0, TAG_BYTES);
}

function formatUuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
