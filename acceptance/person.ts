/** A person with an account, as a client program sees one: signed in, and calling with a token. */
import { randomUUID } from 'node:crypto';
import type { CallOptions, Reply } from '@keep/testing/call';
import { checkedCall as call } from '@keep/testing/checked-call';

export const PASSWORD = 'correct horse battery staple';

export type Person = {
  id: string;
  email: string;
  accessToken: string;
  /** The refresh token, as `transport: "body"` gives it. */
  refreshToken: string;
  call(target: string, options?: CallOptions): Promise<Reply>;
};

export async function signUp(url: string, email = `${randomUUID()}@example.com`): Promise<Person> {
  const body = { email, password: PASSWORD, name: 'Someone', transport: 'body' };
  return toPerson(url, await call(url, 'POST /api/v1/auth/sign-up', { body }));
}

export async function signIn(url: string, email: string, password = PASSWORD): Promise<Person> {
  const body = { email, password, transport: 'body' };
  return toPerson(url, await call(url, 'POST /api/v1/auth/sign-in', { body }));
}

function toPerson(url: string, { status, text, json }: Reply): Person {
  if (status >= 300) throw new Error(`no session: ${status} ${text}`);
  const { user, accessToken, refreshToken } = json;
  return {
    id: user.id,
    email: user.email,
    accessToken,
    refreshToken,
    call: (target, options) => call(url, target, { token: accessToken, ...options }),
  };
}

/** Every note of a view, page by page. */
// oxlint-disable-next-line typescript/no-explicit-any
export async function allNotes(person: Person, view = 'active'): Promise<any[]> {
  const notes = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const { status, json, text } = await person.call(`GET /api/v1/notes?view=${view}&limit=100${query}`);
    if (status !== 200) throw new Error(`${status} ${text}`);
    if (cursor && cursor === json.nextCursor) throw new Error(`the page after ${cursor} is itself`);
    notes.push(...json.notes);
    cursor = json.nextCursor;
  } while (cursor);
  return notes;
}
