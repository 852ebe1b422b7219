/** What a new note is made of, and when it may claim to be from. */
import { hash } from 'node:crypto';
import { type CreateNoteBody, noteLimits } from '@keep/contracts/notes-http';
import type { FieldError } from '@keep/contracts/problem';
import { inOrder } from '@keep/note-merge/edit-items';
import { itemFieldNames, itemFields, wholeFieldNames, wholeFields, writingOf } from '@keep/note-merge/writing';
import { noteTooLarge } from './note-errors.ts';
import type { Placement, StoredNote, WrittenContent } from './note.ts';

/** Clocks of clients run ahead by a little. */
const TOLERANCE = 60_000;

export type NewNote = {
  id: string;
  ownerId: string;
  /** Where it is known. */
  ownerName?: string | undefined;
  version: number;
  written: WrittenContent;
  placement: Placement;
  createdAt: Date;
  updatedAt: Date;
  /** Absent for a note that begins outside of the trash. */
  trashedAt?: Date;
  importId: string | null;
  creationFingerprint: string;
};

export function newNote(input: NewNote): StoredNote {
  const { id, ownerId, version, placement, createdAt, updatedAt, trashedAt, importId, creationFingerprint } = input;
  const authors = input.ownerName === undefined ? [] : [{ userId: ownerId, name: input.ownerName }];
  const written = writingOf(input.written);
  return {
    version,
    contentVersion: version,
    importId,
    creationFingerprint,
    members: [],
    handOver: null,
    authors,
    placements: new Map([[ownerId, { placement, version }]]),
    content: {
      id, ...written, items: inOrder(written.items), attachments: [], ownerId, members: [], revision: 1,
      createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString(), updatedBy: ownerId,
      trashedAt: trashedAt?.toISOString() ?? null, pendingOwner: null, people: authors,
    }, // prettier-ignore
  };
}

type GivenTimes = Pick<CreateNoteBody, 'createdAt' | 'updatedAt'>;

/** A time that is left out is the other one, or now. */
export function timesOf({ createdAt, updatedAt }: GivenTimes, now: Date): { createdAt: Date; updatedAt: Date } {
  const created = new Date(createdAt ?? updatedAt ?? now);
  return { createdAt: created, updatedAt: new Date(updatedAt ?? created) };
}

export function timeFaults(given: GivenTimes, now: Date): FieldError[] {
  const { createdAt, updatedAt } = timesOf(given, now);
  const latest = now.getTime() + TOLERANCE;
  const future = Object.entries({ createdAt, updatedAt })
    .filter(([name, time]) => given[name as keyof GivenTimes] !== undefined && time.getTime() > latest)
    .map(([name]) => ({ pointer: `/${name}`, detail: 'is in the future' }));
  return updatedAt < createdAt ? [...future, { pointer: '/updatedAt', detail: 'is before createdAt' }] : future;
}

/** The same for the same writing, whatever the placement, the times, the trash and the import. */
export function creationFingerprint(input: CreateNoteBody): string {
  const whole = wholeFieldNames.flatMap(name => essential(name, input[name], wholeFields[name].default));
  const items = input.items.map(item => [
    item.id,
    // A position that is left out is given by the order.
    ...itemFieldNames.flatMap(name =>
      name === 'position' ? [] : essential(name, item[name], itemFields[name].default),
    ),
  ]);
  return hash('sha256', JSON.stringify([...whole, items]));
}

/** A newer field with its default leaves the fingerprint as it was before there was the field. */
function essential<T>(name: string, value: T, defaultOfNewer: T | undefined): unknown[] {
  if (defaultOfNewer === undefined) return [value];
  return value === defaultOfNewer ? [] : [[name, value]];
}

/** Throws `note-too-large`. */
export function assertFits(written: WrittenContent): void {
  if (bytesOf(written) > noteLimits.noteBytes) throw noteTooLarge(noteLimits.noteBytes);
}

/** What `noteLimits.noteBytes` counts. */
export function bytesOf(written: WrittenContent): number {
  return Buffer.byteLength(JSON.stringify(writingOf(written)));
}
