/** What the tests of shared notes do again and again: let notes know of addresses, share, and wait until it shows. */
import { addressVerified } from '@keep/contracts/auth-events';
import type { MemberRole } from '@keep/contracts/notes-http';
import { addressHashOf } from '@keep/service-kit/address-hash';
import type { Reply } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { expect } from 'vitest';
import { fromAuth, type NotesApp, type Person } from './notes-app.ts';

/** The event by which auth tells that an address is this account's. */
export function addressEvent(userId: string, email: string, verifiedAt = new Date()) {
  const data = { userId, addressHash: addressHashOf(email), verifiedAt: verifiedAt.toISOString() };
  return fromAuth(addressVerified, userId, data);
}

/** A person whose address is told of; notes hears of it sooner or later. */
export async function signedUp(app: NotesApp): Promise<Person> {
  const person = await app.person();
  await app.bus.publish([addressEvent(person.id, person.email)]);
  return person;
}

export const people = async (app: NotesApp): Promise<[Person, Person, Person]> => [
  await signedUp(app),
  await signedUp(app),
  await signedUp(app),
];

export const newNote = async (owner: Person, body: object = { title: 'shared' }): Promise<string> =>
  (await owner.newNote(body)).id;

export const invite = (owner: Person, noteId: string, email: string, role = 'editor'): Promise<Reply> =>
  owner.call(`PUT /notes/${noteId}/members`, { email, role });

export const accept = (person: Person, noteId: string): Promise<Reply> =>
  person.call(`POST /notes/${noteId}/invitation/accept`);

export const decline = (person: Person, noteId: string): Promise<Reply> =>
  person.call(`POST /notes/${noteId}/invitation/decline`);

export const sharedIds = async (person: Person): Promise<string[]> =>
  (await person.call('GET /notes?view=shared&limit=100')).json.notes.map(({ id }: { id: string }) => id);

/** Invites and waits until the invitation has arrived, or the note of a contact, not opened yet; answers the member's id. */
export async function share(owner: Person, noteId: string, member: Person, role: MemberRole): Promise<string> {
  const reply = await owner.call(`PUT /notes/${noteId}/members`, { email: member.email, role });
  expect(reply.status).toBe(200);
  await eventually(async () => expect(await sharedIds(member)).toContain(noteId));
  return memberIdOf(reply.json, member.email);
}

/** As `share`, and the member accepts it. */
export async function join(owner: Person, noteId: string, member: Person, role: MemberRole): Promise<string> {
  const memberId = await share(owner, noteId, member, role);
  expect((await accept(member, noteId)).status).toBe(200);
  return memberId;
}

/** As `join`, of another note: what is shared between these two from now on is accepted at once. */
export async function befriend(one: Person, other: Person): Promise<void> {
  await join(one, await newNote(one, { title: 'between contacts' }), other, 'viewer');
}

/** A note of Ada's that Bob has joined. */
export async function sharedNote(app: NotesApp, role: MemberRole, body?: object) {
  const [ada, bob, eve] = await people(app);
  const id = await newNote(ada, body);
  return { ada, bob, eve, id, memberId: await join(ada, id, bob, role) };
}

export function memberIdOf(note: { members: { id: string; email: string }[] }, email: string): string {
  const found = note.members.find(member => member.email === email);
  if (!found) throw new Error(`${email} is no member.`);
  return found.id;
}
