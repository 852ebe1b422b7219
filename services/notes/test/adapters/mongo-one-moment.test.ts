/** A note and its placement are read at one moment, while others change both in one transaction. */
import { newId } from '@keep/service-kit/unique-id';
import { engineIsThere } from '@keep/testing/real-servers';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMongoStore } from '../../src/adapters/mongo-store.ts';
import { changed } from '../../src/domain/changed.ts';
import { type Placement, revised, type StoredNote } from '../../src/domain/note.ts';
import type { NoteTexts, OpenedStore } from '../../src/ports.ts';
import { newDatabase, runOnMongo } from '../mongo-server.ts';
import { commit, memberOf, noteOf, now } from './store-data.ts';

const CHANGES = 60;
const [ada, eve] = [newId(), newId()];
const member = memberOf(eve, { openedAt: now.toISOString() });

/** At odd revisions Eve has the note, at even ones it is a secret; title and placements have the revision. */
function next(note: StoredNote): StoredNote {
  const revision = note.content.revision + 1;
  const isOpen = revision % 2 === 1;
  const placement = { ...(note.placements.get(ada)?.placement as Placement), position: `${revision}` };
  return changed(note, ada, {
    content: revised(note.content, { ...note.content, title: `${revision}` }, ada, now),
    placement,
    members: isOpen ? [member] : [],
    arrivals: isOpen ? new Map([[eve, placement]]) : new Map(),
  });
}

type Seen = { title: string; position?: string | undefined };
const textsSeen = ({ content, placement }: NoteTexts): Seen => ({ ...JSON.parse(content), ...JSON.parse(placement) });

describe.skipIf(!engineIsThere('mongo'))('a note in MongoDB that is changed all the time', () => {
  runOnMongo();
  let store: OpenedStore;
  let note: StoredNote;
  beforeAll(async () => {
    store = await openMongoStore(
      { url: newDatabase(), connections: 50, folder: temporaryDirectory() },
      () => undefined,
    );
    note = noteOf(ada, { title: '1', placement: { position: '1' } });
    await store.notes.save({ previous: undefined, next: note }, commit(ada));
  });
  afterAll(() => store.close());

  const readers: Record<string, (userId: string, noteId: string) => Promise<Seen[]>> = {
    async view(userId, noteId) {
      const view = await store.reader.view(userId, noteId);
      return view ? [textsSeen(view)] : [];
    },
    async page(userId) {
      const { notes } = await store.reader.page(userId, { view: 'active' }, undefined, 10);
      return notes.map(textsSeen);
    },
    async find(userId, noteId) {
      const found = await store.notes.find(userId, noteId);
      const place = found?.placements.get(userId)?.placement;
      return found ? [{ title: found.content.title, position: place?.position }] : [];
    },
    async 'changes feed'(userId) {
      const page = await store.feed.page(userId, undefined, 10);
      return page?.entries.flatMap(entry => (entry.note ? [textsSeen(entry.note)] : [])) ?? [];
    },
    async 'newest revision'(userId, noteId) {
      const found = await store.revisions.asOf(userId, noteId, Number.MAX_SAFE_INTEGER);
      return found ? [{ title: found.title }] : [];
    },
    async 'list of revisions'(userId, noteId) {
      const found = await store.revisions.page(userId, noteId, undefined, 1);
      return found.map(({ revision }) => ({ title: `${revision}` }));
    },
  };

  it.each(Object.entries(readers))('is read at one moment: %s', async (_, read) => {
    let isDone = false;
    const writing = (async () => {
      for (let count = 0; count < CHANGES; count += 1) {
        const after = next(note);
        expect(await store.notes.save({ previous: note, next: after }, commit(ada))).toBe('saved');
        note = after;
      }
      isDone = true;
    })();
    const wrong: [string, Seen][] = [];
    const reading = [ada, eve, ada, eve].map(async userId => {
      while (!isDone) {
        for (const seen of await read(userId, note.content.id)) {
          const isSecret = userId === eve && Number(seen.title) % 2 === 0;
          if (isSecret || (seen.position ?? seen.title) !== seen.title) wrong.push([userId, seen]);
        }
      }
    });
    await Promise.all([writing, ...reading]);
    expect(wrong.map(([userId, { title, position }]) => [userId === eve ? 'eve' : 'ada', title, position])).toEqual([]);
  });
});
