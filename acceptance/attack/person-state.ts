/** Everything that a person can see, as one text: it shows whether anybody changed anything of theirs. */
import type { Person } from '../person.ts';
import { patiently } from '../patiently.ts';

const lists = [
  'notes?view=active',
  'notes?view=archived',
  'notes?view=trashed',
  'notes?view=reminders',
  'blocks',
  'labels',
  'imports',
  'auth/sessions',
  'auth/tokens',
  'me',
];

/** Up to 100 of each kind. */
export async function stateOf(person: Person): Promise<string> {
  const read = async (path: string) => (await patiently(() => person.call(`GET /api/v1/${path}`))).json;
  const state: unknown[] = [];
  for (const path of lists) {
    const page = await read(path.includes('?') ? `${path}&limit=100` : path);
    state.push([path, page]);
    for (const { id } of (page.notes ?? []) as { id: string }[]) {
      const { revisions } = await read(`notes/${id}/revisions`);
      state.push(revisions);
      for (const { revision } of revisions) state.push(await read(`notes/${id}/revisions/${revision}`));
    }
  }
  return JSON.stringify(state, withoutUse, 1);
}

/** The attacks use some of the person's own tokens, which is no change of what they have. */
function withoutUse(key: string, value: unknown): unknown {
  return key === 'lastUsedAt' ? undefined : value;
}
