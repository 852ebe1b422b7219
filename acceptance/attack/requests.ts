/**
 * One full request of each operation and of each kind of batch operation: all that it may say is said, with what the
 * sender owns. What is attacked is one place of it at a time.
 */
import { randomUUID } from 'node:crypto';
import type { JsonSchema } from '@keep/contracts/schema-book';
import { PASSWORD } from '../person.ts';
import { batchOperations, operation, type Operation, operations } from './api.ts';
import type { Belongings } from './belongings.ts';

export type ApiRequest = {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
};
type MakeRequest = (own: Belongings) => ApiRequest | Promise<ApiRequest>;

const anyone = () => `${randomUUID()}@example.com`;
const code = '12345678';
const page = { limit: '10' };
const reminder = { at: '2030-01-01T09:00:00.000Z', timeZone: 'Europe/Paris', repeat: 'daily' };

const newNote = ({ labelId, importId }: Belongings) => {
  const [id, first] = [randomUUID(), randomUUID()];
  return {
    id,
    kind: 'list',
    title: 'title',
    body: 'body',
    items: [
      { id: first, text: 'item', checked: true, parentId: null, position: 'a' },
      { id: randomUUID(), text: 'below it', checked: false, parentId: first, position: 'b' },
    ],
    placement: { pinned: true, archived: true, color: 'red', labelIds: [labelId], position: 'a', reminder },
    createdAt: '2020-01-01T00:00:00.000Z',
    updatedAt: '2020-01-02T00:00:00.000Z',
    importId,
    trashed: false,
  };
};
const edit = ({ itemId }: Belongings) => {
  const added = { id: randomUUID(), text: 'added', checked: true, parentId: itemId, position: 'b' };
  return {
    baseRevision: 2,
    title: 'title',
    body: 'body',
    kind: 'list',
    items: { upsert: [added], remove: [randomUUID()] },
  };
};
const place = ({ labelId }: Belongings) => ({
  pinned: true,
  archived: true,
  color: 'red',
  position: 'a',
  addLabelIds: [labelId],
  removeLabelIds: [randomUUID()],
  reminder,
});

const ofNote: MakeRequest = ({ noteId }) => ({ params: { id: noteId } });
const ofTrashedNote: MakeRequest = ({ trashedNoteId }) => ({ params: { id: trashedNoteId } });
const ofRevision: MakeRequest = ({ noteId }) => ({ params: { id: noteId, revision: '1' } });
const nothing: MakeRequest = () => ({});
const aPage: MakeRequest = () => ({ query: page });

const single: Readonly<Record<string, MakeRequest>> = {
  signUp: () => ({
    body: { email: anyone(), password: PASSWORD, name: 'name', transport: 'body', setUpCode: 'not needed' },
  }),
  signIn: () => ({ body: { email: anyone(), password: PASSWORD, transport: 'body', signUpId: randomUUID() } }),
  refreshSession: ({ person }) => ({ body: { refreshToken: person.refreshToken } }),
  signOut: () => ({ body: { refreshToken: 'none' } }),
  listSessions: aPage,
  endOtherSessions: nothing,
  endSession: async own => ({ params: { id: await own.sessionId() } }),
  verifyEmail: () => ({ body: { email: anyone(), code, transport: 'body', signUpId: randomUUID() } }),
  resendCode: () => ({ body: { email: anyone(), signUpId: randomUUID() } }),
  changeEmail: () => ({ body: { password: PASSWORD, newEmail: anyone() } }),
  requestPasswordReset: () => ({ body: { email: anyone() } }),
  resetPassword: () => ({ body: { email: anyone(), code, newPassword: PASSWORD, resetId: randomUUID() } }),
  changePassword: () => ({ body: { currentPassword: PASSWORD, newPassword: PASSWORD, revokeTokens: true } }),
  getMe: nothing,
  updateMe: () => ({ body: { name: 'name' } }),
  deleteMe: () => ({ body: { password: PASSWORD, sharedNotes: 'remove' } }),
  createToken: () => ({
    body: { name: 'name', scopes: ['notes:read'], expiresAt: '2100-01-01T00:00:00.000Z', password: PASSWORD },
  }),
  listTokens: aPage,
  revokeToken: async own => ({ params: { id: await own.tokenId() } }),
  getKeySet: nothing,
  getServer: nothing,

  listNotes: ({ labelId }) => ({ query: { view: 'active', label: labelId, color: 'red', kind: 'list', ...page } }),
  listChanges: aPage,
  createNote: own => ({ body: newNote(own) }),
  applyBatch: ({ noteId }) => ({
    body: { operations: [{ opId: randomUUID(), type: 'note.trash', id: noteId, data: {} }] },
  }),
  getNote: ofNote,
  editNote: own => ({ params: { id: own.noteId }, body: edit(own) }),
  placeNote: own => ({ params: { id: own.noteId }, body: place(own) }),
  trashNote: ofNote,
  restoreNote: ofTrashedNote,
  deleteNote: ofTrashedNote,
  copyNote: ({ noteId }) => ({ params: { id: noteId }, body: { id: randomUUID() } }),
  putMember: ({ noteId }) => ({ params: { id: noteId }, body: { email: anyone(), role: 'editor' } }),
  removeMember: async own => ({ params: { id: own.noteId, memberId: await own.memberId() } }),
  acceptInvitation: async own => ({ params: { id: await own.invitedNoteId() } }),
  declineInvitation: async own => ({ params: { id: await own.invitedNoteId() } }),
  handOverNote: async own => ({ params: { id: own.noteId }, body: { memberId: await own.memberId() } }),
  acceptOwnership: ofNote,
  cancelHandOver: ofNote,
  listRevisions: ({ noteId }) => ({ params: { id: noteId }, query: page }),
  getRevision: ofRevision,
  restoreRevision: ofRevision,
  listLabels: aPage,
  createLabel: ({ importId }) => ({ body: { id: randomUUID(), name: randomUUID(), importId } }),
  renameLabel: ({ labelId }) => ({ params: { id: labelId }, body: { name: randomUUID() } }),
  deleteLabel: ({ labelId }) => ({ params: { id: labelId } }),
  listImports: aPage,
  listBlocks: aPage,
  blockUser: () => ({ params: { userId: randomUUID() } }),
  unblockUser: () => ({ params: { userId: randomUUID() } }),
  undoImport: ({ importId }) => ({ params: { id: importId } }),

  getUsage: nothing,
  openStream: nothing,

  getOpenApi: nothing,
  getAsyncApi: nothing,
};

type Batched = { id: string; data: object };

/** `id` and `data` of each kind of batch operation. What `data` may repeat of `id` is left out: it may say nothing else. */
const batched: Readonly<Record<string, (own: Belongings) => Batched | Promise<Batched>>> = {
  'note.create': own => {
    const { id, ...data } = newNote(own);
    return { id, data };
  },
  'note.edit': own => ({ id: own.noteId, data: edit(own) }),
  'note.place': own => ({ id: own.noteId, data: place(own) }),
  'note.trash': ({ noteId }) => ({ id: noteId, data: {} }),
  'note.restore': ({ trashedNoteId }) => ({ id: trashedNoteId, data: {} }),
  'note.delete': ({ trashedNoteId }) => ({ id: trashedNoteId, data: {} }),
  'invitation.accept': async own => ({ id: await own.invitedNoteId(), data: {} }),
  'invitation.decline': async own => ({ id: await own.invitedNoteId(), data: {} }),
  'label.create': ({ importId }) => ({ id: randomUUID(), data: { name: randomUUID(), importId } }),
  'label.rename': ({ labelId }) => ({ id: labelId, data: { name: randomUUID() } }),
  'label.delete': ({ labelId }) => ({ id: labelId, data: {} }),
};

/** One thing that may be asked of Keep: an operation, or a kind of operation in a batch. `make` gives new ids each time. */
export type Case = { name: string; operation: Operation; make: MakeRequest; body: JsonSchema | undefined };

export const cases: readonly Case[] = [
  ...Object.entries(single).map(([name, make]) => {
    const found = operation(name);
    return { name, operation: found, make, body: found.body };
  }),
  ...Object.entries(batched).map(([type, make]) => ({
    name: batchCase(type),
    operation: operation('applyBatch'),
    make: async (own: Belongings) => ({ body: { operations: [{ opId: randomUUID(), type, ...(await make(own)) }] } }),
    body: inBatch(batchOperations.get(type)),
  })),
];

/** What there must be a case for. */
export const documentedCases: readonly string[] = [
  ...operations.map(({ operationId }) => operationId),
  ...[...batchOperations.keys()].map(batchCase),
];

function batchCase(type: string): string {
  return `batch ${type}`;
}

function inBatch(operationSchema: JsonSchema = {}): JsonSchema {
  return { type: 'object', properties: { operations: { type: 'array', items: operationSchema } } };
}
