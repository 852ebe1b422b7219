/** The cookie by which a browser is known to the accounts that signed in with it; it survives signing out. */
import type { IncomingHttpHeaders } from 'node:http';
import { API_BASE } from '@keep/contracts/route';

export type DeviceCookie = {
  /** What `Set-Cookie` says; the newest token first. */
  set(tokens: readonly string[]): string;
  /** The tokens of however many cookies of the name: they give no access. */
  read(headers: IncomingHttpHeaders): string[];
};

/** Accounts of one browser; beyond that, the one that signed in the longest ago is forgotten. */
const MAX_TOKENS = 8;
const TOKEN = /^[\w-]{43}$/;
/** Seconds; the longest that browsers keep a cookie. */
const MAX_AGE = 400 * 86_400;

/** `isSecure` where people reach Keep by https. */
export function makeDeviceCookie(isSecure: boolean): DeviceCookie {
  const name = isSecure ? '__Secure-keep_device' : 'keep_device';
  const attributes = `HttpOnly; SameSite=Strict; Path=${API_BASE}/auth${isSecure ? '; Secure' : ''}`;
  return {
    set: tokens => `${name}=${tokens.slice(0, MAX_TOKENS).join('.')}; ${attributes}; Max-Age=${MAX_AGE}`,
    read({ cookie = '' }) {
      const values = cookie.split(';').map(pair => pair.trim().split('='));
      const tokens = values.flatMap(([key, value = '']) => (key === name ? value.split('.') : []));
      return tokens.filter(token => TOKEN.test(token)).slice(0, MAX_TOKENS);
    },
  };
}
