/** What every change of a note shares: read it, decide, save it if nobody was quicker, else decide anew. */
import type { EventContract } from '@keep/contracts/event-envelope';
import { noteShared, type noteSnapshot } from '@keep/contracts/notes-events';
import { notFound, unavailable } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { opened, type Opener } from '../domain/member.ts';
import { invitationPending } from '../domain/note-errors.ts';
import { changed } from '../domain/changed.ts';
import { isInvited, type NoteContent, type NoteDelta, type Placement, type StoredNote } from '../domain/note.ts';
import { renamedAuthors } from '../domain/people.ts';
import type { NoteRepository, NoteView, RequestRepository } from '../ports.ts';
import { type Remember, rememberOnly, wasSaved } from './handle-once.ts';
import { noteEvent } from './note-event.ts';
import { noteView } from './note-view.ts';

/** One of those who write at once is through with each; a list that a family ticks together has a dozen. */
const ATTEMPTS = 30;

/** The note as its actor has it. */
export type OwnNote = { note: StoredNote; placement: Placement };

/** What shall change, and the event that tells of it; undefined when everything is so already. */
export type Decision =
  { delta: NoteDelta; event: EventContract<typeof noteSnapshot>; overruled?: NoteContent } | undefined;

export type ChangeDependencies = { notes: NoteRepository; requests: RequestRepository; clock: Clock };

export type ChangeRequest<Result> = {
  actor: Opener;
  noteId: string;
  remember: Remember<Result>;
  /** For what one who is invited may do, too; all else is refused to them. */
  isForInvited?: true;
  /** Called anew for each attempt. Throws what refuses the change. */
  decide: (own: OwnNote, now: Date) => Decision | Promise<Decision>;
};

/**
 * `present` makes the result of the note as it is afterwards. Who changes a note that was shared with them has opened
 * it.
 */
export function makeChange<Result>(
  { notes, requests, clock }: ChangeDependencies,
  present: (note: StoredNote, userId: string) => Result,
) {
  return async ({ actor, noteId, remember, isForInvited, decide }: ChangeRequest<Result>): Promise<Result> => {
    const { userId } = actor;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const now = clock();
      const own = await findOwn(notes, userId, noteId);
      if (!isForInvited) assertAccepted(own.note, userId);
      const decision = withOpening(await decide(own, now), own.note, actor, now);
      if (!decision) {
        const result = present(own.note, userId);
        await rememberOnly(requests, userId, remember(result));
        return result;
      }
      const actorName = actor.name !== undefined && { actorName: actor.name };
      const next = changed(own.note, userId, { ...decision.delta, ...actorName });
      const result = present(next, userId);
      const events = [noteEvent(decision.event, next, userId, now, own.note)];
      const { overruled } = decision;
      const change = { previous: own.note, next, ...(overruled && { overruled }) };
      const outcome = await notes.save(change, { userId, events, request: remember(result) });
      if (outcome !== 'id-taken' && wasSaved(outcome)) return result;
    }
    throw unavailable('The note is being changed by many at once.');
  };
}

/** Changes a note, and answers it as its actor sees it. */
export function makeChangeNote(dependencies: ChangeDependencies) {
  return makeChange<NoteView>(dependencies, noteView);
}

export type ChangeNote = ReturnType<typeof makeChangeNote>;

/** Others see who has opened the note, and how its owner and its authors are called now. */
function withOpening(decision: Decision, note: StoredNote, actor: Opener, now: Date): Decision {
  const { event = noteShared, delta } = decision ?? {};
  const members = delta?.members ?? note.members;
  const after = opened(members, actor, now);
  const isShown = members.length > 0 && !isInvited(note, actor.userId);
  const authors = isShown ? renamedAuthors(note.authors, note.content.ownerId, actor) : undefined;
  if (!after && !authors) return decision;
  return { ...decision, event, delta: { ...delta, ...(after && { members: after }), ...(authors && { authors }) } };
}

/** Throws `invitation-pending` for one who is invited alone. */
export function assertAccepted(note: StoredNote, userId: string): void {
  if (isInvited(note, userId)) throw invitationPending();
}

/** The note on this person's board, or among their invitations, or a 404. */
export async function findOwn(notes: NoteRepository, userId: string, noteId: string): Promise<OwnNote> {
  const note = await notes.find(userId, noteId);
  const own = note?.placements.get(userId);
  if (!note || !own) throw notFound();
  return { note, placement: own.placement };
}
