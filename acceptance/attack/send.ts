/** Sends one request of a case, as whoever holds the token, and holds the answer against the API document. */
import { checkAnswer } from '@keep/testing/api-check';
import { call, type Reply } from '@keep/testing/call';
import type { Operation } from './api.ts';
import { patiently } from './patiently.ts';
import type { ApiRequest } from './requests.ts';

/** `text`: a body that is sent as it is, in place of the request's own. */
export type SendOptions = { token?: string; headers?: Record<string, string>; text?: string; method?: string };

/** Parameters are encoded here: they may hold anything. */
export function pathOf({ path }: Operation, { params = {}, query = {} }: ApiRequest): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams(query).toString();
  return search === '' ? filled : `${filled}?${search}`;
}

export async function send(
  url: string,
  operation: Operation,
  request: ApiRequest,
  { text, method = operation.method, ...options }: SendOptions,
): Promise<Reply> {
  const path = pathOf(operation, request);
  const body = text ?? request.body;
  const reply = await patiently(() =>
    call(url, `${method} ${path}`, { ...options, ...(body !== undefined && { body }) }),
  );
  if (method === operation.method) checkAnswer(method, path, reply);
  return reply;
}
