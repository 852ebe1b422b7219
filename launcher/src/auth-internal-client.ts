/** Calls auth's internal endpoints as the launcher, with the secret from the data directory. */
import type { RouteContract } from '@keep/contracts/route';
import { callerHeader } from '@keep/service-kit/callers';
import type { z } from 'zod';
import { KeepError } from './keep-error.ts';
import { LAUNCHER, secret } from './secrets.ts';

type AnswerOf<Route extends RouteContract> = Route['responses'][keyof Route['responses']] extends {
  schema: infer Schema;
}
  ? Schema extends z.ZodType
    ? z.output<Schema>
    : never
  : never;

export type AuthInternalClient = {
  call<const Route extends RouteContract>(
    route: Route,
    input?: { body?: unknown; query?: Record<string, string> },
  ): Promise<AnswerOf<Route>>;
};

/** A refusal; `code` is that of the problem document. */
export class AuthRefusal extends KeepError {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

export function authInternalClient(authUrl: string, secretsDir: string): AuthInternalClient {
  const authorization = callerHeader(LAUNCHER, secret(secretsDir, LAUNCHER));
  return {
    async call(route, { body, query = {} } = {}) {
      const url = new URL(route.path, authUrl);
      url.search = new URLSearchParams(query).toString();
      const response = await fetch(url, {
        method: route.method,
        headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(10_000),
      }).catch((error: unknown) => {
        throw new KeepError('auth does not answer: npm run keep -- ps shows its state; try again in a moment.', {
          cause: error,
        });
      });
      const answer: unknown = await response.json();
      if (!response.ok) throw refusal(response.status, answer);
      return route.responses[response.status]?.schema?.parse(answer) as AnswerOf<typeof route>;
    },
  };
}

function refusal(status: number, answer: unknown): AuthRefusal {
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
  return new AuthRefusal(code, [detail ?? `auth answered ${status}.`, fields].filter(Boolean).join(' '));
}
