/** A small HTTP client for tests: JSON in, JSON out, nothing thrown for a refusal. */

export type CallOptions = { token?: string; body?: unknown; headers?: Record<string, string> };
export type Reply = {
  status: number;
  headers: Headers;
  text: string;
  /** Parsed, or undefined where the answer has no JSON. Tests say what they expect of it. */
  // oxlint-disable-next-line typescript/no-explicit-any
  json: any;
};

/** `target` is `METHOD /path`, as in `call(url, 'GET /api/v1/notes')`. */
export async function call(
  baseUrl: string,
  target: string,
  { token, body, headers = {} }: CallOptions = {},
): Promise<Reply> {
  const [method = 'GET', path = '/'] = target.split(' ');
  const response = await fetch(new URL(path, baseUrl), {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    redirect: 'manual',
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text ? JSON.parse(text) : undefined,
  };
}
