/** A signed-in session with a Keep, here or elsewhere, over its public API. */
import { problem } from '@keep/contracts/problem';
import { signedIn } from '@keep/contracts/auth-http';
import { API_BASE } from '@keep/contracts/route';
import { RequestFailed } from '@keep/transfer/import-client';
import { KeepError } from '../keep-error.ts';
import { readAnswer } from './read-answer.ts';

export type KeepSession = {
  user: { id: string; email: string };
  /** The answer's JSON, undefined for 204. Throws `RequestFailed` for any other answer than success, and for none. */
  request(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Signs out. Does not throw: a session that cannot be ended now ends by itself. */
  end(): Promise<void>;
};

const TIMEOUT = 60_000;
/** Milliseconds before its end at which an access token counts as due. */
const REFRESH_EARLY = 30_000;

/** Throws a `KeepError` with the remedy when there is no such server or account. */
export async function openSession(url: string, email: string, password: string): Promise<KeepSession> {
  let tokens = await signIn(url, email, password);
  const { user } = tokens;

  async function refresh(): Promise<void> {
    const body = { refreshToken: tokens.refreshToken };
    tokens = readTokens(await call(url, 'POST', '/auth/refresh', { body }));
  }

  async function request(method: string, path: string, body?: unknown): Promise<unknown> {
    if (Date.now() > tokens.dueAt) await refresh();
    try {
      return await call(url, method, path, { token: tokens.accessToken, body });
    } catch (error) {
      if (!(error instanceof RequestFailed) || error.status !== 401) throw error;
      await refresh();
      return call(url, method, path, { token: tokens.accessToken, body });
    }
  }

  async function end(): Promise<void> {
    await call(url, 'POST', '/auth/sign-out', { body: { refreshToken: tokens.refreshToken } }).catch(() => undefined);
  }

  return { user, request, end };
}

async function signIn(url: string, email: string, password: string) {
  try {
    return readTokens(await call(url, 'POST', '/auth/sign-in', { body: { email, password, transport: 'body' } }));
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    if (error.status === null) throw new KeepError(`${error.message} Start it with npm start, or name it with --url.`);
    if (error.status === 401)
      throw new KeepError(`The address or the password is wrong: nobody signs in at ${url} so.`);
    throw new KeepError(`Keep at ${url} does not let you sign in: ${error.message}`);
  }
}

function readTokens(answer: unknown) {
  const { user, accessToken, refreshToken, expiresIn } = readAnswer(signedIn, answer);
  return { user, accessToken, refreshToken, dueAt: Date.now() + expiresIn * 1000 - REFRESH_EARLY };
}

type Call = { token?: string; body?: unknown };

async function call(url: string, method: string, path: string, { token, body }: Call): Promise<unknown> {
  const response = await fetch(`${url}${API_BASE}${path}`, {
    method,
    headers: {
      'user-agent': 'keep-import',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT),
  }).catch(() => null);
  const text = await response?.text().catch(() => null);
  if (!response || typeof text !== 'string') throw new RequestFailed(`Keep at ${url} does not answer.`, null);
  if (response.ok) return parse(text);
  throw new RequestFailed(reasonOf(response, text), response.status, retryAfterOf(response));
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(response: Response, text: string): string {
  const location = response.headers.get('location');
  if (location) return `it sends elsewhere: name ${location} with --url.`;
  const read = problem.safeParse(parse(text));
  if (!read.success) return `it answers ${response.status}.`;
  return `${read.data.detail ?? read.data.title} (${read.data.code})`;
}

/** Milliseconds; the header holds seconds or a date (RFC 9110, section 10.2.3). */
function retryAfterOf(response: Response): number | null {
  const header = response.headers.get('retry-after');
  if (header === null) return null;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? null : Math.max(milliseconds, 0);
}
