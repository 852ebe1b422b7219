/** What the changes feed of every store must do, whatever the engine: run it over each adapter. */
import { newId } from '@keep/service-kit/unique-id';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedPlace } from '../../src/domain/changes-feed.ts';
import { changed } from '../../src/domain/changed.ts';
import type { StoredNote } from '../../src/domain/note.ts';
import { firstPlacement } from '../../src/domain/placement.ts';
import type { FeedEntry, FeedPage, OpenedStore } from '../../src/ports.ts';
import { commit, labelOf, memberOf, noteOf, now, placedAs, retitled, sharedWith } from './store-data.ts';

/** Nothing is gone since. */
const past = new Date(0);
const future = new Date(Date.now() + 86_400_000);

/** `open` makes a new, empty store. */
export function changesFeedSuite(open: () => Promise<OpenedStore>): void {
  let store: OpenedStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  async function create(note: StoredNote): Promise<StoredNote> {
    expect(await store.notes.save({ previous: undefined, next: note }, commit(note.content.ownerId))).toBe('saved');
    return note;
  }
  async function update(previous: StoredNote, next: StoredNote): Promise<StoredNote> {
    expect(await store.notes.save({ previous, next }, commit(previous.content.ownerId))).toBe('saved');
    return next;
  }
  async function remove(note: StoredNote): Promise<void> {
    expect(await store.notes.save({ previous: note, next: undefined }, commit(note.content.ownerId))).toBe('saved');
  }
  async function page(userId: string, since?: FeedPlace, limit = 100): Promise<FeedPage> {
    const found = await store.feed.page(userId, since, limit);
    if (!found) throw new Error('The feed cannot be gone on from there.');
    return found;
  }
  const outline = ({ noteId, version, note }: FeedEntry) => [noteId, version, note !== undefined];

  describe('the changes feed', () => {
    it('tells nobody of what is on others’ boards, now or before', async () => {
      const [ada, eve] = [newId(), newId()];
      const note = await create(noteOf(ada));
      await create(noteOf(ada));
      const gone = await create(noteOf(ada));
      await remove(gone);
      await store.labels.save({ previous: undefined, next: labelOf('mine') }, commit(ada));
      expect(await page(eve)).toMatchObject({ entries: [], labels: [], hasMore: false, count: 0 });
      const shared = await update(note, sharedWith(note, memberOf(eve)));
      expect((await page(eve)).entries.map(outline)).toEqual([[note.content.id, 2, true]]);
      expect(JSON.parse((await page(eve)).entries[0]?.note?.placement ?? '')).toMatchObject({
        position: firstPlacement(now).position,
      });
      const { next } = await page(eve);
      await update(shared, placedAs(shared, { pinned: true }));
      expect((await page(eve, next)).entries).toEqual([]);
    });

    it('tells of a note that is hidden, and of one that a member lost, as of one that is gone', async () => {
      const [ada, eve] = [newId(), newId()];
      const note = await create(noteOf(ada));
      const { id } = note.content;
      const shared = await update(note, sharedWith(note, memberOf(eve)));
      const before = (await page(eve)).next;
      const content = { ...shared.content, trashedAt: now.toISOString() };
      const hidden = await update(shared, changed(shared, ada, { content }));
      expect((await page(eve, before)).entries.map(outline)).toEqual([[id, 3, false]]);
      expect((await page(eve)).entries).toEqual([]);
      expect((await page(ada)).entries.map(outline)).toEqual([[id, 3, true]]);
      const back = await update(hidden, changed(hidden, ada, { content: { ...content, trashedAt: null } }));
      const { entries, next } = await page(eve);
      expect(entries.map(outline)).toEqual([[id, 4, true]]);
      await update(back, sharedWith(back));
      expect((await page(eve, next)).entries.map(outline)).toEqual([[id, 5, false]]);
      const again = sharedWith(sharedWith(back), memberOf(eve));
      await update(sharedWith(back), again);
      expect((await page(eve, next)).entries.map(outline)).toEqual([[id, 6, true]]);
    });

    it('begins with every note that is there, each once, in the order of their last changes', async () => {
      const ada = newId();
      const [one, two, three] = [await create(noteOf(ada)), await create(noteOf(ada)), await create(noteOf(ada))];
      await update(one, retitled(one, 'later'));
      await remove(two);
      const { entries, hasMore } = await page(ada);
      expect(entries.map(outline)).toEqual([
        [three.content.id, 1, true],
        [one.content.id, 2, true],
      ]);
      expect(JSON.parse(entries[1]?.note?.content ?? '')).toMatchObject({ title: 'later' });
      expect(hasMore).toBe(false);
    });

    it('goes on with what has changed since, and with what is gone', async () => {
      const ada = newId();
      const [one, two] = [await create(noteOf(ada)), await create(noteOf(ada))];
      await create(noteOf(ada));
      const { next } = await page(ada);
      expect((await page(ada, next)).entries).toEqual([]);
      const placed = await update(two, placedAs(two, { pinned: true }));
      await remove(one);
      await update(placed, retitled(placed, 'x'));
      const since = await page(ada, next);
      expect(since.entries.map(outline)).toEqual([
        [one.content.id, 2, false],
        [two.content.id, 3, true],
      ]);
      expect((await page(ada, since.next)).entries).toEqual([]);
    });

    it('tells of a note that is made anew under the id of one that is gone as it is now', async () => {
      const ada = newId();
      const note = await create(noteOf(ada));
      const { next } = await page(ada);
      await remove(note);
      await create(noteOf(ada, { id: note.content.id, version: 3 }));
      expect((await page(ada, next)).entries.map(outline)).toEqual([[note.content.id, 3, true]]);
    });

    it('tells all labels when one has changed, once', async () => {
      const ada = newId();
      const beginning = await page(ada);
      expect(beginning.labels).toEqual([]);
      const [work, home] = [labelOf('work'), labelOf('home')];
      await store.labels.save({ previous: undefined, next: work }, commit(ada));
      await store.labels.save({ previous: undefined, next: home }, commit(ada));
      await create(noteOf(ada));
      await create(noteOf(ada));
      const first = await page(ada, beginning.next, 1);
      expect(first.labels).toEqual([home, work]);
      const second = await page(ada, first.next, 1);
      expect(second.labels).toBeUndefined();
      await store.labels.save({ previous: home, next: undefined }, commit(ada));
      expect((await page(ada, second.next)).labels).toEqual([work]);
    });

    it('gives every change once, whatever the size of the page', async () => {
      const ada = newId();
      for (let index = 0; index < 12; index += 1) {
        const note = await create(noteOf(ada, { title: `${index}` }));
        if (index % 3 === 1) await remove(note);
        if (index % 3 === 2) await update(note, retitled(note, 'edited'));
      }
      const before = { seq: 0, began: 0, labels: 0 };
      const whole = (await page(ada, before)).entries;
      expect(whole).toHaveLength(12);
      for (let limit = 1; limit <= 13; limit += 1) {
        const told: FeedEntry[] = [];
        let at: FeedPage | undefined;
        do {
          at = await page(ada, at?.next ?? before, limit);
          expect(at.entries.length).toBeLessThanOrEqual(limit);
          told.push(...at.entries);
        } while (at.hasMore && told.length <= whole.length);
        expect(told).toEqual(whole);
        expect(at.next.seq).toBe(at.count);
      }
    });

    it('cannot be gone on from a count that there never was', async () => {
      const ada = newId();
      await create(noteOf(ada));
      expect(await store.feed.page(ada, { seq: 2, began: 0, labels: 0 }, 10)).toBeUndefined();
      expect(await store.feed.page(newId(), { seq: 1, began: 0, labels: 0 }, 10)).toBeUndefined();
    });

    it('cannot be gone on from before a note that is gone and forgotten, but begins anew', async () => {
      const [ada, eve] = [newId(), newId()];
      const [gone, kept] = [await create(noteOf(ada)), await create(noteOf(ada))];
      await create(noteOf(eve));
      const [old, others] = [await page(ada), await page(eve)];
      await remove(gone);
      const current = await page(ada, old.next);
      expect(await store.feed.forgetGone(past, 10)).toBe(0);
      while ((await store.feed.forgetGone(future, 1)) === 1);
      expect(await store.feed.page(ada, old.next, 10)).toBeUndefined();
      expect((await page(ada, current.next)).entries).toEqual([]);
      expect((await page(ada)).entries.map(outline)).toEqual([[kept.content.id, 1, true]]);
      expect((await page(eve, others.next)).entries).toEqual([]);
    });

    it('is read to its end by who began after what is forgotten', async () => {
      const ada = newId();
      const [first, gone] = [await create(noteOf(ada)), await create(noteOf(ada))];
      const last = await create(noteOf(ada));
      await remove(gone);
      const begun = await page(ada, undefined, 1);
      expect(begun.entries.map(outline)).toEqual([[first.content.id, 1, true]]);
      while ((await store.feed.forgetGone(future, 10)) > 0);
      expect((await page(ada, begun.next)).entries.map(outline)).toEqual([[last.content.id, 1, true]]);
    });

    it('forgets a note, and not the version that it ended with', async () => {
      const ada = newId();
      const note = await create(noteOf(ada));
      await remove(note);
      while ((await store.feed.forgetGone(future, 10)) > 0);
      expect(await store.notes.lastVersion(note.content.id)).toBe(2);
    });
  });
}
