/** What every store must do for notes that are shared, whatever the engine: run it over each adapter. */
import { newId } from '@keep/service-kit/unique-id';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changed } from '../../src/domain/changed.ts';
import { withoutPerson } from '../../src/domain/inheritance.ts';
import { revised, type StoredNote } from '../../src/domain/note.ts';
import { firstPlacement, placed } from '../../src/domain/placement.ts';
import type { BoardFilter, OpenedStore } from '../../src/ports.ts';
import { commit, labelOf, later, memberOf, noteOf, now, placedAs, retitled, sharedWith } from './store-data.ts';

const GROUP = 'notes.addresses';

/** `open` makes a new, empty store. */
export function memberSuite(open: () => Promise<OpenedStore>): void {
  let store: OpenedStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const save = (previous: StoredNote | undefined, next: StoredNote | undefined, userId?: string) =>
    store.notes.save({ previous, next }, commit(userId ?? (next ?? previous)?.content.ownerId ?? newId()));
  async function saved(previous: StoredNote | undefined, next: StoredNote): Promise<StoredNote> {
    expect(await save(previous, next)).toBe('saved');
    return next;
  }
  /** A note of `ownerId`, shared with these. */
  async function shared(ownerId: string, ...members: Parameters<typeof memberOf>[0][]): Promise<StoredNote> {
    const note = await saved(undefined, noteOf(ownerId));
    return saved(note, sharedWith(note, ...members.map(userId => memberOf(userId))));
  }
  const trashed = (note: StoredNote, trashedAt: string | null = now.toISOString()) =>
    changed(note, note.content.ownerId, { content: { ...note.content, trashedAt } });
  const board = async (userId: string, filter: BoardFilter) =>
    (await store.reader.page(userId, filter, undefined, 100)).notes.map(
      ({ content }) => (JSON.parse(content) as { id: string }).id,
    );
  const record = (userId: string, addressHash: string, verifiedAt: Date, eventId = newId()) =>
    store.addresses.record({ userId, addressHash, verifiedAt: verifiedAt.toISOString() }, GROUP, eventId);

  describe('a member', () => {
    it('has lost the note, its history and its place on the board once they are none', async () => {
      const [ada, bob, eve] = [newId(), newId(), newId()];
      const note = await shared(ada, bob, eve);
      const { id } = note.content;
      const count = await store.reader.changeCount(bob);
      const left = await saved(note, sharedWith(note, ...note.members.filter(({ userId }) => userId !== bob)));
      expect(await store.notes.find(bob, id)).toBeUndefined();
      expect(await store.notes.findEvenHidden(bob, id)).toBeUndefined();
      expect(await store.reader.view(bob, id)).toBeUndefined();
      expect(await store.revisions.page(bob, id, undefined, 10)).toEqual([]);
      expect(await store.revisions.find(bob, id, 1)).toBeUndefined();
      expect(await board(bob, { view: 'active' })).toEqual([]);
      expect(await board(bob, { view: 'shared' })).toEqual([]);
      expect(await store.reader.changeCount(bob)).toBe(count + 1);
      expect(await store.notes.find(eve, id)).toEqual(left);
      expect(await store.notes.find(ada, id)).toEqual(left);
    });

    it('is found on no board of a note that does not know them, however often they come and go', async () => {
      const [ada, bob] = [newId(), newId()];
      const alone = await saved(undefined, noteOf(ada));
      const { id } = alone.content;
      const strangers: unknown[] = [];
      let isOver = false;
      const reading = Array.from({ length: 4 }, async () => {
        while (!isOver) {
          const found = await store.notes.find(bob, id);
          if (found && !found.members.some(({ userId }) => userId === bob)) strangers.push(found);
          await new Promise(setImmediate);
        }
      });
      let note = alone;
      for (let round = 0; round < 20; round += 1) {
        note = await saved(note, sharedWith(note, memberOf(bob)));
        note = await saved(note, sharedWith(note));
      }
      isOver = true;
      await Promise.all(reading);
      expect(strangers).toEqual([]);
    });

    it('does not see the note while it is in the trash, and has it back where they had put it', async () => {
      const [ada, bob] = [newId(), newId()];
      const note = await shared(ada, bob);
      const { id } = note.content;
      const reminder = { at: later.toISOString(), timeZone: 'UTC', repeat: null };
      const placement = { ...firstPlacement(now), pinned: true, reminder };
      const placed = await saved(note, changed(note, bob, { placement }));
      const gone = await saved(placed, trashed(placed));
      expect(await store.notes.find(bob, id)).toBeUndefined();
      expect(await store.notes.findEvenHidden(bob, id)).toEqual(gone);
      expect(await store.reader.view(bob, id)).toBeUndefined();
      expect(await store.revisions.page(bob, id, undefined, 10)).toEqual([]);
      expect(await store.revisions.find(bob, id, 1)).toBeUndefined();
      for (const view of ['active', 'archived', 'trashed', 'shared', 'reminders'] as const) {
        expect(await board(bob, { view })).toEqual([]);
      }
      expect(await store.notes.find(ada, id)).toEqual(gone);
      expect(await board(ada, { view: 'trashed' })).toEqual([id]);
      const back = await saved(gone, trashed(gone, null));
      expect(await store.notes.find(bob, id)).toEqual(back);
      for (const view of ['active', 'shared', 'reminders'] as const) expect(await board(bob, { view })).toEqual([id]);
      expect(JSON.parse((await store.reader.view(bob, id))?.placement ?? '')).toEqual(placement);
    });

    it('who has been erased gets nothing', async () => {
      const [ada, bob] = [newId(), newId()];
      const note = await saved(undefined, noteOf(ada));
      await store.erasure.bar(bob, now);
      expect(await save(note, sharedWith(note, memberOf(bob)))).toBe('clash');
      expect(await save(note, sharedWith(note, memberOf(bob)), bob)).toBe('erased');
      expect(await store.notes.find(ada, note.content.id)).toEqual(note);
    });

    it('takes labels off a note that is hidden', async () => {
      const [ada, bob] = [newId(), newId()];
      const label = labelOf('mine');
      await store.labels.save({ previous: undefined, next: label }, commit(bob));
      const note = await shared(ada, bob);
      const { id } = note.content;
      const labelled = changed(note, bob, { placement: { ...firstPlacement(now), labelIds: [label.id] } });
      expect(await save(note, labelled, bob)).toBe('saved');
      const hidden = await saved(labelled, trashed(labelled));
      expect(await board(bob, { view: 'active', label: label.id })).toEqual([]);
      expect(await store.notes.labelled(bob, label.id, 10)).toEqual([id]);
      expect(await store.labels.save({ previous: label, next: undefined }, commit(bob))).toBe('saved');
      const own = hidden.placements.get(bob)?.placement ?? firstPlacement(now);
      const bare = changed(hidden, bob, { placement: placed(own, { removeLabelIds: [label.id] }) });
      expect(await save(hidden, bare, bob)).toBe('saved');
      expect(await store.notes.labelled(bob, label.id, 10)).toEqual([]);
    });

    it('is kept as one who is asked to become the owner, and as an author, with the name', async () => {
      const [ada, bob] = [newId(), newId()];
      const joined = memberOf(bob, { openedAt: now.toISOString(), name: 'Bob' });
      const alone = await saved(undefined, noteOf(ada));
      const note = await saved(alone, sharedWith(alone, joined));
      const former = { email: 'ada@example.com', addressHash: newId(), name: 'Ada' };
      const asked = await saved(note, changed(note, ada, { handOver: { heirId: bob, former } }));
      expect(await store.notes.find(ada, note.content.id)).toEqual(asked);
      const content = revised(asked.content, { ...asked.content, title: 'by bob' }, bob, later);
      const written = changed(asked, bob, { content, actorName: 'Robert' });
      expect(await save(asked, written, bob)).toBe('saved');
      expect(await store.notes.find(bob, note.content.id)).toEqual(written);
      expect(await store.reader.view(ada, note.content.id)).toMatchObject({
        ownerId: ada,
        authors: [{ userId: bob, name: 'Robert' }],
      });
      expect(written.content).toMatchObject({ pendingOwner: bob, people: [{ userId: bob, name: 'Bob' }] });
    });

    it('who wrote and left is found for their erasure, until they are named no more', async () => {
      const [ada, bob] = [newId(), newId()];
      const note = await shared(ada, bob);
      const { id } = note.content;
      const content = revised(note.content, { ...note.content, title: 'by bob' }, bob, later);
      const written = changed(note, bob, { content, actorName: 'Bob' });
      expect(await save(note, written, bob)).toBe('saved');
      const left = await saved(written, sharedWith(written));
      expect(await store.notes.find(bob, id)).toBeUndefined();
      expect(await store.notes.findEvenHidden(bob, id)).toEqual(left);
      expect((await store.erasure.sharedNotes(bob, undefined, 10)).noteIds).toEqual([id]);
      await store.erasure.bar(bob, now);
      const { next, ...rest } = { next: changed(left, bob, withoutPerson(left, bob)), ...commit(bob) };
      expect(await store.notes.save({ previous: left, next }, { ...rest, isErasure: true })).toBe('saved');
      expect(await store.notes.findEvenHidden(bob, id)).toBeUndefined();
      expect((await store.erasure.sharedNotes(bob, undefined, 10)).noteIds).toEqual([]);
      expect(JSON.stringify(await store.reader.view(ada, id))).not.toContain('"Bob"');
    });

    it('becomes the owner, with everything that is asked for by the owner', async () => {
      const [ada, bob] = [newId(), newId()];
      const importId = newId();
      const note = await saved(undefined, noteOf(ada, { importId }));
      const before = await saved(note, sharedWith(note, memberOf(bob)));
      const content = { ...before.content, ownerId: bob };
      const handed = { ...changed(before, ada, { content, members: [memberOf(ada)] }), importId: null };
      expect(await save(before, handed, ada)).toBe('saved');
      expect(await store.notes.find(bob, note.content.id)).toEqual(handed);
      expect(await store.imports.notes(ada, importId)).toEqual([]);
      const gone = await saved(handed, trashed(handed));
      expect(await board(ada, { view: 'trashed' })).toEqual([]);
      expect(await board(bob, { view: 'trashed' })).toEqual([note.content.id]);
      expect(await store.notes.trashedBefore(later, 100)).toContainEqual({ ownerId: bob, noteId: note.content.id });
      expect(await save(gone, undefined)).toBe('saved');
    });
  });

  describe('the list of shared notes', () => {
    it('has what somebody was invited to, mine and others’, archived or not', async () => {
      const [ada, bob] = [newId(), newId()];
      const mine = await shared(ada, bob);
      const invited = await shared(ada, null);
      const own = await saved(undefined, noteOf(ada));
      const theirs = await shared(bob, ada);
      await saved(mine, placedAs(mine, { archived: true }));
      const ids = [mine, invited, theirs].map(({ content }) => content.id);
      expect((await board(ada, { view: 'shared' })).toSorted()).toEqual(ids.toSorted());
      expect(await board(ada, { view: 'shared', color: 'red' })).toEqual([]);
      await saved(invited, sharedWith(invited));
      expect(await board(ada, { view: 'shared' })).not.toContain(invited.content.id);
      expect(await board(ada, { view: 'shared' })).not.toContain(own.content.id);
    });
  });

  describe('an address', () => {
    it('belongs to whom it was verified for last', async () => {
      const [ada, bob, hash] = [newId(), newId(), newId()];
      expect(await store.addresses.userOf(hash)).toBeUndefined();
      await record(ada, hash, now);
      expect(await store.addresses.userOf(hash)).toBe(ada);
      await record(bob, hash, later);
      await record(ada, hash, now);
      expect(await store.addresses.userOf(hash)).toBe(bob);
    });

    it('is the only one of its account', async () => {
      const [ada, first, second] = [newId(), newId(), newId()];
      await record(ada, second, later);
      await record(ada, first, now);
      expect(await store.addresses.userOf(first)).toBeUndefined();
      expect(await store.addresses.userOf(second)).toBe(ada);
    });

    it('is recorded once for each event', async () => {
      const [ada, hash, event] = [newId(), newId(), newId()];
      await record(ada, hash, now, event);
      await record(newId(), hash, later, event);
      expect(await store.addresses.userOf(hash)).toBe(ada);
    });

    it('is nobody’s once its person is erased, and is not recorded for them again', async () => {
      const [ada, hash, other] = [newId(), newId(), newId()];
      await record(ada, hash, now);
      await store.erasure.bar(ada, now);
      await record(ada, other, later);
      expect(await store.addresses.userOf(hash)).toBeUndefined();
      expect(await store.addresses.userOf(other)).toBeUndefined();
    });
  });

  describe('an invitation', () => {
    const invite = (note: StoredNote, addressHash: string) => sharedWith(note, memberOf(null, { addressHash }));

    it('is found by its address until there is an account', async () => {
      const [ada, bob, hash] = [newId(), newId(), newId()];
      const note = await saved(undefined, noteOf(ada));
      const invited = await saved(note, invite(note, hash));
      const edited = await saved(invited, retitled(invited, 'goes on'));
      expect(await store.notes.invited(hash, 10)).toEqual([{ ownerId: ada, noteId: note.content.id }]);
      await record(bob, hash, now);
      const members = edited.members.map(member => ({ ...member, userId: bob }));
      const admitted = changed(edited, bob, { members, arrivals: new Map([[bob, firstPlacement(now)]]) });
      expect(await save(edited, admitted, bob)).toBe('saved');
      expect(await store.notes.invited(hash, 10)).toEqual([]);
      expect(await store.notes.find(bob, note.content.id)).toEqual(admitted);
    });

    it('goes with its note', async () => {
      const hash = newId();
      const note = await saved(undefined, noteOf(newId()));
      const invited = await saved(note, invite(note, hash));
      expect(await save(invited, undefined)).toBe('saved');
      expect(await store.notes.invited(hash, 10)).toEqual([]);
    });

    it('clashes when its address is known meanwhile, unless that person is erased', async () => {
      const [bob, hash] = [newId(), newId()];
      const note = await saved(undefined, noteOf(newId()));
      await record(bob, hash, now);
      expect(await save(note, invite(note, hash))).toBe('clash');
      await store.erasure.bar(bob, later);
      expect(await save(note, invite(note, hash))).toBe('saved');
    });

    it('is never missed by an address that is recorded at the same time', async () => {
      const rounds = Array.from({ length: 30 }, async (_, round) => {
        const hash = newId();
        const note = await saved(undefined, noteOf(newId()));
        const inviting = () => save(note, invite(note, hash));
        const recording = () => record(newId(), hash, now).then(() => store.notes.invited(hash, 10));
        // Where writes are taken in turn, who comes first must change.
        const first = round % 2 === 0 ? inviting() : undefined;
        const recorded = recording();
        const [outcome, found] = await Promise.all([first ?? inviting(), recorded]);
        // Either the invitation is refused, or who has recorded the address finds it at once.
        expect([outcome, found.length]).toEqual(outcome === 'saved' ? ['saved', 1] : ['clash', 0]);
      });
      await Promise.all(rounds);
    });
  });
}
