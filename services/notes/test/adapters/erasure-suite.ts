/** What every store must do when somebody is erased who shared notes, whatever the engine and whatever interrupts it. */
import { noteShared } from '@keep/contracts/notes-events';
import { newId } from '@keep/service-kit/unique-id';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedPlace } from '../../src/domain/changes-feed.ts';
import { inherited } from '../../src/domain/inheritance.ts';
import { declined } from '../../src/domain/invitation.ts';
import { changed } from '../../src/domain/changed.ts';
import type { StoredNote } from '../../src/domain/note.ts';
import type { ErasureStore, FeedPage, NoteRepository, OpenedStore } from '../../src/ports.ts';
import { makeEndSharing, type SharedNotesWish } from '../../src/use-cases/end-sharing.ts';
import { makeEraseUser } from '../../src/use-cases/erase-user.ts';
import { noteEvent } from '../../src/use-cases/note-event.ts';
import { killedAnywhere } from './killed-anywhere.ts';
import { standIn } from './stand-in.ts';
import { commit, later, memberOf, noteOf, now, sharedWith } from './store-data.ts';

/** `open` makes a new, empty store. */
export function erasureSuite(open: () => Promise<OpenedStore>): void {
  let store: OpenedStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  async function saved(previous: StoredNote | undefined, next: StoredNote): Promise<StoredNote> {
    expect(await store.notes.save({ previous, next }, commit(next.content.ownerId))).toBe('saved');
    return next;
  }
  async function shared(ownerId: string, ...members: ReturnType<typeof memberOf>[]): Promise<StoredNote> {
    const note = await saved(undefined, noteOf(ownerId));
    return saved(note, sharedWith(note, ...members));
  }
  const joined = (userId: string, rest: Parameters<typeof memberOf>[1] = {}) =>
    memberOf(userId, { openedAt: now.toISOString(), ...rest });
  const find = (userId: string, { content: { id } }: StoredNote) => store.notes.find(userId, id);
  const tellsOf = async ({ content: { id } }: StoredNote) =>
    (await store.outbox.unsent(1_000)).filter(({ data }) => (data as { noteId?: string }).noteId === id);

  async function feedOf(userId: string, since?: FeedPlace): Promise<FeedPage> {
    const page = await store.feed.page(userId, since, 10);
    if (!page) throw new Error('The feed cannot be gone on from there.');
    return page;
  }

  /** The erasure of a person, by the ports of the store or others in their place. */
  function erase(
    userId: string,
    sharedNotes: SharedNotesWish,
    notes: NoteRepository = store.notes,
    erasure: ErasureStore = store.erasure,
  ): Promise<void> {
    const clock = () => later;
    const endSharing = makeEndSharing({ notes, erasure, clock });
    const requestId = `erase ${userId}`;
    return makeEraseUser({ erasure, endSharing, clock })({ userId, sharedNotes, group: 'notes.erasure', requestId });
  }

  describe('the erasure of somebody who shares notes', () => {
    it('finds what somebody else has too, page by page, also what is hidden', async () => {
      const [ada, bob] = [newId(), newId()];
      const notes = await Promise.all([
        shared(ada, memberOf(bob)),
        shared(bob, memberOf(ada)),
        shared(bob, memberOf(ada)),
      ]);
      const [, , hidden] = notes;
      await saved(hidden, changed(hidden, bob, { content: { ...hidden.content, trashedAt: now.toISOString() } }));
      await Promise.all([saved(undefined, noteOf(ada)), shared(ada, memberOf(null))]);
      const found: string[] = [];
      let after: string | undefined;
      do {
        const { noteIds, next } = await store.erasure.sharedNotes(ada, after, 2);
        found.push(...noteIds);
        after = next;
      } while (after !== undefined);
      expect(found.toSorted()).toEqual(notes.map(({ content }) => content.id).toSorted());
    });

    it('is known from its beginning', async () => {
      const ada = newId();
      expect(await store.erasure.isBarred(ada)).toBe(false);
      await store.erasure.bar(ada, now);
      expect(await store.erasure.isBarred(ada)).toBe(true);
    });

    it('takes no note by itself that somebody else has', async () => {
      const [ada, bob] = [newId(), newId()];
      const note = await shared(ada, memberOf(bob));
      await saved(undefined, noteOf(ada));
      await store.erasure.bar(ada, now);
      while (await store.erasure.eraseSome(ada, 10));
      expect(await find(bob, note)).toEqual(note);
      expect(await store.erasure.hasNotes(ada)).toBe(true);
    });

    it('removes the person’s notes for everybody, and says so as nobody’s own', async () => {
      const [ada, bob] = [newId(), newId()];
      const note = await shared(ada, joined(bob));
      await saved(undefined, noteOf(ada));
      const [count, seen] = [await store.reader.changeCount(bob), await feedOf(bob)];
      await erase(ada, 'remove');
      expect(await find(bob, note)).toBeUndefined();
      expect(await store.erasure.hasNotes(ada)).toBe(false);
      expect(await store.reader.changeCount(bob)).toBe(count + 1);
      const { entries } = await feedOf(bob, seen.next);
      expect(entries).toEqual([{ noteId: note.content.id, version: note.version + 1 }]);
      const [told] = await tellsOf(note);
      expect(told?.subject).toBe('keep.notes._.note-deleted.v1');
      expect(told?.data).toMatchObject({ version: note.version + 1, readerIds: expect.arrayContaining([ada, bob]) });
      expect(await store.notes.lastVersion(note.content.id)).toBe(note.version + 1);
    });

    it('hands a note to the editor who has been there for longest, and else to a checker, and else to a viewer', async () => {
      const ada = newId();
      const [early, late] = [now.toISOString(), later.toISOString()];
      const people = {
        viewer: joined(newId(), { role: 'viewer', openedAt: early }),
        checker: joined(newId(), { role: 'checker', openedAt: early }),
        newcomer: joined(newId(), { openedAt: late }),
        editor: joined(newId(), { openedAt: early }),
        invited: memberOf(newId()),
        pending: memberOf(newId(), { acceptedAt: null }),
      };
      const { viewer, checker, newcomer, editor, invited, pending } = people;
      const byHeir = [
        [await shared(ada, pending, viewer, checker, newcomer, editor, invited), editor],
        [await shared(ada, viewer, checker, newcomer, invited), newcomer],
        [await shared(ada, viewer, checker, invited), checker],
        [await shared(ada, invited, pending, viewer), viewer],
      ] as const;
      const nobodys = await shared(ada, invited, pending);
      await erase(ada, 'hand-over');
      for (const [note, heir] of byHeir) {
        const found = await find(heir.userId ?? '', note);
        expect(found?.content.ownerId).toBe(heir.userId);
        expect(found?.members.map(({ id }) => id)).toEqual(
          note.members.filter(each => each !== heir).map(({ id }) => id),
        );
        expect([...(found?.placements.keys() ?? [])]).not.toContain(ada);
        expect((await tellsOf(note)).map(({ subject }) => subject)).toEqual([
          `keep.notes.${heir.userId}.note-shared.v1`,
        ]);
      }
      for (const { userId } of [invited, pending]) expect(await find(userId ?? '', nobodys)).toBeUndefined();
    });

    it('hands a note over with nothing of the person in it: no invitation, no wish, no name', async () => {
      const [ada, bob, eve, cy] = [newId(), newId(), newId(), newId()];
      const by = { userId: ada, name: 'Ada' };
      const invitedBy = (userId: string | null) =>
        memberOf(userId, { acceptedAt: null, invited: { by, at: now.toISOString() } });
      const [editor, viewer] = [joined(bob), joined(cy, { role: 'viewer' })];
      const note = await shared(ada, editor, viewer, invitedBy(eve), invitedBy(null));
      const former = { email: 'ada@example.com', addressHash: newId(), name: 'Ada' };
      const asked = await saved(note, changed(note, ada, { handOver: { heirId: cy, former } }));
      await erase(ada, 'hand-over');
      const found = await find(bob, asked);
      expect(found).toMatchObject({ handOver: null, content: { ownerId: bob, pendingOwner: null } });
      expect(found?.members.map(({ id }) => id)).toEqual([viewer.id]);
      expect(await find(eve, asked)).toBeUndefined();
      expect(JSON.stringify([found, ...(found?.placements ?? [])])).not.toMatch(/ada@example.com|"Ada"/);
      const [told] = await tellsOf(asked);
      expect(told?.data).toMatchObject({ formerReaderIds: [ada], invitedIds: [eve] });
    });

    it('takes the person out of the notes that they have declined', async () => {
      const [ada, bob] = [newId(), newId()];
      const by = { userId: ada };
      const pending = memberOf(bob, { acceptedAt: null, invited: { by, at: now.toISOString() } });
      const note = await shared(ada, pending);
      const refused = changed(note, bob, { members: declined(note.members, bob, now) ?? [] });
      expect(await store.notes.save({ previous: note, next: refused }, commit(bob))).toBe('saved');
      await erase(bob, 'remove');
      expect((await find(ada, note))?.members).toEqual([]);
      expect(await store.invitations.hasDeclined(bob, note.content.id)).toBe(false);
    });

    it('hands nothing to somebody who is being erased too, nor what its owner threw away', async () => {
      const [ada, bob, eve] = [newId(), newId(), newId()];
      const note = await shared(ada, joined(bob), joined(eve, { role: 'viewer' }));
      const rubbish = await shared(ada, joined(eve));
      await saved(rubbish, changed(rubbish, ada, { content: { ...rubbish.content, trashedAt: now.toISOString() } }));
      await store.erasure.bar(bob, now);
      expect(
        await store.notes.save(
          { previous: note, next: changed(note, ada, inherited(note, { userId: bob })) },
          commit(ada),
        ),
      ).toBe('clash');
      await erase(ada, 'hand-over');
      expect((await find(eve, note))?.content.ownerId).toBe(eve);
      expect(await store.notes.findEvenHidden(eve, rubbish.content.id)).toBeUndefined();
      await erase(bob, 'hand-over');
      expect((await find(eve, note))?.members).toEqual([]);
    });

    it('ends their memberships, and tells the others', async () => {
      const [ada, bob, eve] = [newId(), newId(), newId()];
      const note = await shared(ada, joined(bob), joined(eve));
      await erase(bob, 'remove');
      const left = await find(ada, note);
      expect(left?.members.map(({ userId }) => userId)).toEqual([eve]);
      expect(left?.content.members).toHaveLength(1);
      expect([...(left?.placements.keys() ?? [])].toSorted()).toEqual([ada, eve].toSorted());
      const [told] = await tellsOf(note);
      expect(told).toMatchObject({ subject: `keep.notes.${ada}.note-shared.v1`, data: { formerReaderIds: [bob] } });
      const { entries } = await feedOf(eve);
      expect(entries.map(({ noteId, version }) => [noteId, version])).toEqual([[note.content.id, left?.version]]);
    });

    it('forgets their address', async () => {
      const [ada, hash] = [newId(), newId()];
      await store.addresses.record({ userId: ada, addressHash: hash, verifiedAt: now.toISOString() }, 'g', newId());
      await erase(ada, 'remove');
      await store.addresses.record(
        { userId: newId(), addressHash: hash, verifiedAt: later.toISOString() },
        'g',
        newId(),
      );
      expect(await store.addresses.userOf(hash)).not.toBe(ada);
    });

    it('takes those along who were invited before and become members meanwhile', async () => {
      const [ada, bob, hash] = [newId(), newId(), newId()];
      const note = await shared(ada, memberOf(null, { addressHash: hash }));
      const { next: seen } = await feedOf(bob);
      let isAdmitted = false;
      const erasure = standIn(store.erasure, {
        async eraseSome(userId, limit) {
          if (!isAdmitted) {
            const members = note.members.map(member => ({ ...member, userId: bob }));
            const next = sharedWith(note, ...members);
            const events = [noteEvent(noteShared, next, bob, now, note)];
            expect(await store.notes.save({ previous: note, next }, commit(bob, { events }))).toBe('saved');
            isAdmitted = true;
          }
          return store.erasure.eraseSome(userId, limit);
        },
      });
      await erase(ada, 'remove', store.notes, erasure);
      expect(isAdmitted).toBe(true);
      expect(await find(bob, note)).toBeUndefined();
      expect((await feedOf(bob, seen)).entries).toMatchObject([{ noteId: note.content.id }]);
    });

    it.each(['remove', 'hand-over'] as const)('comes to the same end wherever it is killed (%s)', async wish => {
      const [ada, bob, eve] = [newId(), newId(), newId()];
      const mine = [
        await shared(ada, joined(bob), joined(eve)),
        await shared(ada, joined(bob)),
        await shared(ada, memberOf(null)),
      ];
      const theirs = [await shared(bob, joined(ada), joined(eve)), await shared(eve, joined(ada))];
      await saved(undefined, noteOf(ada));
      await killedAnywhere(mortal => erase(ada, wish, mortal(store.notes), mortal(store.erasure)));
      expect(await store.erasure.hasNotes(ada)).toBe(false);
      for (const note of theirs) {
        const found = await find(note.content.ownerId, note);
        expect(found?.version).toBe(note.version + 1);
        expect(found?.members.some(({ userId }) => userId === ada)).toBe(false);
      }
      for (const note of mine.slice(0, 2)) {
        const found = await find(bob, note);
        if (wish === 'remove') expect(found).toBeUndefined();
        else expect(found).toMatchObject({ version: note.version + 1, content: { ownerId: bob } });
        expect(await tellsOf(note)).toHaveLength(1);
      }
    });
  });
}
