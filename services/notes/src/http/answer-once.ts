/** Answers a write once for each `Idempotency-Key`. */
import type { Answer } from '@keep/service-kit/http-app';
import { IDEMPOTENCY_HOURS, type IdempotencyKey, keyReused } from '@keep/service-kit/idempotency';
import type { RememberedAnswer } from '../ports.ts';
import type { HandleOnce, Remember } from '../use-cases/handle-once.ts';

type KeyedRequest = { actor: { userId: string }; idempotencyKey: IdempotencyKey | undefined };

export function makeAnswerOnce(handleOnce: HandleOnce) {
  return async <Result>(
    { actor, idempotencyKey }: KeyedRequest,
    act: (remember: Remember<Result>) => Promise<Result>,
    present: (result: Result) => Answer,
  ): Promise<Answer> => {
    if (!idempotencyKey) return present(await act(() => undefined));
    const answer = await handleOnce(actor.userId, {
      identity: { kind: 'key', ...idempotencyKey },
      rememberFor: IDEMPOTENCY_HOURS * 3_600_000,
      reused: keyReused,
      act,
      answer: result => toRemembered(present(result)),
    });
    return fromRemembered(answer);
  };
}

export type AnswerOnce = ReturnType<typeof makeAnswerOnce>;

function toRemembered({ status, text, body, etag, headers }: Answer): RememberedAnswer {
  const json = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const location = headers?.['location'];
  return {
    status,
    ...(etag !== undefined && { etag }),
    ...(json !== undefined && { text: json }),
    ...(typeof location === 'string' && { location }),
  };
}

function fromRemembered({ location, ...answer }: RememberedAnswer): Answer {
  return { ...answer, ...(location !== undefined && { headers: { location } }) };
}
