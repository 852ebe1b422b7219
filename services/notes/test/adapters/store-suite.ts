/** What every store of notes must do, whatever the engine: run it over each adapter. */
import { noteCreated, userErased } from '@keep/contracts/notes-events';
import { makeEvent } from '@keep/service-kit/make-event';
import { runInContext } from '@keep/service-kit/request-context';
import { newId } from '@keep/service-kit/unique-id';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Label } from '../../src/domain/label.ts';
import { changed } from '../../src/domain/changed.ts';
import type { StoredNote } from '../../src/domain/note.ts';
import { firstPlacement } from '../../src/domain/placement.ts';
import type { BoardPlace, Commit, OpenedStore, SaveOutcome } from '../../src/ports.ts';
import { noteEvent } from '../../src/use-cases/note-event.ts';
import {
  commit,
  labelOf,
  later,
  memberOf,
  noteOf,
  now,
  placedAs,
  requestOf,
  retitled,
  sharedWith,
} from './store-data.ts';

/** `open` makes a new, empty store. */
export function storeSuite(open: () => Promise<OpenedStore>): void {
  let store: OpenedStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const create = (note: StoredNote, rest?: Partial<Commit>): Promise<SaveOutcome> =>
    store.notes.save({ previous: undefined, next: note }, commit(note.content.ownerId, rest));
  const update = (previous: StoredNote, next: StoredNote, rest?: Partial<Commit>): Promise<SaveOutcome> =>
    store.notes.save({ previous, next }, commit(previous.content.ownerId, rest));
  const remove = (note: StoredNote): Promise<SaveOutcome> =>
    store.notes.save({ previous: note, next: undefined }, commit(note.content.ownerId));
  const unsentIds = async () => (await store.outbox.unsent(1_000)).map(({ id }) => id);

  describe('notes', () => {
    it('are found by those who have them on a board, and by nobody else', async () => {
      const [ada, eve] = [newId(), newId()];
      const note = noteOf(ada, { title: 'mine' });
      expect(await create(note)).toBe('saved');
      expect(await store.notes.find(ada, note.content.id)).toEqual(note);
      expect(await store.notes.find(eve, note.content.id)).toBeUndefined();
      expect(await store.reader.view(eve, note.content.id)).toBeUndefined();
      expect(await store.revisions.find(eve, note.content.id, 1)).toBeUndefined();
      expect(await store.revisions.page(eve, note.content.id, undefined, 10)).toEqual([]);
    });

    it('refuse an id that is taken, by whomever', async () => {
      const note = noteOf(newId());
      await create(note);
      expect(await create(note)).toBe('id-taken');
      expect(await create(noteOf(newId(), { id: note.content.id }))).toBe('id-taken');
    });

    it('clash when they have changed since they were read, and then nothing is written', async () => {
      const ada = newId();
      const note = noteOf(ada);
      await create(note);
      const [winner, loser] = [retitled(note, 'winner'), retitled(note, 'loser')];
      expect(await update(note, winner)).toBe('saved');
      const event = noteEvent(noteCreated, loser, ada, now);
      const request = requestOf();
      const count = await store.reader.changeCount(ada);
      expect(await update(note, loser, { events: [event], request })).toBe('clash');
      expect(await remove(note)).toBe('clash');
      expect(await store.notes.find(ada, note.content.id)).toEqual(winner);
      expect(await unsentIds()).not.toContain(event.id);
      expect(await store.requests.find(ada, 'key', request.key, now)).toBeUndefined();
      expect(await store.reader.changeCount(ada)).toBe(count);
    });

    it('are not written for a request whose deadline has passed, whoever writes at the same time', async () => {
      const ada = newId();
      const [early, late, last] = [noteOf(ada), noteOf(ada), noteOf(ada)];
      const until = (deadline: number, note: StoredNote) => runInContext({ deadline }, () => create(note));
      const outcomes = await Promise.allSettled([
        until(Date.now() + 60_000, early),
        until(Date.now() - 1, late),
        until(Date.now() + 60_000, last),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      await expect(until(Date.now() - 1, late)).rejects.toMatchObject({ kind: 'unavailable' });
      expect(await store.notes.find(ada, late.content.id)).toBeUndefined();
      expect(await store.notes.find(ada, last.content.id)).toEqual(last);
    });

    it('let exactly one of parallel changes from one version through', async () => {
      const note = noteOf(newId());
      await create(note);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) => update(note, retitled(note, `${index}`))),
      );
      expect(outcomes.filter(outcome => outcome === 'saved')).toHaveLength(1);
      expect(outcomes.filter(outcome => outcome === 'clash')).toHaveLength(19);
    });

    it('are stored with their events', async () => {
      const ada = newId();
      const note = noteOf(ada);
      const event = noteEvent(noteCreated, note, ada, now);
      await create(note, { events: [event] });
      expect(await store.outbox.unsent(1_000)).toContainEqual(event);
    });

    it('clash when a label on them is not the person’s', async () => {
      const [ada, eve] = [newId(), newId()];
      const label = labelOf('work');
      await store.labels.save({ previous: undefined, next: label }, commit(eve));
      expect(await create(noteOf(ada, { placement: { labelIds: [label.id] } }))).toBe('clash');
      expect(await create(noteOf(eve, { placement: { labelIds: [label.id] } }))).toBe('saved');
    });

    it('leave their last version behind, which a successor must exceed', async () => {
      const note = noteOf(newId());
      const { id } = note.content;
      await create(note);
      expect(await store.notes.lastVersion(id)).toBe(0);
      expect(await remove(note)).toBe('saved');
      expect(await store.notes.find(note.content.ownerId, id)).toBeUndefined();
      expect(await store.notes.lastVersion(id)).toBe(2);
      expect(await create(noteOf(newId(), { id, version: 2 }))).toBe('clash');
      expect(await create(noteOf(newId(), { id, version: 3 }))).toBe('saved');
    });

    it('keep every revision of what was written, and make none for a placement', async () => {
      const ada = newId();
      const note = noteOf(ada, { title: 'one' });
      await create(note);
      const edited = retitled(note, 'two');
      await update(note, edited);
      await update(edited, placedAs(edited, { pinned: true }));
      expect(await store.revisions.page(ada, note.content.id, undefined, 10)).toEqual([
        { revision: 2, editedBy: ada, editedAt: later.toISOString() },
        { revision: 1, editedBy: ada, editedAt: now.toISOString() },
      ]);
      expect(await store.revisions.page(ada, note.content.id, 2, 10)).toHaveLength(1);
      expect(await store.revisions.find(ada, note.content.id, 1)).toMatchObject({
        title: 'one',
        kind: 'text',
        items: [],
      });
    });

    it('show the version of the last change of content and of placement, each on its own', async () => {
      const ada = newId();
      const note = noteOf(ada);
      await create(note);
      const placed = placedAs(note, { pinned: true });
      await update(note, placed);
      expect(await store.reader.view(ada, note.content.id)).toMatchObject({ contentVersion: 1, placementVersion: 2 });
      await update(placed, retitled(placed, 'x'));
      const view = await store.reader.view(ada, note.content.id);
      expect(view).toMatchObject({ contentVersion: 3, placementVersion: 2 });
      expect(JSON.parse(view?.content ?? '')).toMatchObject({ title: 'x', revision: 2 });
      expect(JSON.parse(view?.placement ?? '')).toMatchObject({ pinned: true });
    });

    it('raise the change counter of those who see the change, and of nobody else', async () => {
      const [ada, eve] = [newId(), newId()];
      const note = noteOf(ada);
      const counts = [await store.reader.changeCount(ada)];
      await create(note);
      counts.push(await store.reader.changeCount(ada));
      const placed = placedAs(note, { pinned: true });
      await update(note, placed);
      counts.push(await store.reader.changeCount(ada));
      await remove(placed);
      counts.push(await store.reader.changeCount(ada));
      expect(counts).toEqual([0, 1, 2, 3]);
      expect(await store.reader.changeCount(eve)).toBe(0);
    });

    it('on several boards are placed on each apart, and their content is one', async () => {
      const [ada, eve] = [newId(), newId()];
      const note = noteOf(ada);
      await create(note);
      const shared = sharedWith(note, memberOf(eve));
      await update(note, shared);
      const counts = async () => [await store.reader.changeCount(ada), await store.reader.changeCount(eve)];
      expect(await counts()).toEqual([2, 1]);
      const placed = placedAs(shared, { pinned: true });
      await update(shared, placed);
      expect(await counts()).toEqual([3, 1]);
      const edited = retitled(placed, 'for both');
      await update(placed, edited);
      expect(await counts()).toEqual([4, 2]);
      expect(await store.notes.find(eve, note.content.id)).toEqual(edited);
      const view = await store.reader.view(eve, note.content.id);
      expect(JSON.parse(view?.content ?? '')).toMatchObject({ title: 'for both' });
      expect(JSON.parse(view?.placement ?? '')).toMatchObject({
        pinned: false,
        position: firstPlacement(now).position,
      });
      await remove(edited);
      expect(await counts()).toEqual([5, 3]);
      expect(await store.notes.find(eve, note.content.id)).toBeUndefined();
    });

    it('in the trash are found once they have been there for long enough', async () => {
      const ada = newId();
      const note = noteOf(ada);
      await create(note);
      const trashed = changed(note, ada, { content: { ...note.content, trashedAt: now.toISOString() } });
      await update(note, trashed);
      const due = { ownerId: ada, noteId: note.content.id };
      expect(await store.notes.trashedBefore(now, 100)).not.toContainEqual(due);
      expect(await store.notes.trashedBefore(later, 100)).toContainEqual(due);
    });
  });

  describe('large notes', () => {
    it('come a few at a time, on the board as in the feed, and none is left out', async () => {
      const ada = newId();
      const title = 'x'.repeat(400_000);
      const notes = Array.from({ length: 5 }, () => noteOf(ada, { title }));
      for (const note of notes) await create(note);
      const ids = notes.map(({ content }) => content.id);

      const board: string[][] = [];
      for (let after: BoardPlace | undefined, isFirst = true; isFirst || after; isFirst = false) {
        const page = await store.reader.page(ada, { view: 'active' }, after, 100);
        board.push(page.notes.map(({ content }) => (JSON.parse(content) as { id: string }).id));
        after = page.next;
      }
      expect(board.map(page => page.length)).toEqual([2, 2, 1]);
      expect(board.flat()).toEqual(ids.toSorted());

      const feed: string[][] = [];
      for (let page = await store.feed.page(ada, undefined, 100); page;) {
        feed.push(page.entries.map(({ noteId }) => noteId));
        page = page.hasMore ? await store.feed.page(ada, page.next, 100) : undefined;
      }
      expect(feed).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    });
  });

  describe('a board', () => {
    it('gives each note of any view and filter once, in order, whatever the size of the page', async () => {
      const ada = newId();
      const label = labelOf('some');
      await store.labels.save({ previous: undefined, next: label }, commit(ada));
      const placement = fc.record({
        pinned: fc.boolean(),
        archived: fc.boolean(),
        color: fc.constantFrom('red' as const, 'blue' as const),
        position: fc.constantFrom('Z', 'a', 'a0'),
        labelIds: fc.constantFrom<string[]>([], [label.id]),
        reminder: fc.constantFrom(null, { at: now.toISOString(), timeZone: 'UTC', repeat: null }),
      });
      const notes = fc.sample(placement, { numRuns: 60, seed: 11 }).map(each => noteOf(ada, { placement: each }));
      await Promise.all(notes.map(note => create(note)));
      const keyOf = ({ content, placements }: StoredNote) => {
        const own = placements.get(ada)?.placement;
        return `${own?.pinned ? 0 : 1} ${own?.position} ${content.id}`;
      };
      notes.sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));

      const filter = fc.record({
        view: fc.constantFrom('active' as const, 'archived' as const, 'trashed' as const, 'reminders' as const),
        label: fc.constantFrom(undefined, label.id, newId()),
        color: fc.constantFrom(undefined, 'red' as const),
        kind: fc.constantFrom(undefined, 'text' as const, 'list' as const),
      });
      await fc.assert(
        fc.asyncProperty(filter, fc.integer({ min: 1, max: 70 }), async (wanted, limit) => {
          const expected = notes.filter(({ content, placements }) => {
            const own = placements.get(ada)?.placement;
            const isInView =
              wanted.view === 'reminders' ? own?.reminder : wanted.view === (own?.archived ? 'archived' : 'active');
            return (
              isInView &&
              (!wanted.label || own?.labelIds.includes(wanted.label)) &&
              (!wanted.color || own?.color === wanted.color) &&
              (!wanted.kind || content.kind === wanted.kind)
            );
          });
          const shown: string[] = [];
          let after: BoardPlace | undefined;
          do {
            const page = await store.reader.page(ada, wanted, after, limit);
            expect(page.notes.length).toBeLessThanOrEqual(limit);
            shown.push(...page.notes.map(({ content }) => (JSON.parse(content) as { id: string }).id));
            // A page that begins again would go on for ever.
            expect(shown.length).toBeLessThanOrEqual(expected.length);
            after = page.next;
          } while (after);
          expect(shown).toEqual(expected.map(({ content }) => content.id));
        }),
      );
    });
  });

  describe('labels', () => {
    it('are unique by name for each person, and by id for everybody', async () => {
      const [ada, eve] = [newId(), newId()];
      const label = labelOf('Straße');
      const save = (userId: string, next: Label) => store.labels.save({ previous: undefined, next }, commit(userId));
      expect(await save(ada, label)).toBe('saved');
      expect(await save(ada, labelOf('STRAßE'))).toBe('clash');
      expect(await save(eve, labelOf('STRAßE'))).toBe('saved');
      expect(await save(eve, { ...labelOf('else'), id: label.id })).toBe('id-taken');
      expect(await store.labels.find(eve, label.id)).toBeUndefined();
      expect(await store.labels.owned(eve, [label.id])).toEqual(new Set());
      expect(await store.labels.owned(ada, [label.id, newId()])).toEqual(new Set([label.id]));
    });

    it('clash when they have changed since they were read', async () => {
      const ada = newId();
      const label = labelOf('one');
      await store.labels.save({ previous: undefined, next: label }, commit(ada));
      const rename = (name: string) =>
        store.labels.save({ previous: label, next: { ...label, name, version: 2 } }, commit(ada));
      expect(await rename('two')).toBe('saved');
      expect(await rename('three')).toBe('clash');
      expect(await store.labels.save({ previous: label, next: undefined }, commit(ada))).toBe('clash');
      expect((await store.labels.findByName(ada, 'two'))?.id).toBe(label.id);
    });

    it('are found by the import that made them, until they are renamed', async () => {
      const [ada, eve, importId] = [newId(), newId(), newId()];
      const label = { ...labelOf('one'), importId };
      await store.labels.save({ previous: undefined, next: label }, commit(ada));
      await store.labels.save({ previous: undefined, next: labelOf('other') }, commit(ada));
      expect(await store.labels.ofImport(ada, importId)).toEqual([label]);
      expect(await store.labels.find(ada, label.id)).toEqual(label);
      expect(await store.labels.ofImport(eve, importId)).toEqual([]);
      const renamed = { ...label, name: 'two', version: 2, importId: null };
      await store.labels.save({ previous: label, next: renamed }, commit(ada));
      expect(await store.labels.ofImport(ada, importId)).toEqual([]);
    });

    it('clash when they must be unused, and a note carries them', async () => {
      const ada = newId();
      const label = labelOf('one');
      await store.labels.save({ previous: undefined, next: label }, commit(ada));
      const note = noteOf(ada, { placement: { labelIds: [label.id] } });
      await store.notes.save({ previous: undefined, next: note }, commit(ada));
      const remove = () => store.labels.save({ previous: label, next: undefined, ifUnused: true }, commit(ada));
      expect(await remove()).toBe('clash');
      await store.notes.save({ previous: note, next: undefined }, commit(ada));
      expect(await remove()).toBe('saved');
      expect(await store.labels.find(ada, label.id)).toBeUndefined();
    });

    it('are at most 500 for each person, also when they come at once', async () => {
      const ada = newId();
      const outcomes = await Promise.all(
        Array.from({ length: 502 }, (_, index) =>
          store.labels.save({ previous: undefined, next: labelOf(`${index}`) }, commit(ada)),
        ),
      );
      expect(outcomes.filter(outcome => outcome === 'saved')).toHaveLength(500);
      expect(outcomes.filter(outcome => outcome === 'clash')).toHaveLength(2);
      expect(await store.labels.count(ada)).toBe(500);
    });
  });

  describe('imports', () => {
    it('begin with their first note and end when none is left', async () => {
      const [ada, importId] = [newId(), newId()];
      const [first, second] = [noteOf(ada, { importId, title: 'first' }), noteOf(ada, { importId })];
      await Promise.all([create(first), create(second)]);
      expect(await store.imports.page(ada, undefined, 10)).toMatchObject([{ id: importId, notes: 2 }]);
      expect(await store.imports.exists(newId(), importId)).toBe(false);
      const edited = retitled(first, 'edited');
      await update(first, edited);
      expect(await store.notes.unedited(ada, importId, 10)).toEqual([second.content.id]);
      await remove(second);
      await store.imports.close(ada, importId, commit(ada));
      expect(await store.imports.notes(ada, importId)).toEqual([{ id: first.content.id, title: 'edited' }]);
      await remove(edited);
      await store.imports.close(ada, importId, commit(ada));
      expect(await store.imports.exists(ada, importId)).toBe(false);
    });
  });

  describe('handled requests', () => {
    it('are handled once, also by twins, and only the first has an effect', async () => {
      const ada = newId();
      const request = requestOf();
      const notes = Array.from({ length: 10 }, () => noteOf(ada));
      const outcomes = await Promise.all(notes.map(note => create(note, { request })));
      expect(outcomes.filter(outcome => outcome === 'saved')).toHaveLength(1);
      expect(outcomes.filter(outcome => outcome === 'repeated')).toHaveLength(9);
      expect((await store.reader.page(ada, { view: 'active' }, undefined, 100)).notes).toHaveLength(1);
    });

    it('are told apart by person and kind, and expire', async () => {
      const [ada, eve] = [newId(), newId()];
      const request = requestOf();
      expect(await store.requests.remember(ada, request)).toBe('saved');
      expect(await store.requests.remember(ada, request)).toBe('repeated');
      expect(await store.requests.remember(ada, { ...request, kind: 'operation' })).toBe('saved');
      expect(await store.requests.find(ada, 'key', request.key, now)).toEqual({
        fingerprint: 'f',
        answer: request.answer,
      });
      expect(await store.requests.find(eve, 'key', request.key, now)).toBeUndefined();
      expect(await store.requests.find(ada, 'key', request.key, request.expiresAt)).toBeUndefined();
    });

    it('are forgotten once they have expired, and their key may be used anew', async () => {
      const ada = newId();
      const expired = requestOf(newId(), { expiresAt: now });
      await store.requests.remember(ada, expired);
      expect(await store.requests.remember(ada, { ...expired, handledAt: now, expiresAt: later })).toBe('saved');
      await store.requests.remember(ada, requestOf(newId(), { expiresAt: now }));
      expect(await store.requests.forgetExpired(now, 10)).toBe(1);
      expect(await store.requests.forgetExpired(now, 10)).toBe(0);
    });
  });

  describe('erasure', () => {
    it('refuses every later write of the person and leaves others alone', async () => {
      const [ada, eve] = [newId(), newId()];
      const [mine, theirs] = [noteOf(ada), noteOf(eve)];
      await Promise.all([create(mine), create(theirs)]);
      await store.erasure.bar(ada, now);
      await store.erasure.bar(ada, later);
      expect(await create(noteOf(ada))).toBe('erased');
      expect(await update(mine, retitled(mine, 'x'))).toBe('erased');
      expect(await store.labels.save({ previous: undefined, next: labelOf('x') }, commit(ada))).toBe('erased');
      expect(await store.requests.remember(ada, requestOf())).toBe('erased');
      expect(await update(theirs, retitled(theirs, 'x'))).toBe('saved');
    });

    it('removes everything in bounded steps, and the person’s events but for the answer', async () => {
      const ada = newId();
      const label = labelOf('x');
      await store.labels.save({ previous: undefined, next: label }, commit(ada));
      const notes = Array.from({ length: 7 }, () =>
        noteOf(ada, { importId: newId(), placement: { labelIds: [label.id] } }),
      );
      const requests = notes.map(() => requestOf());
      for (const [index, note] of notes.entries()) {
        await create(note, { events: [noteEvent(noteCreated, note, ada, now)], request: requests[index] });
      }
      await store.erasure.bar(ada, now);
      let steps = 0;
      while (await store.erasure.eraseSome(ada, 2)) steps += 1;
      expect(steps).toBeGreaterThan(7);
      const answer = makeEvent(userErased, ada, { userId: ada }, { source: 'keep/notes', now });
      const other = { ...answer, id: newId() };
      await store.erasure.finish(ada, 'notes.erasure', 'request-1', answer);
      await store.erasure.finish(ada, 'notes.erasure', 'request-1', other);
      const unsent = (await store.outbox.unsent(1_000)).filter(({ subject }) => subject.includes(ada));
      expect(unsent).toEqual([answer]);
      expect(await store.labels.count(ada)).toBe(0);
      expect(await store.imports.page(ada, undefined, 10)).toEqual([]);
      expect((await store.reader.page(ada, { view: 'active' }, undefined, 10)).notes).toEqual([]);
      for (const { key } of requests) expect(await store.requests.find(ada, 'key', key, now)).toBeUndefined();
    });
  });
}
