/** One request of the API: JSON in, JSON out, refusals as `ApiProblem`, silence as `NoAnswer`. */
import { ApiProblem, NoAnswer, type Problem } from './api-problem.ts';

const TIMEOUT_MS = 30_000;

export type JsonRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the root: `/api/v1/notes`. */
  path: string;
  body?: unknown;
  accessToken?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
};

/** The parsed body of a 2xx answer; undefined where there is none. Throws `ApiProblem` or `NoAnswer`. */
export async function requestJson({ method, path, body, accessToken, headers, signal }: JsonRequest): Promise<unknown> {
  const response = await send(path, {
    method,
    credentials: 'same-origin',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) : AbortSignal.timeout(TIMEOUT_MS),
  });
  const value = await readJson(response);
  if (response.ok) return value;
  throw new ApiProblem(problemOf(response.status, value), Number(response.headers.get('retry-after')) || undefined);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (cause) {
    throw new NoAnswer('The server did not answer.', { cause });
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch (cause) {
    throw new NoAnswer('The answer was cut off.', { cause });
  }
}

/** A proxy in between may answer something other than a problem document. */
function problemOf(status: number, value: unknown): Problem {
  if (typeof value === 'object' && value !== null && 'code' in value) return value as Problem;
  return {
    type: 'about:blank',
    title: `HTTP ${status}`,
    status,
    code: status >= 500 ? 'unavailable' : 'malformed-request',
  };
}
