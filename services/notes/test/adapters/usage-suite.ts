/** What every store must count of what people pay for, whatever the engine: run it over each adapter. */
import { newId } from '@keep/service-kit/unique-id';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf } from '../../src/domain/new-note.ts';
import { changed } from '../../src/domain/changed.ts';
import { revised, type StoredNote } from '../../src/domain/note.ts';
import type { Quota, Usage } from '../../src/domain/usage.ts';
import type { Commit, OpenedStore, SaveOutcome } from '../../src/ports.ts';
import { commit, memberOf, noteOf, now, requestOf, sharedWith } from './store-data.ts';

/** As an owner and an editor, and how many bytes of the owner's are the editor's. */
export type Share = { ownerId: string; editorId: string; bytes: number };
/** `shares` reads them as they are stored. */
export type CountedStore = { store: OpenedStore; shares(): Promise<Share[]> };

const HOUR = 3_600_000;
const withBody = (note: StoredNote, body: string) => ({ ...note.content, body });

/** `open` makes a new, empty store with this quota for each person. */
export function usageSuite(open: (quota: Quota) => Promise<CountedStore>): void {
  let counted: CountedStore;
  let store: OpenedStore;
  const openedWith = (quota: Quota) => {
    beforeAll(async () => {
      counted = await open(quota);
      ({ store } = counted);
    });
    afterAll(() => store.close());
  };

  const save = (previous: StoredNote | undefined, next: StoredNote | undefined, by: string, rest?: Partial<Commit>) =>
    store.notes.save({ previous, next }, commit(by, rest));
  const make = async (ownerId: string, body: string): Promise<StoredNote> => {
    const empty = noteOf(ownerId);
    const note = { ...empty, content: withBody(empty, body) };
    expect(await save(undefined, note, ownerId)).toBe('saved');
    return note;
  };
  const edited = (note: StoredNote, body: string, by = note.content.ownerId, at = now) =>
    changed(note, by, { content: revised(note.content, withBody(note, body), by, at) });
  const share = async (note: StoredNote, editorId: string): Promise<StoredNote> => {
    const shared = sharedWith(note, memberOf(editorId, { openedAt: now.toISOString() }));
    expect(await save(note, shared, note.content.ownerId)).toBe('saved');
    return shared;
  };
  const ownedBy = (note: StoredNote, ownerId: string) =>
    changed(note, note.content.ownerId, {
      content: { ...note.content, ownerId },
      members: [memberOf(note.content.ownerId, { openedAt: now.toISOString() })],
    });

  /** From the notes and revisions that are there. */
  async function recounted(notes: readonly StoredNote[]): Promise<{ usage: Map<string, Usage>; shares: Share[] }> {
    const usage = new Map<string, Usage>();
    const shares = new Map<string, Share>();
    for (const { content } of notes) {
      const { ownerId, id } = content;
      const ofOwner = usage.get(ownerId) ?? { notes: 0, bytes: 0 };
      ofOwner.notes += 1;
      for (const { revision } of await store.revisions.page(ownerId, id, undefined, 1_000)) {
        const found = await store.revisions.find(ownerId, id, revision);
        if (!found) throw new Error('A listed revision is gone.');
        const [editorId, bytes] = [found.editedBy, bytesOf(found)];
        ofOwner.bytes += bytes;
        if (editorId === ownerId) continue;
        const key = `${ownerId}/${editorId}`;
        shares.set(key, { ownerId, editorId, bytes: (shares.get(key)?.bytes ?? 0) + bytes });
      }
      usage.set(ownerId, ofOwner);
    }
    return { usage, shares: [...shares.values()] };
  }
  const inOrder = (shares: readonly Share[]) =>
    shares.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));

  describe('usage', () => {
    openedWith({ notes: 1e6, bytes: 1e12 });

    it('is none of a person who never wrote', async () => {
      expect(await store.reader.usage(newId())).toEqual({ notes: 0, bytes: 0 });
    });

    it('is not raised by what is refused, and not by what stores no revision', async () => {
      const ada = newId();
      const note = await make(ada, 'a');
      const before = await store.reader.usage(ada);
      expect(before).toEqual({ notes: 1, bytes: bytesOf(note.content) });
      const trashed = changed(note, ada, { content: { ...note.content, trashedAt: now.toISOString() } });
      expect(await save(note, trashed, ada)).toBe('saved');
      expect(await save(note, edited(note, 'stale'), ada)).toBe('clash');
      expect(await save(trashed, undefined, newId())).toBe('saved');
      expect(await store.reader.usage(ada)).toEqual({ notes: 0, bytes: 0 });
      expect(await save(trashed, undefined, ada)).toBe('clash');
      expect(await store.reader.usage(ada)).toEqual({ notes: 0, bytes: 0 });
    });

    it('counts what of an edit gave way, which is a revision before the merge', async () => {
      const [ada, eve] = [newId(), newId()];
      const note = await share(await make(ada, 'a'), eve);
      const overruled = revised(note.content, withBody(note, 'gave  way'), eve, now);
      const next = changed(note, eve, { content: revised(overruled, withBody(note, 'merged'), eve, now) });
      expect(await store.notes.save({ previous: note, next, overruled }, commit(eve))).toBe('saved');
      const found = await Promise.all([2, 3].map(revision => store.revisions.find(ada, note.content.id, revision)));
      expect(found.map(each => each?.body)).toEqual(['gave  way', 'merged']);
      expect(found.map(each => each?.editedBy)).toEqual([eve, eve]);
      expect(await store.notes.find(ada, note.content.id)).toEqual(next);
      const { usage, shares } = await recounted([next]);
      expect(await store.reader.usage(ada)).toEqual(usage.get(ada));
      expect((await counted.shares()).filter(({ ownerId }) => ownerId === ada)).toEqual(shares);
    });

    it('goes down by the revisions that thinning gives up, of each editor', async () => {
      const [ada, eve] = [newId(), newId()];
      let note = await share(await make(ada, 'x'.repeat(1_000)), eve);
      for (let index = 0; index < 40; index += 1) {
        const next = edited(note, `${index}`, eve, new Date(now.getTime() + (index < 20 ? 0 : 5 * HOUR) + index));
        expect(await save(note, next, eve)).toBe('saved');
        note = next;
      }
      const { usage, shares } = await recounted([note]);
      expect(await store.revisions.page(ada, note.content.id, undefined, 100)).not.toHaveLength(41);
      expect(await store.reader.usage(ada)).toEqual(usage.get(ada));
      expect((await counted.shares()).filter(({ ownerId }) => ownerId === ada)).toEqual(shares);
    });

    it('equals what is stored, whatever several people do at once', async () => {
      const step = fc.record({ kind: fc.constantFrom('make', 'edit', 'edit', 'edit', 'hand over', 'delete'), at: fc.nat(), by: fc.boolean() }); // prettier-ignore
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(step, { maxLength: 20 }), { minLength: 3, maxLength: 3 }), async plans => {
          const people = [newId(), newId()] as const;
          const notes = new Map<string, StoredNote>();
          const follow = async (plan: readonly { kind: string; at: number; by: boolean }[]) => {
            for (const { kind, at, by } of plan) {
              const note = [...notes.values()][at % Math.max(notes.size, 1)];
              if (!note || kind === 'make') {
                const made = await make(people[by ? 0 : 1], 'y'.repeat(at % 50));
                notes.set(made.content.id, await share(made, people[by ? 1 : 0]));
                continue;
              }
              const { id, ownerId } = note.content;
              const other = people.find(each => each !== ownerId) ?? ownerId;
              const next = kind === 'edit' ? edited(note, 'z'.repeat(at % 70), by ? ownerId : other) : kind === 'delete' ? undefined : ownedBy(note, other); // prettier-ignore
              const outcome = await save(note, next, by ? ownerId : other);
              expect(['saved', 'clash']).toContain(outcome);
              if (outcome !== 'saved') continue;
              if (next) notes.set(id, next);
              else notes.delete(id);
            }
          };
          await Promise.all(plans.map(follow));
          const { usage, shares } = await recounted([...notes.values()]);
          for (const userId of people)
            expect(await store.reader.usage(userId)).toEqual(usage.get(userId) ?? { notes: 0, bytes: 0 });
          const stored = (await counted.shares()).filter(({ ownerId }) => people.includes(ownerId));
          expect(inOrder(stored)).toEqual(inOrder(shares));
        }),
        { numRuns: 12 },
      );
    });

    it('goes with an erased person', async () => {
      const [ada, eve] = [newId(), newId()];
      const note = await share(await make(ada, 'a'), eve);
      await save(note, edited(note, 'b', eve), eve);
      await store.erasure.bar(eve, now);
      await store.erasure.bar(ada, now);
      await store.notes.save({ previous: edited(note, 'b', eve), next: undefined }, commit(ada, { isErasure: true }));
      while (await store.erasure.eraseSome(ada, 10));
      expect((await counted.shares()).filter(({ ownerId }) => ownerId === ada)).toEqual([]);
    });
  });

  describe('a quota', () => {
    const size = bytesOf(noteOf(newId()).content);
    const quota = { notes: 8, bytes: 100 * size };
    openedWith(quota);
    /** Makes a note or a revision `times` as large as an empty one. */
    const times = (count: number) => 'x'.repeat((count - 1) * size);

    it('lets in exactly as many notes as there is room for, however many come at once', async () => {
      const ada = newId();
      const notes = Array.from({ length: 20 }, () => noteOf(ada));
      const outcomes = await Promise.all(notes.map(note => save(undefined, note, ada)));
      expect(outcomes.filter(outcome => outcome === 'saved')).toHaveLength(8);
      expect(outcomes.filter(outcome => outcome === 'over-quota')).toHaveLength(12);
      expect(await store.reader.usage(ada)).toEqual({ notes: 8, bytes: 8 * size });
    });

    it('refuses a note that is too large for what is left, and keeps nothing of it', async () => {
      const ada = newId();
      const empty = noteOf(ada);
      const large = { ...empty, content: withBody(empty, times(101)) };
      const request = requestOf();
      expect(await save(undefined, large, ada, { request })).toBe('over-quota');
      expect(await store.notes.find(ada, large.content.id)).toBeUndefined();
      expect(await store.requests.find(ada, 'key', request.key, now)).toBeUndefined();
      expect(await store.reader.usage(ada)).toEqual({ notes: 0, bytes: 0 });
    });

    it('has no say in a request that was handled before', async () => {
      const ada = newId();
      const request = requestOf();
      await save(undefined, noteOf(ada), ada, { request });
      for (let index = 1; index < 8; index += 1) await make(ada, '');
      expect(await save(undefined, noteOf(ada), ada, { request })).toBe('repeated');
      expect(await save(undefined, noteOf(ada), ada)).toBe('over-quota');
    });

    it('refuses growth at the limit, and lets notes be shortened until a tenth beyond', async () => {
      const ada = newId();
      const large = await make(ada, times(97));
      let note = await make(ada, times(1));
      const edit = async (body: string): Promise<SaveOutcome> => {
        const next = edited(note, body);
        const outcome = await save(note, next, ada);
        if (outcome === 'saved') note = next;
        return outcome;
      };
      expect(await edit(times(2))).toBe('saved');
      expect(await edit(`${times(2)}y`)).toBe('over-quota');
      expect(await save(undefined, noteOf(ada), ada)).toBe('over-quota');
      for (let beyond = 1; beyond <= 10; beyond += 1) expect(await edit(times(1))).toBe('saved');
      expect((await store.reader.usage(ada)).bytes).toBe(110 * size);
      expect(await edit(times(1))).toBe('over-quota');
      expect(await save(large, undefined, ada)).toBe('saved');
      expect(await edit(times(2))).toBe('saved');
    });

    it('leaves an editor a fifth of it, and the owner the rest', async () => {
      const [ada, eve] = [newId(), newId()];
      let note = await share(await make(ada, times(1)), eve);
      const edit = async (by: string, body: string): Promise<SaveOutcome> => {
        const next = edited(note, body, by);
        const outcome = await save(note, next, by);
        if (outcome === 'saved') note = next;
        return outcome;
      };
      expect(await edit(eve, times(10))).toBe('saved');
      expect(await edit(eve, times(11))).toBe('over-quota');
      expect(await edit(ada, times(9))).toBe('saved');
      expect(await edit(eve, times(10))).toBe('saved');
      expect(await edit(eve, times(11))).toBe('over-quota');
      expect(await edit(eve, times(2))).toBe('saved');
      expect(await edit(eve, times(2))).toBe('over-quota');
      expect(await edit(ada, times(12))).toBe('saved');
    });

    it('lets nobody be made the owner of more than they have room for, but by an erasure', async () => {
      const [ada, eve] = [newId(), newId()];
      await make(eve, times(90));
      const note = await share(await make(ada, times(11)), eve);
      const handedOver = ownedBy(note, eve);
      expect(await save(note, handedOver, ada)).toBe('over-quota');
      expect(await save(note, handedOver, ada, { isErasure: true })).toBe('saved');
      expect(await store.reader.usage(eve)).toEqual({ notes: 2, bytes: 101 * size });
      expect(await store.reader.usage(ada)).toEqual({ notes: 0, bytes: 0 });
    });
  });
}
