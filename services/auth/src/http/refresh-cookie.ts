/** The cookie that holds a browser's refresh token. */
import type { IncomingHttpHeaders } from 'node:http';
import { API_BASE } from '@keep/contracts/route';
import { AppError } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';

/** Where people reach Keep by https, browsers take a cookie of this name from https alone (RFC 6265bis, 4.1.3.1). */
const SECURE_NAME = '__Secure-keep_refresh';
const PLAIN_NAME = 'keep_refresh';

export type RefreshCookie = {
  /** The values of `Set-Cookie`. */
  set(refreshToken: string): string[];
  clear(): string[];
  /** Throws a 400 for two refresh cookies: one of them was planted. */
  read(headers: IncomingHttpHeaders): string | undefined;
};

export type RefreshCookieOptions = {
  /** Whether people reach Keep by https. */
  isSecure: boolean;
  /** Milliseconds. */
  maxAge: number;
  /** On https, cookies of the plain name, which older versions set, are read until then. */
  plainNameUntil: Date;
  clock: Clock;
};

export function makeRefreshCookie({ isSecure, maxAge, plainNameUntil, clock }: RefreshCookieOptions): RefreshCookie {
  const attributes = `HttpOnly; SameSite=Strict; Path=${API_BASE}/auth${isSecure ? '; Secure' : ''}`;
  const name = isSecure ? SECURE_NAME : PLAIN_NAME;
  const cleared = (one: string) => `${one}=; ${attributes}; Max-Age=0`;
  const clearedPlain = isSecure ? [cleared(PLAIN_NAME)] : [];
  return {
    set: token => [`${name}=${token}; ${attributes}; Max-Age=${Math.floor(maxAge / 1_000)}`, ...clearedPlain],
    clear: () => [cleared(name), ...clearedPlain],
    read({ cookie = '' }) {
      const token = onlyValue(cookie, name);
      return token === undefined && isSecure && clock() < plainNameUntil ? onlyValue(cookie, PLAIN_NAME) : token;
    },
  };
}

function onlyValue(header: string, name: string): string | undefined {
  const values = header.split(';').flatMap(pair => {
    const [key, value] = pair.trim().split('=');
    return key === name && value ? [value] : [];
  });
  if (values.length > 1)
    throw new AppError('malformed', 'malformed-header', `Send one cookie ${name}: clear the cookies of this site.`);
  return values[0];
}
