/** Shares a note between two people, to the point where both have it. */
import { eventually } from '@keep/testing/eventually';
import type { Reply } from '@keep/testing/call';
import { patiently } from './patiently.ts';
import type { Person } from './person.ts';

/** Resolves when `friend` has accepted the note. */
export async function share(owner: Person, noteId: string, friend: Person, role: string): Promise<void> {
  const body = { email: friend.email, role };
  const shared = await patiently(() => owner.call(`PUT /api/v1/notes/${noteId}/members`, { body }));
  if (shared.status !== 200) throw new Error(shared.text);
  await eventually(async () => {
    const { status } = await accept(friend, noteId);
    if (status !== 200) throw new Error(`${friend.email} was answered ${status}.`);
  }, 20_000);
}

/** Resolves when the invitation has arrived; it must be none of a contact. */
export async function invite(owner: Person, noteId: string, friend: Person, role: string): Promise<void> {
  const body = { email: friend.email, role };
  await patiently(() => owner.call(`PUT /api/v1/notes/${noteId}/members`, { body }));
  await eventually(async () => {
    const { json } = await patiently(() => friend.call(`GET /api/v1/notes/${noteId}`));
    if (json.placement?.invitation?.role !== role) throw new Error(`${friend.email} is not invited.`);
  }, 20_000);
}

/** Accepts the invitation once it is there, and changes nothing for who has the note. */
export function accept(person: Pick<Person, 'call'>, noteId: string): Promise<Reply> {
  return patiently(() => person.call(`POST /api/v1/notes/${noteId}/invitation/accept`));
}
