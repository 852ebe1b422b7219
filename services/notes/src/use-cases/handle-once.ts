/** Handles a request that carries a key once: its repetition, and its twin at the same time, get the same answer. */
import type { AppError } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { accountErased } from '../domain/note-errors.ts';
import type {
  HandledRequest,
  NoteReader,
  RememberedAnswer,
  RequestIdentity,
  RequestRepository,
  SaveOutcome,
} from '../ports.ts';
import { withMembers, withoutMembers } from './remembered-members.ts';

/** Makes of a use case's result what is stored with its effect; undefined for a request without a key. */
export type Remember<Result> = (result: Result, noteId?: string) => HandledRequest | undefined;

/** For callers that have nothing to remember. */
export const forgetful: Remember<unknown> = () => undefined;

type Dependencies = { requests: RequestRepository; reader: NoteReader; clock: Clock };

type OnceOptions<Result> = {
  identity: RequestIdentity;
  /** Milliseconds. */
  rememberFor: number;
  /** For the same key with another fingerprint. */
  reused: () => AppError;
  act: (remember: Remember<Result>) => Promise<Result>;
  answer: (result: Result) => RememberedAnswer;
};

/** Thrown inside `act`: the request was handled before, so its answer is looked up instead. */
class AlreadyHandled extends Error {}

export function makeHandleOnce({ requests, reader, clock }: Dependencies) {
  return async <Result>(userId: string, options: OnceOptions<Result>): Promise<RememberedAnswer> => {
    const { identity, rememberFor, reused, act, answer } = options;

    async function earlierAnswer(): Promise<RememberedAnswer | undefined> {
      const known = await requests.find(userId, identity.kind, identity.key, clock());
      if (known && known.fingerprint !== identity.fingerprint) throw reused();
      return known && withMembers(reader, userId, known.answer);
    }

    const remember: Remember<Result> = (result, noteId) => ({
      ...identity,
      answer: withoutMembers(answer(result)),
      handledAt: clock(),
      // A key is forgotten soon, and a creation's repetition needs its whole answer.
      noteId: identity.kind === 'operation' ? (noteId ?? null) : null,
      expiresAt: new Date(clock().getTime() + rememberFor),
    });

    const earlier = await earlierAnswer();
    if (earlier) return earlier;
    try {
      return answer(await act(remember));
    } catch (error) {
      // A twin that was quicker may also be what a refusal comes from, such as an edit of a note that it put in the trash.
      const twins = await earlierAnswer();
      if (twins) return twins;
      throw error;
    }
  };
}

export type HandleOnce = ReturnType<typeof makeHandleOnce>;

/** Whether the change is stored; false means that it must be decided anew. Throws where that would not help. */
export function wasSaved(outcome: Exclude<SaveOutcome, 'id-taken'>): boolean {
  if (outcome === 'erased') throw accountErased();
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
