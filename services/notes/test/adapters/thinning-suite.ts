/** How every store thins the history of a note as it is saved, whatever the engine: run it over each adapter. */
import { newId } from '@keep/service-kit/unique-id';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changed } from '../../src/domain/changed.ts';
import { revised, type StoredNote } from '../../src/domain/note.ts';
import { THINNING } from '../../src/domain/thinning.ts';
import type { OpenedStore } from '../../src/ports.ts';
import { commit, noteOf, now } from './store-data.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** `open` makes a new, empty store. */
export function thinningSuite(open: () => Promise<OpenedStore>): void {
  let store: OpenedStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  /** Edits at these minutes after the note was made, by its owner or by whom `editor` says. */
  async function edit(note: StoredNote, minutes: readonly number[], editor = () => note.content.ownerId) {
    let last = note;
    for (const minute of minutes) {
      const { content } = last;
      const written = { ...content, title: `${minute}` };
      const at = new Date(now.getTime() + minute * MINUTE);
      const next = changed(last, content.ownerId, { content: revised(content, written, editor(), at) });
      expect(await store.notes.save({ previous: last, next }, commit(content.ownerId))).toBe('saved');
      last = next;
    }
    return last;
  }
  async function newNote(): Promise<StoredNote> {
    const note = noteOf(newId(), { title: '0' });
    await store.notes.save({ previous: undefined, next: note }, commit(note.content.ownerId));
    return note;
  }
  const kept = async ({ content }: StoredNote) =>
    (await store.revisions.page(content.ownerId, content.id, undefined, 1_000)).map(({ revision }) => revision);
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

  describe('the history of a note', () => {
    it('keeps all of the last hour', async () => {
      const note = await edit(await newNote(), range(1, 48));
      expect(await kept(note)).toEqual(range(1, 49).toReversed());
    });

    it('keeps the first, the newest, and of older hours the last', async () => {
      const note = await edit(await newNote(), [...range(1, 40), ...range(300, 308)]);
      expect(await kept(note)).toEqual([...range(40, 49).toReversed(), 1]);
    });

    it('is listed in pages without what was given up', async () => {
      const note = await edit(await newNote(), [...range(1, 40), ...range(300, 308)]);
      const { ownerId, id } = note.content;
      const listed: number[] = [];
      for (let before: number | undefined; before !== 1; before = listed.at(-1)) {
        const page = await store.revisions.page(ownerId, id, before, 4);
        expect(page.length).toBeGreaterThan(0);
        listed.push(...page.map(({ revision }) => revision));
      }
      expect(listed).toEqual(await kept(note));
    });

    it('keeps what somebody else’s edit replaced, for ever', async () => {
      const eve = newId();
      const begun = await newNote();
      const asEither = (eves: number) => {
        let count = 0;
        return () => (++count === eves ? eve : begun.content.ownerId);
      };
      const edited = await edit(begun, range(1, 17), asEither(9));
      const note = await edit(edited, range(DAY / MINUTE, DAY / MINUTE + 15));
      const revisions = await kept(note);
      expect(revisions.slice(-4)).toEqual([17, 10, 9, 1]);
      const [older, eves] = await Promise.all([9, 10].map(at => store.revisions.find(begun.content.ownerId, begun.content.id, at))); // prettier-ignore
      expect([older?.editedBy, eves?.editedBy]).toEqual([begun.content.ownerId, eve]);
    });

    it('is thinned by no more at a time than a save can bear, and the rest the next time', async () => {
      const busy = await edit(await newNote(), range(1, 128).map(index => index / 1_000)); // prettier-ignore
      const old = DAY / MINUTE;
      const once = await edit(busy, range(old, old + 16));
      expect(await kept(once)).toHaveLength(144 - THINNING.givesUp);
      const twice = await edit(once, range(old + 16, old + 32));
      expect(await kept(twice)).toEqual([...range(128, 161).toReversed(), 1]);
    }, 60_000);

    it('gives for a revision that was given up the nearest older one', async () => {
      const note = await edit(await newNote(), [...range(1, 40), ...range(300, 308)]);
      const { ownerId, id } = note.content;
      expect(await store.revisions.find(ownerId, id, 39)).toBeUndefined();
      expect(await store.revisions.asOf(ownerId, id, 39)).toMatchObject({ revision: 1, title: '0' });
      expect(await store.revisions.asOf(ownerId, id, 40)).toMatchObject({ revision: 40, title: '39' });
      expect(await store.revisions.asOf(newId(), id, 40)).toBeUndefined();
    });
  });
}
