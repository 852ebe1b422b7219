/** Reads the changes feed while many write: what is built from it alone is in the end what the lists show. */
import { createNoteBody } from '@keep/contracts/notes-http';
import type { Actor } from '@keep/service-kit/actor';
import { addressHashOf } from '@keep/service-kit/address-hash';
import { AppError } from '@keep/service-kit/app-error';
import { systemClock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { FeedPlace } from '../../src/domain/changes-feed.ts';
import type { BoardPlace, NoteTexts, OpenedStore } from '../../src/ports.ts';
import { forgetful } from '../../src/use-cases/handle-once.ts';
import { makeUseCases, type UseCases } from '../../src/use-cases/use-cases.ts';

/** `pick` chooses a note among those that were made, `text` is another for each step. */
type Step = { what: (typeof steps)[number]; pick: number; text: string };
const steps = [
  'create', 'edit', 'edit', 'edit late', 'place', 'place', 'share', 'share', 'accept', 'accept', 'decline', 'open', 'leave', 'remove', 'hand over', 'hand over', 'take over', 'take back',
  'trash', 'restore', 'delete',
] as const; // prettier-ignore
const scriptOf = (length: number) =>
  fc.array(
    fc.record({
      what: fc.constantFrom(...steps),
      pick: fc.nat(1_000),
      text: fc.stringMatching(/^[a-z]{12}$/),
    }),
    { minLength: length, maxLength: length },
  );

type Person = Actor & { email: string };

/** What a reader has, by note id. */
type Replica = Map<string, NoteTexts>;

/** `replicas` are several stores on one database. Each writer writes for one of `people`, through one of them. */
export async function readWhileOthersWrite(
  replicas: readonly OpenedStore[],
  { people, writers, length, seed }: { people: number; writers: number; length: number; seed: number },
): Promise<void> {
  const at = (index: number): OpenedStore => {
    const store = replicas[index % replicas.length];
    if (!store) throw new Error('There is no replica.');
    return store;
  };
  const scripts = fc.sample(scriptOf(length), { numRuns: writers, seed });
  const actors = await Promise.all(Array.from({ length: people }, () => newPerson(at(0))));
  const noteIds: string[] = [];
  let writing = true;
  const written = scripts.map(async (script, index) => {
    const store = at(index);
    const useCases = makeUseCases(store, systemClock, { trashDays: 30 });
    for (const step of script) {
      const me = actors[index % people];
      const other = actors[(index + 1 + (step.pick % (people - 1))) % people];
      if (me && other) await perform(step, { store, useCases, me, other, noteIds }).catch(ignoreRefusal);
    }
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

type Writer = { store: OpenedStore; useCases: UseCases; me: Person; other: Person; noteIds: string[] };

async function perform(step: Step, { store, useCases, me, other, noteIds }: Writer): Promise<unknown> {
  const { what, pick, text } = step;
  if (what === 'create' || noteIds.length < 3) {
    return noteIds.push((await useCases.createNote(me, createNoteBody.parse({ title: text }), forgetful)).noteId);
  }
  const noteId = noteIds[pick % noteIds.length] ?? newId();
  const note = await store.notes.find(me.userId, noteId);
  const { revision = 1, members = [] } = note?.content ?? {};
  const memberId = members.find(({ email }) => email === other.email)?.id ?? newId();
  const edit = (baseRevision: number) =>
    useCases.editNote(me, noteId, { baseRevision, title: text, body: text }, forgetful);
  const actions: Record<Exclude<typeof what, 'create'>, () => Promise<unknown>> = {
    edit: () => edit(revision),
    'edit late': () => edit(Math.ceil(revision / 2)),
    place: () => useCases.placeNote(me, noteId, { position: text, pinned: pick % 2 === 0 }, forgetful),
    share: () => useCases.putMember(me, noteId, { email: other.email, role: 'editor' }, forgetful),
    open: async () => {
      const read = await store.reader.view(me.userId, noteId);
      return read && useCases.openNote(me, noteId, read);
    },
    accept: () => useCases.acceptInvitation(me, noteId, forgetful),
    decline: () => useCases.declineInvitation(me, noteId, forgetful),
    leave: () => useCases.removeMember(me, noteId, 'me', forgetful),
    remove: () => useCases.removeMember(me, noteId, memberId, forgetful),
    'hand over': () => useCases.handOverNote(me, noteId, memberId, forgetful),
    'take over': () => useCases.acceptOwnership(me, noteId, forgetful),
    'take back': () => useCases.cancelHandOver(me, noteId, forgetful),
    trash: () => useCases.trashNote(me, noteId, forgetful),
    restore: () => useCases.restoreNote(me, noteId, forgetful),
    delete: () => useCases.deleteNote(me, noteId, forgetful),
  };
  return actions[what]();
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
  for (const view of ['active', 'archived', 'trashed', 'shared'] as const) {
    let after: BoardPlace | undefined;
    do {
      const page = await reader.page(userId, { view }, after, 100);
      for (const note of page.notes) shown.set((JSON.parse(note.content) as { id: string }).id, note);
      after = page.next;
    } while (after);
  }
  return shown;
}

/** Whose address the store knows. */
async function newPerson(store: OpenedStore): Promise<Person> {
  const userId = newId();
  const email = `${userId}@example.com`;
  const address = { userId, addressHash: addressHashOf(email), verifiedAt: new Date().toISOString() };
  await makeUseCases(store, systemClock, { trashDays: 30 }).admitInvited(address, { group: 'test', eventId: newId() });
  return { userId, email, name: 'Someone', sessionId: newId(), use: 'session', scopes: [], expiresAt: Infinity };
}

/** Whatever others did meanwhile, such as deleting the note, may refuse a step. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof AppError)) throw error;
}
