/** Reads the changes feed while many write: what is built from it alone is in the end what the lists show. */
import { createNoteBody } from '@keep/contracts/notes-http';
import type { Actor } from '@keep/service-kit/actor';
import { AppError } from '@keep/service-kit/app-error';
import { systemClock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { FeedPlace } from '../../src/domain/changes-feed.ts';
import { changed } from '../../src/domain/note.ts';
import type { BoardPlace, NoteTexts, OpenedStore } from '../../src/ports.ts';
import { forgetful } from '../../src/use-cases/handle-once.ts';
import { makeUseCases, type UseCases } from '../../src/use-cases/use-cases.ts';
import { commit } from './store-data.ts';

/** `pick` chooses a note among those that were made, `text` is another for each step. */
type Step = { what: (typeof steps)[number]; pick: number; text: string };
const steps = ['create', 'edit', 'edit', 'place', 'place', 'share', 'trash', 'restore', 'delete'] as const;
const scriptOf = (length: number) =>
  fc.array(
    fc.record({
      what: fc.constantFrom(...steps),
      pick: fc.nat(1_000),
      text: fc.stringMatching(/^[a-z]{12}$/),
    }),
    { minLength: length, maxLength: length },
  );

/** What a reader has, by note id. */
type Replica = Map<string, NoteTexts>;

/** `replicas` are several stores on one database. Each writer writes for one of `people`, through one of them. */
export async function readWhileOthersWrite(
  replicas: readonly OpenedStore[],
  { people, writers, length, seed }: { people: number; writers: number; length: number; seed: number },
): Promise<void> {
  const scripts = fc.sample(scriptOf(length), { numRuns: writers, seed });
  const actors = Array.from({ length: people }, actor);
  const noteIds: string[] = [];
  let writing = true;
  const at = (index: number): OpenedStore => {
    const store = replicas[index % replicas.length];
    if (!store) throw new Error('There is no replica.');
    return store;
  };
  const written = scripts.map(async (script, index) => {
    const store = at(index);
    const useCases = makeUseCases(store, systemClock, { trashDays: 30 });
    const [me, other] = [actors[index % people] ?? actor(), actors[(index + 1) % people] ?? actor()];
    for (const step of script) await perform(step, { store, useCases, me, other, noteIds }).catch(ignoreRefusal);
  });
  const read = actors.map(({ userId }, index) => follow(at(index + 1), userId, index + 1, () => writing));
  await Promise.all(written);
  writing = false;
  for (const [index, replica] of (await Promise.all(read)).entries()) {
    const shown = await everythingOf(at(index), actors[index]?.userId ?? '');
    expect(shown.size).toBeGreaterThan(0);
    expect(replica).toEqual(shown);
  }
}

type Writer = { store: OpenedStore; useCases: UseCases; me: Actor; other: Actor; noteIds: string[] };

async function perform({ what, pick, text }: Step, { store, useCases, me, other, noteIds }: Writer): Promise<unknown> {
  const noteId = noteIds[pick % Math.max(1, noteIds.length)] ?? newId();
  if (what === 'create' || noteIds.length < 3) {
    return noteIds.push((await useCases.createNote(me, createNoteBody.parse({ title: text }), forgetful)).noteId);
  }
  if (what === 'place') return useCases.placeNote(me, noteId, { position: text, pinned: pick % 2 === 0 }, forgetful);
  if (what === 'trash') return useCases.trashNote(me, noteId, forgetful);
  if (what === 'restore') return useCases.restoreNote(me, noteId, forgetful);
  if (what === 'delete') return useCases.deleteNote(me, noteId, forgetful);
  const note = await store.notes.find(me.userId, noteId);
  if (!note) return undefined;
  if (what === 'edit') {
    return useCases.editNote(me, noteId, { baseRevision: note.content.revision, title: text }, forgetful);
  }
  const own = note.placements.get(me.userId);
  if (!own || note.placements.has(other.userId)) return undefined;
  const shared = changed(note, other.userId, { placement: { ...own.placement, labelIds: [], position: text } });
  return store.notes.save({ previous: note, next: shared }, commit(me.userId));
}

/** Reads until nobody writes any more and nothing more is told. */
async function follow(store: OpenedStore, userId: string, limit: number, isWritten: () => boolean): Promise<Replica> {
  const replica: Replica = new Map();
  const versions = new Map<string, number>();
  let since: FeedPlace | undefined;
  for (;;) {
    const wasWritten = isWritten();
    const page = await store.feed.page(userId, since, limit);
    if (!page) throw new Error('The feed cannot be gone on from where it left off.');
    for (const { noteId, version, note } of page.entries) {
      expect(version).toBeGreaterThan(versions.get(noteId) ?? 0);
      versions.set(noteId, version);
      if (note) replica.set(noteId, note);
      else replica.delete(noteId);
    }
    since = page.next;
    if (!wasWritten && !page.hasMore) return replica;
    await new Promise(resolve => setImmediate(resolve));
  }
}

async function everythingOf({ reader }: OpenedStore, userId: string): Promise<Replica> {
  const shown: Replica = new Map();
  for (const view of ['active', 'archived', 'trashed'] as const) {
    let after: BoardPlace | undefined;
    do {
      const page = await reader.page(userId, { view }, after, 100);
      for (const note of page.notes) shown.set((JSON.parse(note.content) as { id: string }).id, note);
      after = page.next;
    } while (after);
  }
  return shown;
}

function actor(): Actor {
  return { userId: newId(), sessionId: newId(), use: 'session', scopes: [], expiresAt: 0 };
}

/** Whatever others did meanwhile, such as deleting the note, may refuse a step. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof AppError)) throw error;
}
