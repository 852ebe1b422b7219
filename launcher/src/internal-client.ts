/** Calls the internal endpoints of a service as the launcher, with the secret from the data directory. */
import { LAUNCHER, type RouteContract } from '@keep/contracts/route';
import { callerHeader } from '@keep/service-kit/callers';
import type { z } from 'zod';
import { KeepError } from './keep-error.ts';
import { secret } from './secrets.ts';

type AnswerOf<Route extends RouteContract> = Route['responses'][keyof Route['responses']] extends {
  schema: infer Schema;
}
  ? Schema extends z.ZodType
    ? z.output<Schema>
    : undefined
  : undefined;

export type InternalInput = { params?: Record<string, string>; query?: Record<string, string>; body?: unknown };

export type InternalClient = {
  /** What the route answers; a refusal is thrown as one. */
  call<const Route extends RouteContract>(route: Route, input?: InternalInput): Promise<AnswerOf<Route>>;
};

/** A refusal; `code` is that of the problem document. */
export class Refusal extends KeepError {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** `url` is where the service answers other processes of Keep. */
export function internalClient(service: string, url: string, secretsDir: string): InternalClient {
  const authorization = callerHeader(LAUNCHER, secret(secretsDir, LAUNCHER));
  return {
    async call(route, { params = {}, query = {}, body } = {}) {
      const target = new URL(pathOf(route, params), url);
      target.search = new URLSearchParams(query).toString();
      const response = await fetch(target, {
        method: route.method,
        headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(10_000),
      }).catch((error: unknown) => {
        throw new KeepError(`${service} does not answer: npm run keep -- ps shows its state; try again in a moment.`, {
          cause: error,
        });
      });
      const text = await response.text();
      const answer: unknown = text === '' ? undefined : JSON.parse(text);
      if (!response.ok) throw refusal(service, response.status, answer);
      return route.responses[response.status]?.schema?.parse(answer) as AnswerOf<typeof route>;
    },
  };
}

function pathOf({ path }: RouteContract, params: Record<string, string>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

function refusal(service: string, status: number, answer: unknown): Refusal {
  const {
    code = 'unknown',
    detail,
    errors = [],
  } = answer as {
    code?: string;
    detail?: string;
    errors?: { pointer: string; detail: string }[];
  };
  const fields = errors.map(error => `${error.pointer} ${error.detail}`).join('; ');
  return new Refusal(code, [detail ?? `${service} answered ${status}.`, fields].filter(Boolean).join(' '));
}
