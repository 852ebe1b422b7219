/** What every store must do for invitations and their answers, whatever the engine: run it over each adapter. */
import { noteLimits } from '@keep/contracts/notes-http';
import { newId } from '@keep/service-kit/unique-id';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepted, declined } from '../../src/domain/invitation.ts';
import { changed } from '../../src/domain/changed.ts';
import type { StoredNote } from '../../src/domain/note.ts';
import { firstPlacement } from '../../src/domain/placement.ts';
import type { OpenedStore } from '../../src/ports.ts';
import { commit, later, memberOf, noteOf, now, sharedWith } from './store-data.ts';

/** `open` makes a new, empty store. */
export function invitationSuite(open: () => Promise<OpenedStore>): void {
  let store: OpenedStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const save = (previous: StoredNote | undefined, next: StoredNote | undefined, userId?: string) =>
    store.notes.save({ previous, next }, commit(userId ?? (next ?? previous)?.content.ownerId ?? newId()));
  async function saved(previous: StoredNote | undefined, next: StoredNote, userId?: string): Promise<StoredNote> {
    expect(await save(previous, next, userId)).toBe('saved');
    return next;
  }
  const invitedBy = (inviterId: string, userId: string | null, addressHash = newId()) =>
    memberOf(userId, { addressHash, invited: { by: { userId: inviterId, name: 'Ada' }, at: now.toISOString() }, acceptedAt: null }); // prettier-ignore
  /** A note of the first to which the second is invited. */
  async function invited(ownerId: string, userId: string, addressHash?: string): Promise<StoredNote> {
    const note = await saved(undefined, noteOf(ownerId));
    return saved(note, sharedWith(note, invitedBy(ownerId, userId, addressHash)));
  }
  const accept = (note: StoredNote, userId: string) =>
    saved(note, changed(note, userId, { members: accepted(note.members, userId, now) ?? [] }), userId);
  const decline = (note: StoredNote, userId: string) =>
    saved(note, changed(note, userId, { members: declined(note.members, userId, now) ?? [] }), userId);
  const board = async (userId: string, view: 'active' | 'shared') =>
    (await store.reader.page(userId, { view }, undefined, 100)).notes;
  const standing = (userId: string, inviterId: string, noteId = newId()) =>
    store.invitations.standing(userId, inviterId, noteId);

  describe('an open invitation', () => {
    it('is on no board and has no history, and is read with who invites', async () => {
      const [ada, bob] = [newId(), newId()];
      const note = await invited(ada, bob);
      const { id } = note.content;
      expect(await store.notes.find(bob, id)).toEqual(note);
      const view = await store.reader.view(bob, id);
      const { invitation } = JSON.parse(view?.placement ?? '');
      expect(invitation).toEqual({ by: { userId: ada, name: 'Ada' }, role: 'editor', at: now.toISOString() });
      expect(await board(bob, 'active')).toEqual([]);
      expect(await board(bob, 'shared')).toHaveLength(1);
      expect(await store.revisions.page(bob, id, undefined, 10)).toEqual([]);
      expect(await store.revisions.find(bob, id, 1)).toBeUndefined();
      expect((await store.feed.page(bob, undefined, 10))?.entries).toMatchObject([{ noteId: id, note: {} }]);
    });

    it('becomes a place on the board when it is accepted, and makes a pair of contacts', async () => {
      const [ada, bob, eve] = [newId(), newId(), newId()];
      const note = await accept(await invited(ada, bob), bob);
      expect(await store.notes.find(bob, note.content.id)).toEqual(note);
      expect(await board(bob, 'active')).toHaveLength(1);
      expect(await store.revisions.page(bob, note.content.id, undefined, 10)).toHaveLength(1);
      expect([await standing(bob, ada), await standing(ada, bob)]).toEqual(['contact', 'contact']);
      expect([await standing(eve, ada), await standing(bob, eve)]).toEqual(['stranger', 'stranger']);
    });

    it('is gone for its user alone when it is declined, for good', async () => {
      const [ada, bob] = [newId(), newId()];
      const note = await invited(ada, bob);
      const { id } = note.content;
      const count = await store.reader.changeCount(ada);
      expect([await store.invitations.hasDeclined(bob, id), await standing(bob, ada, id)]).toEqual([false, 'stranger']);
      const without = await decline(note, bob);
      expect(await store.notes.find(bob, id)).toBeUndefined();
      expect(await store.notes.findEvenHidden(bob, id)).toEqual(without);
      expect((await store.feed.page(bob, undefined, 10))?.entries).toEqual([]);
      expect(await store.reader.changeCount(ada)).toBe(count);
      const bare = await saved(without, sharedWith(without));
      expect(await store.notes.findEvenHidden(bob, id)).toBeUndefined();
      expect([await store.invitations.hasDeclined(bob, id), await standing(bob, ada, id)]).toEqual([true, 'refused']);
      expect(await standing(bob, ada)).toBe('stranger');
      expect(await save(bare, undefined)).toBe('saved');
      expect(await store.invitations.hasDeclined(bob, id)).toBe(false);
    });
  });

  describe('the room of an inviter', () => {
    it('is taken by addresses, whatever they answer, until they join or are invited no more', async () => {
      const [ada, bob, hash] = [newId(), newId(), newId()];
      const room = (addressHash = newId()) => store.invitations.hasRoomFor(ada, addressHash);
      const rest = Array.from({ length: noteLimits.unansweredInvitations - 2 }, () => invitedBy(ada, null));
      const empty = await saved(undefined, noteOf(ada));
      const note = await saved(empty, sharedWith(empty, ...rest, invitedBy(ada, bob, hash)));
      expect(await room()).toBe(true);
      const other = await invited(ada, bob, newId());
      expect(await room()).toBe(false);
      expect([await room(hash), await store.invitations.hasRoomFor(bob, newId())]).toEqual([true, true]);
      await decline(other, bob);
      expect(await room()).toBe(false);
      const there = await accept(note, bob);
      // Accepted and not opened, it looks unanswered.
      expect(await room()).toBe(false);
      const members = there.members.map(member => (member.userId === bob ? { ...member, openedAt: now.toISOString() } : member)); // prettier-ignore
      const joined = await saved(there, changed(there, bob, { members }), bob);
      expect(await room()).toBe(true);
      await saved(joined, sharedWith(joined));
      expect(await room()).toBe(true);
    });

    it('is not overdrawn by two that are invited at once', async () => {
      const ada = newId();
      const rest = Array.from({ length: noteLimits.unansweredInvitations - 1 }, () => invitedBy(ada, null));
      const [first, second] = [await saved(undefined, noteOf(ada)), await saved(undefined, noteOf(ada))];
      const full = await saved(first, sharedWith(first, ...rest));
      const outcomes = await Promise.all([
        save(full, sharedWith(full, ...full.members, invitedBy(ada, null))),
        save(second, sharedWith(second, invitedBy(ada, null))),
      ]);
      expect(outcomes.toSorted()).toEqual(['clash', 'saved']);
    });
  });

  describe('a block', () => {
    const block = (userId: string, blockedId: string, name?: string, blockedAt = now) =>
      store.blocks.save(
        userId,
        { blockedId, ...(name !== undefined && { name }), blockedAt: blockedAt.toISOString() },
        commit(userId),
      );

    it('is listed newest first, page by page, and once', async () => {
      const [ada, bob, eve] = [newId(), newId(), newId()];
      expect([await block(ada, bob, 'Bob'), await block(ada, eve, undefined, later)]).toEqual(['saved', 'saved']);
      await block(ada, bob, 'Robert', later);
      const ofBob = { blockedId: bob, name: 'Bob', blockedAt: now.toISOString() };
      const ofEve = { blockedId: eve, blockedAt: later.toISOString() };
      expect(await store.blocks.page(ada, undefined, 10)).toEqual([ofEve, ofBob]);
      expect(await store.blocks.page(ada, undefined, 1)).toEqual([ofEve]);
      expect(await store.blocks.page(ada, ofEve, 10)).toEqual([ofBob]);
      expect(await store.blocks.page(bob, undefined, 10)).toEqual([]);
      const count = await store.reader.changeCount(ada);
      await store.blocks.remove(ada, bob, commit(ada));
      expect(await store.blocks.page(ada, undefined, 10)).toEqual([ofEve]);
      expect(await store.reader.changeCount(ada)).toBe(count + 1);
    });

    it('refuses, ends the contact, and lets nobody become one, until it is removed', async () => {
      const [ada, bob] = [newId(), newId()];
      await accept(await invited(ada, bob), bob);
      const open = await invited(ada, bob);
      await block(bob, ada);
      expect([await standing(bob, ada), await standing(ada, bob)]).toEqual(['refused', 'stranger']);
      const note = await saved(undefined, noteOf(ada));
      expect(await save(note, sharedWith(note, invitedBy(ada, bob)))).toBe('clash');
      await accept(open, bob);
      await accept(await invited(bob, ada), ada);
      await store.blocks.remove(bob, ada, commit(bob));
      expect([await standing(bob, ada), await standing(ada, bob)]).toEqual(['stranger', 'stranger']);
      expect(await save(note, sharedWith(note, invitedBy(ada, bob)))).toBe('saved');
    });

    it('finds the open invitations of the one that is blocked, also in the trash', async () => {
      const [ada, bob, eve] = [newId(), newId(), newId()];
      const [open, hidden] = [await invited(ada, bob), await invited(ada, bob)];
      await saved(hidden, changed(hidden, ada, { content: { ...hidden.content, trashedAt: now.toISOString() } }));
      await decline(await invited(ada, bob), bob);
      await accept(await invited(ada, bob), bob);
      await invited(eve, bob);
      const ids = [open, hidden].map(({ content }) => content.id);
      expect((await store.invitations.pending(bob, ada, 10)).toSorted()).toEqual(ids.toSorted());
      expect(await store.invitations.pending(bob, ada, 1)).toHaveLength(1);
    });

    it('never lets in what is invited at the same time', async () => {
      const rounds = Array.from({ length: 20 }, async () => {
        const [ada, bob] = [newId(), newId()];
        const note = await saved(undefined, noteOf(ada));
        const [outcome] = await Promise.all([save(note, sharedWith(note, invitedBy(ada, bob))), block(bob, ada)]);
        // Whatever came first: after the block, all that arrived is found.
        const found = await store.invitations.pending(bob, ada, 10);
        expect([outcome, found.length]).toEqual(outcome === 'saved' ? ['saved', 1] : ['clash', 0]);
      });
      await Promise.all(rounds);
    });

    it('goes with either of the two, and is not made of one who is erased', async () => {
      const [ada, bob, eve] = [newId(), newId(), newId()];
      await block(ada, bob);
      await block(bob, ada);
      await block(eve, bob);
      await store.erasure.bar(bob, now);
      while (await store.erasure.eraseSome(bob, 1));
      for (const each of [ada, bob, eve]) expect(await store.blocks.page(each, undefined, 10)).toEqual([]);
      expect(await block(ada, bob)).toBe('saved');
      expect(await store.blocks.page(ada, undefined, 10)).toEqual([]);
      expect(await block(bob, ada)).toBe('erased');
    });
  });

  describe('an erased person', () => {
    it('leaves no contact, no refusal, and is found where they have declined', async () => {
      const [ada, bob] = [newId(), newId()];
      const [refused] = [await decline(await invited(ada, bob), bob), await accept(await invited(ada, bob), bob)];
      await store.erasure.bar(bob, now);
      const { noteIds } = await store.erasure.sharedNotes(bob, undefined, 10);
      expect(noteIds).toHaveLength(2);
      expect(noteIds).toContain(refused.content.id);
      while (await store.erasure.eraseSome(bob, 1));
      expect([await standing(bob, ada), await standing(ada, bob)]).toEqual(['stranger', 'stranger']);
      expect(await store.invitations.hasDeclined(bob, refused.content.id)).toBe(false);
    });

    it('becomes the contact of nobody who accepts meanwhile', async () => {
      const [ada, bob] = [newId(), newId()];
      const note = await invited(ada, bob);
      await store.erasure.bar(ada, now);
      await accept(note, bob);
      expect(await standing(bob, ada)).toBe('stranger');
    });

    it('gets no invitation', async () => {
      const [ada, bob] = [newId(), newId()];
      const note = await saved(undefined, noteOf(ada));
      await store.erasure.bar(bob, now);
      const arrivals = new Map([[bob, firstPlacement(now)]]);
      expect(await save(note, changed(note, ada, { members: [invitedBy(ada, bob)], arrivals }))).toBe('clash');
    });
  });
}
