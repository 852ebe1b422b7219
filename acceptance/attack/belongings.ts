/** What a person has, one of each kind: what others must not reach, and what an attack puts beside theirs. */
import { randomUUID } from 'node:crypto';
import { PASSWORD, type Person, signIn, signUp } from '../person.ts';
import { patiently } from '../patiently.ts';
import { invite, share } from '../share.ts';

export type Belongings = {
  person: Person;
  /** In every text of theirs; whoever reads it has reached something. */
  mark: string;
  /** A list of one item, edited once, with the label, of the import. */
  noteId: string;
  itemId: string;
  trashedNoteId: string;
  labelId: string;
  importId: string;
  /** Of a batch operation of theirs. */
  opId: string;
  /** The id of a session beside the person's own; made when it is asked for. */
  sessionId: () => Promise<string>;
  /** The id of an API token; made when it is asked for. */
  tokenId: () => Promise<string>;
  /** The id of a member of the note, who has opened it; made when it is asked for. */
  memberId: () => Promise<string>;
  /** The id of somebody else's note to which the person is invited; made when it is asked for. */
  invitedNoteId: () => Promise<string>;
};

/** Makes new ones; `person` may have others already. */
export async function belongingsOf(url: string, person: Person): Promise<Belongings> {
  const mark = `mark-${randomUUID()}`;
  const [noteId, itemId, trashedNoteId, labelId, importId] = Array.from({ length: 5 }, () => randomUUID()) as
    [string, string, string, string, string]; // prettier-ignore
  const operation = (type: string, id: string, data: object = {}) => ({ opId: randomUUID(), type, id, data });
  const items = [{ id: itemId, text: `${mark} item` }];
  const operations = [
    operation('label.create', labelId, { name: `${mark} label` }),
    operation('note.create', noteId, {
      kind: 'list',
      title: mark,
      items,
      importId,
      placement: { labelIds: [labelId] },
    }),
    operation('note.edit', noteId, { baseRevision: 1, body: `${mark} body` }),
    operation('note.create', trashedNoteId, { title: `${mark} rubbish` }),
    operation('note.trash', trashedNoteId),
  ];
  const { json, text } = await patiently(() => person.call('POST /api/v1/notes/batch', { body: { operations } }));
  if (json?.results?.some(({ status }: { status: number }) => status >= 300)) throw new Error(text);
  return {
    person,
    mark,
    noteId,
    itemId,
    trashedNoteId,
    labelId,
    importId,
    opId: operations[0]?.opId ?? '',
    sessionId: () => otherSession(url, person),
    memberId: () => joinedMember(url, person, noteId),
    invitedNoteId: () => openInvitation(url, person),
    async tokenId() {
      const body = { name: `${mark} token`, scopes: ['notes:read'], expiresAt: null, password: PASSWORD };
      return (await patiently(() => person.call('POST /api/v1/auth/tokens', { body }))).json.id;
    },
  };
}

async function otherSession(url: string, person: Person): Promise<string> {
  const other = await signIn(url, person.email);
  const { json } = await patiently(() => other.call('GET /api/v1/auth/sessions'));
  return json.sessions.find(({ current }: { current: boolean }) => current).id;
}

async function openInvitation(url: string, person: Person): Promise<string> {
  const friend = await signUp(url);
  const { id } = (await patiently(() => friend.call('POST /api/v1/notes', { body: {} }))).json;
  await invite(friend, id, person, 'editor');
  return id;
}

async function joinedMember(url: string, person: Person, noteId: string): Promise<string> {
  const friend = await signUp(url);
  await share(person, noteId, friend, 'viewer');
  const { members } = (await patiently(() => person.call(`GET /api/v1/notes/${noteId}`))).json;
  return members.find(({ email }: { email: string }) => email === friend.email).id;
}
