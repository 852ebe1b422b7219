/** Handing a note over: the owner asks a member, and the note is theirs once they accept. */
import { type HandOver, type Member, stateOf } from './member.ts';
import { assertNoFaults, notJoined } from './note-errors.ts';
import type { NoteDelta, StoredNote } from './note.ts';

/** Asks the member `memberId`; undefined where they are asked already. Throws for one who has not joined. */
export function asked(
  { members, handOver }: StoredNote,
  memberId: string,
  former: HandOver['former'],
): NoteDelta | undefined {
  const heir = members.find(({ id }) => id === memberId);
  if (!heir) assertNoFaults([{ pointer: '/memberId', detail: 'is no member of this note' }]);
  if (!heir || heir.userId === null || stateOf(heir) !== 'joined') throw notJoined();
  return handOver?.heirId === heir.userId ? undefined : { handOver: { heirId: heir.userId, former } };
}

/** What makes the one who is asked the owner, and the former owner the editor `memberId`. */
export function handedOver(
  { content, members }: StoredNote,
  { heirId, former }: HandOver,
  memberId: string,
  now: Date,
): NoteDelta {
  const others = members.filter(({ userId, addressHash }) => userId !== heirId && addressHash !== former.addressHash);
  const at = now.toISOString();
  const editor: Member = {
    ...former, id: memberId, role: 'editor', userId: content.ownerId, invited: null, acceptedAt: at, declinedAt: null, openedAt: at,
  }; // prettier-ignore
  return { content: { ...content, ownerId: heirId }, members: [...others, editor], handOver: null };
}

/** As long as the one who is asked has joined and is not the owner; null otherwise. */
export function stillAsked(handOver: HandOver | null, ownerId: string, members: readonly Member[]): HandOver | null {
  const isThere = members.some(member => member.userId === handOver?.heirId && stateOf(member) === 'joined');
  return isThere && handOver?.heirId !== ownerId ? handOver : null;
}
