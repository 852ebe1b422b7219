/** Shares a note between two people, to the point where both have it. */
import { eventually } from '@keep/testing/eventually';
import { patiently } from './patiently.ts';
import type { Person } from './person.ts';

/** Resolves when `friend` has opened the note. */
export async function share(owner: Person, noteId: string, friend: Person, role: string): Promise<void> {
  const body = { email: friend.email, role };
  const shared = await patiently(() => owner.call(`PUT /api/v1/notes/${noteId}/members`, { body }));
  if (shared.status !== 200) throw new Error(shared.text);
  await eventually(async () => {
    const { status } = await patiently(() => friend.call(`GET /api/v1/notes/${noteId}`));
    if (status !== 200) throw new Error(`${friend.email} was answered ${status}.`);
  }, 20_000);
}
