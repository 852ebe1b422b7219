/** The cookie that holds a browser's refresh token, and who may make a browser send it. */
import type { IncomingHttpHeaders } from 'node:http';
import { API_BASE } from '@keep/contracts/route';
import { crossSite } from '../domain/account-errors.ts';

const NAME = 'keep_refresh';

export type RefreshCookie = {
  set(refreshToken: string): string;
  clear(): string;
};

/** `maxAge` in milliseconds; `isSecure` where people reach Keep by https. */
export function makeRefreshCookie(isSecure: boolean, maxAge: number): RefreshCookie {
  const attributes = `HttpOnly; SameSite=Strict; Path=${API_BASE}/auth${isSecure ? '; Secure' : ''}`;
  return {
    set: refreshToken => `${NAME}=${refreshToken}; ${attributes}; Max-Age=${Math.floor(maxAge / 1_000)}`,
    clear: () => `${NAME}=; ${attributes}; Max-Age=0`,
  };
}

export function readRefreshCookie({ cookie = '' }: IncomingHttpHeaders): string | undefined {
  for (const pair of cookie.split(';')) {
    const [name, value] = pair.trim().split('=');
    if (name === NAME && value) return value;
  }
  return undefined;
}

/** Browsers say where a request comes from; other clients say nothing, and have no cookie to be abused. */
export function refuseCrossSite(headers: IncomingHttpHeaders): void {
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') throw crossSite();
}
