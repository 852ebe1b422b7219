/** Handles a request that carries a key once: its repetition, and its twin at the same time, have the same effect. */
import type { AppError } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { accountErased, quotaExceeded } from '../domain/note-errors.ts';
import type { HandledRequest, RequestIdentity, RequestRepository, SaveOutcome } from '../ports.ts';
import { type Effect, toRemembered } from './effect.ts';
import type { RecallEffect } from './recall-effect.ts';

/** Makes of a use case's result what is stored with its effect; undefined for a request without a key. */
export type Remember<Result> = (result: Result) => HandledRequest | undefined;

/** For callers that have nothing to remember. */
export const forgetful: Remember<unknown> = () => undefined;

type Dependencies = { requests: RequestRepository; recallEffect: RecallEffect; clock: Clock };

type OnceOptions<Result> = {
  identity: RequestIdentity;
  /** Milliseconds. */
  rememberFor: number;
  /** For the same key with another fingerprint. */
  reused: () => AppError;
  act: (remember: Remember<Result>) => Promise<Result>;
  effectOf: (result: Result) => Effect;
};

/** Thrown inside `act`: the request was handled before, so its effect is looked up instead. */
class AlreadyHandled extends Error {}

export function makeHandleOnce({ requests, recallEffect, clock }: Dependencies) {
  return async <Result>(userId: string, options: OnceOptions<Result>): Promise<Effect> => {
    const { identity, rememberFor, reused, act, effectOf } = options;

    async function earlierEffect(): Promise<Effect | undefined> {
      const known = await requests.find(userId, identity.kind, identity.key, clock());
      if (known && known.fingerprint !== identity.fingerprint) throw reused();
      return known && recallEffect(userId, known.answer);
    }

    const remember: Remember<Result> = result => ({
      ...identity,
      answer: toRemembered(effectOf(result)),
      handledAt: clock(),
      expiresAt: new Date(clock().getTime() + rememberFor),
    });

    const earlier = await earlierEffect();
    if (earlier) return earlier;
    try {
      return effectOf(await act(remember));
    } catch (error) {
      // A twin that was quicker may also be what a refusal comes from, such as an edit of a note that it put in the trash.
      const twins = await earlierEffect();
      if (twins) return twins;
      throw error;
    }
  };
}

export type HandleOnce = ReturnType<typeof makeHandleOnce>;

/** Whether the change is stored; false means that it must be decided anew. Throws where that would not help. */
export function wasSaved(outcome: Exclude<SaveOutcome, 'id-taken'>): boolean {
  if (outcome === 'erased') throw accountErased();
  if (outcome === 'over-quota') throw quotaExceeded();
  if (outcome === 'repeated') throw new AlreadyHandled();
  return outcome === 'saved';
}

/** Remembers a request that changed nothing. */
export async function rememberOnly(
  requests: RequestRepository,
  userId: string,
  request: HandledRequest | undefined,
): Promise<void> {
  if (!request) return;
  const outcome = await requests.remember(userId, request);
  if (outcome !== 'id-taken') wasSaved(outcome);
}
