import { newId } from '@keep/service-kit/unique-id';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accepted, declined, newContacts, type Standing } from './invitation.ts';
import { hasAccepted, isPending, type Member, opened, shownMembers, stateOf } from './member.ts';
import { newNote } from './new-note.ts';
import { changed } from './changed.ts';
import { isInvited, type NoteDelta, type StoredNote } from './note.ts';
import { firstPlacement, viewsOf } from './placement.ts';
import { roleOf } from './role.ts';
import { asked, handedOver } from './handing-over.ts';
import { membersDelta, waitingFor, withAdmitted, withInvited } from './sharing.ts';

const now = new Date('2026-01-01T00:00:00.000Z');
/** Account `n` has the address `n`; accounts from 4 on are not known of before they are admitted. */
const accounts = ['0', '1', '2', '3', '4', '5'];
const known = (address: string) => (Number(address) < 4 ? address : undefined);

const ownersNote = (): StoredNote =>
  newNote({
    id: newId(),
    ownerId: '0',
    version: 1,
    written: { kind: 'text', title: '', body: '', items: [] },
    placement: firstPlacement(now),
    createdAt: now,
    updatedAt: now,
    importId: null,
    creationFingerprint: '',
  });

const standings: Standing[] = ['contact', 'refused', 'stranger'];
const step = fc.record({
  what: fc.constantFrom(
    'invite',
    'admit',
    'accept',
    'decline',
    'open',
    'remove',
    'leave',
    'ask',
    'take over',
    'take back',
  ),
  who: fc.constantFrom(...accounts),
  role: fc.constantFrom('editor' as const, 'viewer' as const),
  standing: fc.constantFrom(...standings),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What a step makes of the note, as the use cases do; undefined where it is refused or nothing changes. */
function deltaOf(note: StoredNote, { what, who, role, standing }: Step): NoteDelta | undefined {
  const { members, content } = note;
  const of = (next: readonly Member[] | undefined) => next && membersDelta(note, next, now);
  switch (what) {
    case 'invite': {
      if (who === content.ownerId) return undefined;
      const by = { userId: content.ownerId };
      const invitation = { email: who, addressHash: who, role, by, userId: known(who), standing };
      return of(withInvited(members, invitation, newId(), now));
    }
    case 'admit': {
      const waiting = waitingFor(note, who);
      return waiting && of(withAdmitted(note, waiting, who, standing, now));
    }
    case 'accept':
      return of(accepted(members, who, now));
    case 'decline':
      return of(declined(members, who, now));
    case 'open':
      return of(opened(members, { userId: who, name: `name of ${who}` }, now));
    case 'ask': {
      const heir = members.find(member => member.userId === who && stateOf(member) === 'joined');
      const former = { email: content.ownerId, addressHash: content.ownerId, name: null };
      return heir && asked(note, heir.id, former);
    }
    case 'take over':
      return note.handOver?.heirId === who ? handedOver(note, note.handOver, newId(), now) : undefined;
    case 'take back':
      return note.handOver ? { handOver: null } : undefined;
    default:
      return { members: members.filter(({ addressHash }) => addressHash !== who) };
  }
}

/** Calls `check` for each change of a note that these steps make. */
function follow(steps: readonly Step[], check: (before: StoredNote, after: StoredNote, each: Step) => void): void {
  let note = ownersNote();
  for (const each of steps) {
    const delta = deltaOf(note, each);
    if (!delta) continue;
    const next = changed(note, each.who, delta);
    check(note, next, each);
    note = next;
  }
}
const everyWay = (check: (before: StoredNote, after: StoredNote, each: Step) => void) =>
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), steps => follow(steps, check)));

describe('sharing', () => {
  it('keeps access, roles and what is shown together, whatever happens in whichever order', () => {
    everyWay((note, next) => {
      expect(next.version).toBe(note.version + 1);
      expect(next.content.members).toEqual(shownMembers(next.members));
      expect(next.content.revision).toBe(note.content.revision);
      const withRole = accounts.filter(userId => roleOf(next, userId) !== undefined);
      const invited = accounts.filter(userId => isInvited(next, userId));
      expect([...next.placements.keys()].toSorted()).toEqual([...withRole, ...invited].toSorted());
      expect(accounts.filter(userId => roleOf(next, userId) === 'owner')).toHaveLength(1);
      expect(new Set(next.members.map(({ addressHash }) => addressHash)).size).toBe(next.members.length);
      for (const [userId, { placement }] of note.placements) {
        const kept = next.placements.get(userId);
        if (kept && !isInvited(note, userId)) expect(kept.placement).toBe(placement);
      }
    });
  });

  it('shows nothing of an account before it has accepted and opened the note', () => {
    everyWay((note, next, { what, who }) => {
      // What an account alone changes, nobody can see; nor that an invitation was declined.
      if (what === 'decline' || (what === 'admit' && who !== note.content.ownerId)) {
        expect(next.content).toBe(note.content);
        expect(next.contentVersion).toBe(note.contentVersion);
      }
    });
  });

  it('lists what a user is invited to among the shared notes alone, and gives them no role', () => {
    everyWay((_, next) => {
      for (const [userId, { placement }] of next.placements) {
        if (placement.invitation === null) continue;
        expect(viewsOf(next.content, userId, placement)).toEqual(['shared']);
        expect(roleOf(next, userId)).toBeUndefined();
        const { invited, role } = next.members.find(member => member.userId === userId) ?? {};
        expect(placement.invitation).toEqual({ ...invited, role });
      }
    });
  });

  it('brings a declined invitation back by no invitation, as long as its member is there', () => {
    everyWay((note, next) => {
      for (const { id, declinedAt } of note.members.filter(member => member.declinedAt !== null)) {
        const same = next.members.find(member => member.id === id);
        if (same) expect(same).toMatchObject({ declinedAt, acceptedAt: null });
      }
    });
  });

  it('asks nobody to become the owner who has not joined, or is it; and the note stays the owner’s until they accept', () => {
    everyWay((note, next, { what, who }) => {
      const { pendingOwner, ownerId } = next.content;
      expect(pendingOwner).toBe(next.handOver?.heirId ?? null);
      const isJoined = next.members.some(member => member.userId === pendingOwner && stateOf(member) === 'joined');
      if (pendingOwner !== null) expect([isJoined, pendingOwner === ownerId]).toEqual([true, false]);
      if (ownerId !== note.content.ownerId) expect([what, ownerId]).toEqual(['take over', who]);
      if (what === 'take over') expect(roleOf(next, note.content.ownerId)).toBe('editor');
    });
  });

  it('lets an invitation last for as long as its inviter has the note', () => {
    everyWay((_, next) => {
      for (const { invited } of next.members.filter(member => !hasAccepted(member) && member.invited))
        expect(roleOf(next, invited?.by.userId ?? '')).toBeDefined();
    });
  });

  it('makes contacts of inviter and user by each acceptance, and by nothing else', () => {
    everyWay((note, next) => {
      const accepting = next.members.filter(
        member => member.invited && hasAccepted(member) && !note.members.some(({ id, acceptedAt }) => id === member.id && acceptedAt !== null),
      ); // prettier-ignore
      const pairs = accepting.map(({ invited, userId }) => [invited?.by.userId, userId]);
      expect(newContacts(note.members, next.members)).toEqual(pairs);
    });
  });
});

describe('an invitation', () => {
  const invited = (standing: Standing, members: readonly Member[] = []) => {
    const invitation = { email: '1', addressHash: '1', role: 'editor' as const, by: { userId: '0' }, userId: '1' };
    const [member] = (withInvited(members, { ...invitation, standing }, 'm', now) ?? members).slice(-1);
    if (!member) throw new Error('Nobody was invited.');
    return member;
  };

  it.each([
    ['stranger', { acceptedAt: null, declinedAt: null }],
    ['contact', { acceptedAt: now.toISOString(), declinedAt: null }],
    ['refused', { acceptedAt: null, declinedAt: now.toISOString() }],
  ] as const)('of a %s is answered by that', (standing, answer) => {
    expect(invited(standing)).toMatchObject({ ...answer, openedAt: null });
  });

  it('made again by one who is a contact meanwhile is accepted', () => {
    const pending = invited('stranger');
    expect(isPending(pending)).toBe(true);
    expect(hasAccepted(invited('contact', [pending]))).toBe(true);
  });

  it('made again is never one that was not declined', () => {
    const refused = declined([invited('stranger')], '1', now) ?? [];
    for (const standing of standings) expect(invited(standing, refused)).toEqual(refused[0]);
  });

  it('to a second address of a member is accepted at once: they have the note', () => {
    const there = { ...invited('contact'), addressHash: 'other', role: 'viewer' as const };
    expect(hasAccepted(invited('stranger', [there]))).toBe(true);
  });
});
