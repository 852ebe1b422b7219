/** Records whose address is whose, and brings the invitations that were made to it before notes knew of its account. */
import { noteShared } from '@keep/contracts/notes-events';
import { unavailable } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { changed } from '../domain/changed.ts';
import { membersDelta, waitingFor, withAdmitted } from '../domain/sharing.ts';
import type { Address, AddressRepository, InvitationRepository, NoteRepository, SaveOutcome } from '../ports.ts';
import { noteEvent } from './note-event.ts';

/** How many notes are changed side by side, sharing a commit. Interrupted in between, the event comes again and goes on. */
const CHUNK = 50;
const ATTEMPTS = 10;

type Dependencies = {
  notes: NoteRepository;
  addresses: AddressRepository;
  invitations: InvitationRepository;
  clock: Clock;
};
type Delivery = { group: string; eventId: string };
type Invited = { ownerId: string; noteId: string };

export function makeAdmitInvited({ notes, addresses, invitations, clock }: Dependencies) {
  /** Undefined where the invitation is gone meanwhile. */
  async function tryToAdmit(userId: string, addressHash: string, invited: Invited): Promise<SaveOutcome | undefined> {
    const now = clock();
    const note = await notes.find(invited.ownerId, invited.noteId);
    const waiting = note && waitingFor(note, addressHash);
    if (!waiting) return undefined;
    const inviterId = waiting.invited?.by.userId ?? note.content.ownerId;
    const standing = await invitations.standing(userId, inviterId, invited.noteId);
    const members = withAdmitted(note, waiting, userId, standing, now);
    const next = changed(note, userId, membersDelta(note, members, now));
    const events = [noteEvent(noteShared, next, userId, now, note)];
    return notes.save({ previous: note, next }, { userId, events, request: undefined });
  }

  async function admit(userId: string, addressHash: string, invited: Invited): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const outcome = await tryToAdmit(userId, addressHash, invited);
      if (outcome !== 'clash') return outcome === 'saved';
    }
    throw unavailable('The note is being changed by many at once.');
  }

  return async (address: Address, { group, eventId }: Delivery): Promise<void> => {
    const { addressHash } = address;
    await addresses.record(address, group, eventId);
    for (;;) {
      const userId = await addresses.userOf(addressHash);
      if (userId === undefined) return;
      const waiting = await notes.invited(addressHash, CHUNK);
      const admitted = await Promise.all(waiting.map(invited => admit(userId, addressHash, invited)));
      if (waiting.length < CHUNK) return;
      if (!admitted.includes(true)) throw unavailable('The notes are being changed by many at once.');
    }
  };
}

export type AdmitInvited = ReturnType<typeof makeAdmitInvited>;
