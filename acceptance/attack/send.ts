/** Sends one request of a case, as whoever holds the token, and holds the answer against the API document. */
import { checkAnswer } from '@keep/testing/api-check';
import { call, type CallOptions, type Reply } from '@keep/testing/call';
import type { Operation } from './api.ts';
import { patiently } from '../patiently.ts';
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
  const ask = operation.isStream ? openAndLeave : call;
  const reply = await patiently(() =>
    ask(url, `${method} ${path}`, { ...options, ...(body !== undefined && { body }) }),
  );
  const isOpenStream = operation.isStream && reply.status === 200;
  if (method === operation.method && !isOpenStream) checkAnswer(method, path, reply);
  return reply;
}

/** As `call`, but does not wait for the end of what stays open. */
async function openAndLeave(url: string, target: string, { token, headers = {} }: CallOptions): Promise<Reply> {
  const [method = 'GET', path = '/'] = target.split(' ');
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(new URL(path, url), { method, headers: { ...authorization, ...headers } });
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const text = isJson ? await response.text() : '';
  if (!isJson) await response.body?.cancel();
  return { status: response.status, headers: response.headers, text, json: text ? JSON.parse(text) : undefined };
}
