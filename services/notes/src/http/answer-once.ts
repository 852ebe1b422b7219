/** Answers a write once for each `Idempotency-Key`. */
import type { Answer } from '@keep/service-kit/http-app';
import { IDEMPOTENCY_HOURS, type IdempotencyKey, keyReused } from '@keep/service-kit/idempotency';
import type { Effect } from '../use-cases/effect.ts';
import type { HandleOnce, Remember } from '../use-cases/handle-once.ts';
import { presentEffect } from './present-effect.ts';

type KeyedRequest = { actor: { userId: string }; idempotencyKey: IdempotencyKey | undefined };

export function makeAnswerOnce(handleOnce: HandleOnce) {
  return async <Result>(
    { actor, idempotencyKey }: KeyedRequest,
    act: (remember: Remember<Result>) => Promise<Result>,
    effectOf: (result: Result) => Effect,
  ): Promise<Answer> => {
    if (!idempotencyKey) return presentEffect(effectOf(await act(() => undefined)));
    const effect = await handleOnce(actor.userId, {
      identity: { kind: 'key', ...idempotencyKey },
      rememberFor: IDEMPOTENCY_HOURS * 3_600_000,
      reused: keyReused,
      act,
      effectOf,
    });
    return presentEffect(effect);
  };
}

export type AnswerOnce = ReturnType<typeof makeAnswerOnce>;
