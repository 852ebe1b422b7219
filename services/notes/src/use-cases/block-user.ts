/** Blocks a user: their open invitations are declined, and later ones do not arrive. */
import { noteShared } from '@keep/contracts/notes-events';
import type { Actor } from '@keep/service-kit/actor';
import { unavailable } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { declined } from '../domain/invitation.ts';
import { changed } from '../domain/changed.ts';
import type { BlockRepository, InvitationRepository, NoteRepository, RequestRepository } from '../ports.ts';
import { type Remember, rememberOnly, wasSaved } from './handle-once.ts';
import { noteEvent } from './note-event.ts';

/** How many notes are changed side by side, sharing a commit. Interrupted in between, blocking again goes on. */
const CHUNK = 50;
const ATTEMPTS = 10;

type Dependencies = {
  notes: NoteRepository;
  invitations: InvitationRepository;
  blocks: BlockRepository;
  requests: RequestRepository;
  clock: Clock;
};

export function makeBlockUser({ notes, invitations, blocks, requests, clock }: Dependencies) {
  /** As the newest of their invitations names them. */
  async function nameOf(userId: string, inviterId: string): Promise<string | undefined> {
    const [noteId] = await invitations.pending(userId, inviterId, 1);
    const note = noteId === undefined ? undefined : await notes.findEvenHidden(userId, noteId);
    return note?.placements.get(userId)?.placement.invitation?.by.name;
  }

  async function decline(userId: string, noteId: string): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const now = clock();
      const note = await notes.findEvenHidden(userId, noteId);
      const members = note && declined(note.members, userId, now);
      if (!members) return;
      const next = changed(note, userId, { members });
      const events = [noteEvent(noteShared, next, userId, now, note)];
      const outcome = await notes.save({ previous: note, next }, { userId, events, request: undefined });
      if (outcome !== 'id-taken' && wasSaved(outcome)) return;
    }
    throw unavailable('The note is being changed by many at once.');
  }

  async function declineAll(userId: string, inviterId: string): Promise<void> {
    let noteIds: string[];
    do {
      noteIds = await invitations.pending(userId, inviterId, CHUNK);
      await Promise.all(noteIds.map(noteId => decline(userId, noteId)));
    } while (noteIds.length === CHUNK);
  }

  return async ({ userId }: Actor, blockedId: string, remember: Remember<void>): Promise<void> => {
    if (blockedId !== userId) {
      const name = await nameOf(userId, blockedId);
      const block = { blockedId, ...(name !== undefined && { name }), blockedAt: clock().toISOString() };
      // Blocked first: what is declined then are all invitations that ever arrived.
      const outcome = await blocks.save(userId, block, { userId, events: [], request: undefined });
      if (outcome !== 'id-taken') wasSaved(outcome);
      await declineAll(userId, blockedId);
    }
    await rememberOnly(requests, userId, remember());
  };
}
