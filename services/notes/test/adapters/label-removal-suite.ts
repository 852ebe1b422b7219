/** What every store must do when a label is deleted that notes carry, whatever the engine and whatever interrupts it. */
import type { Actor } from '@keep/service-kit/actor';
import { newId } from '@keep/service-kit/unique-id';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Label } from '../../src/domain/label.ts';
import { changed } from '../../src/domain/changed.ts';
import type { StoredNote } from '../../src/domain/note.ts';
import { firstPlacement } from '../../src/domain/placement.ts';
import type { OpenedStore, Store } from '../../src/ports.ts';
import { forgetful } from '../../src/use-cases/handle-once.ts';
import { makeTakeLabelOff } from '../../src/use-cases/take-labels-off.ts';
import { makeUseCases } from '../../src/use-cases/use-cases.ts';
import { killedAnywhere } from './killed-anywhere.ts';
import { standIn } from './stand-in.ts';
import { commit, labelOf, later, memberOf, noteOf, now, placedAs, retitled, sharedWith } from './store-data.ts';

/** `open` makes a new, empty store. */
export function labelRemovalSuite(open: () => Promise<OpenedStore>): void {
  let store: OpenedStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const useCases = (of: Store = store) => makeUseCases(of, () => later, { trashDays: 30 });
  const actorOf = (userId: string): Actor => ({
    userId, sessionId: newId(), use: 'session', scopes: [], expiresAt: 0,
  }); // prettier-ignore
  const saveNote = (previous: StoredNote | undefined, next: StoredNote) =>
    store.notes.save({ previous, next }, commit(next.content.ownerId));
  const saveLabel = (userId: string, previous: Label | undefined, next: Label | undefined) =>
    store.labels.save({ previous, next }, commit(userId));
  const removalsOf = async (userId: string) =>
    (await store.labels.removals(100)).filter(removal => removal.userId === userId);

  async function labelledNotes(count: number): Promise<{ ada: string; label: Label; notes: StoredNote[] }> {
    const [ada, label] = [newId(), labelOf('some')];
    await saveLabel(ada, undefined, label);
    const notes = Array.from({ length: count }, () => noteOf(ada, { placement: { labelIds: [label.id] } }));
    await Promise.all(notes.map(note => saveNote(undefined, note)));
    return { ada, label, notes };
  }

  async function labelIdsOn(userId: string, note: StoredNote): Promise<string[] | undefined> {
    const found = await store.notes.findEvenHidden(userId, note.content.id);
    return found?.placements.get(userId)?.placement.labelIds;
  }

  describe('a label that is deleted while notes carry it', () => {
    it('is gone at once, and cannot be put on anything', async () => {
      const { ada, label, notes } = await labelledNotes(1);
      const other = noteOf(ada);
      await saveNote(undefined, other);
      expect(await saveLabel(ada, label, undefined)).toBe('saved');
      expect(await store.labels.find(ada, label.id)).toBeUndefined();
      expect((await store.reader.page(ada, { view: 'active', label: label.id }, undefined, 10)).notes).toEqual([]);
      expect((await store.feed.page(ada, undefined, 10))?.labels).toEqual([]);
      expect(await saveNote(other, placedAs(other, { labelIds: [label.id] }))).toBe('clash');
      expect(await store.notes.labelled(ada, label.id, 10)).toEqual(notes.map(({ content }) => content.id));
      expect(await removalsOf(ada)).toEqual([{ userId: ada, labelId: label.id }]);
    });

    it('leaves its notes free to be changed and copied', async () => {
      const { ada, label, notes } = await labelledNotes(1);
      await saveLabel(ada, label, undefined);
      for (const note of notes) {
        const edited = retitled(note, 'edited');
        expect(await saveNote(note, edited)).toBe('saved');
        expect(await saveNote(edited, placedAs(edited, { pinned: true }))).toBe('saved');
        const copy = await useCases().copyNote(actorOf(ada), note.content.id, undefined, forgetful);
        expect(JSON.parse(copy.view.placement)).toMatchObject({ labelIds: [] });
      }
    });

    it('keeps its id until it is off its notes, and its name for nobody', async () => {
      const { ada, label, notes } = await labelledNotes(1);
      await saveLabel(ada, label, undefined);
      expect(await saveLabel(ada, undefined, label)).toBe('clash');
      expect(await saveLabel(ada, undefined, labelOf(label.name))).toBe('saved');
      await useCases().takeLabelsOff();
      expect(await saveLabel(ada, undefined, { ...label, name: 'again' })).toBe('saved');
      for (const note of notes) expect(await labelIdsOn(ada, note)).toEqual([]);
    });

    it('has nothing left to do where no note carried it', async () => {
      const { ada, label } = await labelledNotes(0);
      await saveLabel(ada, label, undefined);
      expect(await removalsOf(ada)).toEqual([]);
    });

    it('is taken off also what is hidden from its person', async () => {
      const [ada, bob, label] = [newId(), newId(), labelOf('bob’s')];
      await saveLabel(bob, undefined, label);
      const note = noteOf(ada);
      await saveNote(undefined, note);
      const shared = sharedWith(note, memberOf(bob));
      await saveNote(note, shared);
      const labelled = changed(shared, bob, { placement: { ...firstPlacement(now), labelIds: [label.id] } });
      await store.notes.save({ previous: shared, next: labelled }, commit(bob));
      await saveNote(labelled, changed(labelled, ada, { content: { ...note.content, trashedAt: now.toISOString() } }));
      expect(await labelIdsOn(bob, note)).toEqual([label.id]);
      await useCases().deleteLabel(actorOf(bob), label.id, forgetful);
      expect(await labelIdsOn(bob, note)).toEqual([]);
    });

    it('is taken off each note once, with an event, wherever that is killed', async () => {
      const { ada, label, notes } = await labelledNotes(12);
      await killedAnywhere(async mortal => {
        const { deleteLabel, takeLabelsOff } = useCases({
          ...store,
          notes: mortal(store.notes),
          labels: mortal(store.labels),
        });
        if (await store.labels.find(ada, label.id)) await deleteLabel(actorOf(ada), label.id, forgetful);
        await takeLabelsOff();
      });
      const told = (await store.outbox.unsent(1_000)).filter(({ subject }) => subject.includes(ada));
      expect(told.map(({ type }) => type).toSorted()).toEqual([
        'notes.label-deleted.v1',
        ...notes.map(() => 'notes.note-placed.v1'),
      ]);
      expect(told[0]?.type).toBe('notes.label-deleted.v1');
      for (const note of notes) {
        const found = await store.notes.find(ada, note.content.id);
        expect([found?.version, await labelIdsOn(ada, note)]).toEqual([note.version + 1, []]);
      }
      expect(await removalsOf(ada)).toEqual([]);
    }, 60_000);

    it('is off when the answer comes, though others take it off too', async () => {
      const { ada, label, notes } = await labelledNotes(120);
      const takeOffElsewhere = makeTakeLabelOff({ ...store, clock: () => later });
      const notesOfOthers = standIn(store.notes, {
        async labelled(userId, labelId, limit) {
          const found = await store.notes.labelled(userId, labelId, limit);
          await takeOffElsewhere({ userId, labelId });
          return found;
        },
      });
      await useCases({ ...store, notes: notesOfOthers }).deleteLabel(actorOf(ada), label.id, forgetful);
      for (const note of notes) expect(await labelIdsOn(ada, note)).toEqual([]);
    });

    it('is taken off each note once, however many do so at once', async () => {
      const { ada, label, notes } = await labelledNotes(20);
      await saveLabel(ada, label, undefined);
      await Promise.all([1, 2, 3].map(() => useCases().takeLabelsOff()));
      await useCases().takeLabelsOff();
      for (const note of notes) {
        const found = await store.notes.find(ada, note.content.id);
        expect([found?.version, await labelIdsOn(ada, note)]).toEqual([note.version + 1, []]);
      }
      expect(await removalsOf(ada)).toEqual([]);
    });

    it('is left to the erasure of its person', async () => {
      const { ada, label } = await labelledNotes(3);
      await saveLabel(ada, label, undefined);
      await store.erasure.bar(ada, now);
      await useCases().takeLabelsOff();
      expect(await removalsOf(ada)).toHaveLength(1);
      while (await store.erasure.eraseSome(ada, 10));
      expect(await removalsOf(ada)).toEqual([]);
    });
  });
}
