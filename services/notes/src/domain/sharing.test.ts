import { newId } from '@keep/service-kit/unique-id';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Member, opened, shownMembers } from './member.ts';
import { newNote } from './new-note.ts';
import { changed, type NoteDelta, type StoredNote } from './note.ts';
import { firstPlacement } from './placement.ts';
import { roleOf } from './role.ts';
import { handedOver, membersDelta, withAdmitted, withInvited } from './sharing.ts';

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

const account = fc.constantFrom(...accounts);
const step = fc.oneof(
  fc.record({ what: fc.constant('invite' as const), who: account, role: fc.constantFrom('editor', 'viewer') }),
  fc.record({ what: fc.constantFrom('admit', 'open', 'remove', 'leave', 'hand over'), who: account }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What a step makes of the note, as the use cases do; undefined where it is refused or nothing changes. */
function deltaOf(note: StoredNote, { what, who, ...rest }: Step): NoteDelta | undefined {
  const { members, content } = note;
  const role = 'role' in rest && rest.role === 'viewer' ? 'viewer' : 'editor';
  const of = (next: readonly Member[] | undefined) => next && membersDelta(note, next, now);
  switch (what) {
    case 'invite':
      if (who === content.ownerId) return undefined;
      return of(withInvited(members, { email: who, addressHash: who, role, userId: known(who) }, newId()));
    case 'admit':
      return of(withAdmitted(note, who, who));
    case 'open':
      return of(opened(members, { userId: who, name: `name of ${who}` }, now));
    case 'hand over': {
      const heir = members.find(({ userId, openedAt }) => userId === who && openedAt !== null);
      const { ownerId } = content;
      const former = { id: newId(), email: ownerId, addressHash: ownerId, role: 'editor' as const, userId: ownerId, openedAt: '', name: null }; // prettier-ignore
      return heir && handedOver(note, heir.id, former);
    }
    default:
      return { members: members.filter(({ addressHash }) => addressHash !== who) };
  }
}

describe('sharing', () => {
  it('keeps access, roles and what is shown together, whatever happens in whichever order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        let note = ownersNote();
        for (const each of steps) {
          const delta = deltaOf(note, each);
          if (!delta) continue;
          const next = changed(note, each.who, delta);
          expect(next.version).toBe(note.version + 1);
          expect(next.content.members).toEqual(shownMembers(next.members));
          expect(next.content.revision).toBe(note.content.revision);
          const withRole = accounts.filter(userId => roleOf(next, userId) !== undefined);
          expect([...next.placements.keys()].toSorted()).toEqual(withRole);
          expect(accounts.filter(userId => roleOf(next, userId) === 'owner')).toHaveLength(1);
          expect(new Set(next.members.map(({ addressHash }) => addressHash)).size).toBe(next.members.length);
          for (const [userId, { placement }] of note.placements) {
            const kept = next.placements.get(userId);
            if (kept) expect(kept.placement).toBe(placement);
          }
          note = next;
        }
      }),
    );
  });

  it('shows nothing of an account before it has opened the note', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        let note = ownersNote();
        for (const each of steps) {
          const delta = deltaOf(note, each);
          if (!delta) continue;
          const next = changed(note, each.who, delta);
          // What an account alone changes, nobody can see.
          if (each.what === 'admit' && each.who !== note.content.ownerId) {
            expect(next.content).toBe(note.content);
            expect(next.contentVersion).toBe(note.contentVersion);
          }
          note = next;
        }
      }),
    );
  });
});
