/** What the tests of the stores write: notes, their changes, and what is committed with them. */
import { newId } from '@keep/service-kit/unique-id';
import type { Label } from '../../src/domain/label.ts';
import type { Member } from '../../src/domain/member.ts';
import { newNote } from '../../src/domain/new-note.ts';
import { changed } from '../../src/domain/changed.ts';
import { type Item, type Placement, revised, type StoredNote } from '../../src/domain/note.ts';
import { firstPlacement } from '../../src/domain/placement.ts';
import type { BoardFilter, Commit, HandledRequest } from '../../src/ports.ts';

export const now = new Date('2026-01-01T00:00:00.000Z');
export const later = new Date('2026-01-02T00:00:00.000Z');

type NoteOptions = {
  id?: string;
  version?: number;
  importId?: string;
  title?: string;
  items?: Item[];
  placement?: Partial<Placement>;
};

export function noteOf(
  ownerId: string,
  { id = newId(), version = 1, importId, title = '', items = [], placement }: NoteOptions = {},
): StoredNote {
  return newNote({
    id,
    ownerId,
    version,
    written: { kind: 'text', title, body: '', items },
    placement: {
      pinned: false, archived: false, color: 'default', labelIds: [], position: 'V', reminder: null, invitation: null,
      ...placement,
    }, // prettier-ignore
    createdAt: now,
    updatedAt: now,
    importId: importId ?? null,
    creationFingerprint: 'fingerprint',
  });
}

export function labelOf(name: string, id = newId()): Label {
  return { id, name, createdAt: now.toISOString(), updatedAt: now.toISOString(), version: 1, importId: null };
}

export const commit = (userId: string, rest: Partial<Commit> = {}): Commit => ({
  userId,
  events: [],
  request: undefined,
  ...rest,
});

export const requestOf = (key = newId(), rest: Partial<HandledRequest> = {}): HandledRequest => ({
  kind: 'key',
  key,
  fingerprint: 'f',
  answer: { status: 201, noteId: newId() },
  handledAt: now,
  expiresAt: later,
  ...rest,
});

/** As its owner edits it. */
export const retitled = (note: StoredNote, title: string): StoredNote =>
  changed(note, note.content.ownerId, {
    content: revised(note.content, { ...note.content, title }, note.content.ownerId, later),
  });

/** As its owner places it. */
export const placedAs = (note: StoredNote, change: Partial<Placement>): StoredNote => {
  const own = note.placements.get(note.content.ownerId)?.placement;
  return changed(note, note.content.ownerId, own ? { placement: { ...own, ...change } } : {});
};

/** A member who has accepted and not opened the note; without `userId` one whose address nobody has. */
export const memberOf = (userId: string | null, rest: Partial<Member> = {}): Member => ({
  id: newId(),
  email: 'someone@example.com',
  addressHash: newId(),
  role: 'editor',
  userId,
  invited: null,
  acceptedAt: userId === null ? null : now.toISOString(),
  declinedAt: null,
  openedAt: null,
  name: null,
  ...rest,
});

/** With these members and no others; those with an account get the note. */
export const sharedWith = (note: StoredNote, ...members: Member[]): StoredNote => {
  const arrivals = new Map<string, Placement>();
  for (const { userId } of members) {
    if (userId !== null && !note.placements.has(userId)) arrivals.set(userId, firstPlacement(now));
  }
  return changed(note, note.content.ownerId, { members, arrivals });
};

export function everyFilter(label: string): BoardFilter[] {
  const views = ['active', 'archived', 'trashed', 'shared', 'reminders'] as const;
  return views.flatMap(view =>
    [undefined, label].flatMap(label =>
      [undefined, 'red' as const].flatMap(color =>
        [undefined, 'list' as const].map(kind => ({ view, label, color, kind })),
      ),
    ),
  );
}

/** Placements of which 40 have the label, 40 are red, and three are both. */
export function fewInCommon(labelId: string): Partial<Placement>[] {
  const times = (count: number, placement: Partial<Placement>) => Array.from({ length: count }, () => placement);
  return [
    ...times(37, { labelIds: [labelId] }),
    ...times(37, { color: 'red' }),
    ...times(3, { labelIds: [labelId], color: 'red' }),
  ];
}
