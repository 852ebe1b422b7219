/** The public HTTP contract of notes, with their members, history and changes, and every limit on size and shape. */
import { z } from 'zod';
import { email } from './auth-http.ts';
import { blockUser, listBlocks, unblockUser } from './blocks-http.ts';
import { answeredTimestamp, cursor, pageQuery, timestamp, uuid } from './ids.ts';
import {
  createLabel, createLabelBody, deleteLabel, label, listImports, listLabels, renameLabel, renameLabelBody, undoImport,
} from './labels-http.ts'; // prettier-ignore
import { problem } from './problem.ts';
import { API_BASE, defineRoute, MIB } from './route.ts';

const tag = 'notes';

/** Days that a note stays in the trash, unless the operator chose another number (`NOTES_TRASH_DAYS`). */
export const TRASH_DAYS = 30;

/** Characters are UTF-16 code units; `noteBytes` are bytes of the content as JSON in UTF-8. */
export const noteLimits = {
  title: 1_000,
  body: 100_000,
  items: 2_000,
  itemText: 1_000,
  itemLevels: 4,
  noteBytes: 256 * 1024,
  /** Of a merge, which is rather too large than to lose text; what is left of an event is for who has the note. */
  mergedNoteBytes: 448 * 1024,
  labelsPerNote: 100,
  /** On the boards of everybody who has the note: an event carries them all. */
  labelsOfAllMembers: 5_000,
  members: 100,
  /** Addresses that one person has invited and that have joined none of the notes yet, whether or not they have an account. */
  unansweredInvitations: 50,
  batchOperations: 100,
} as const;

export const noteKinds = ['text', 'list'] as const;
export const noteColors = [
  'default', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'cerulean', 'purple', 'pink', 'brown', 'gray',
] as const; // prettier-ignore

/** `checker` ticks items and adds new ones, and changes nothing else. The owner is no member. */
export const memberRoles = ['editor', 'checker', 'viewer'] as const;
export type MemberRole = (typeof memberRoles)[number];

const kind = z.enum(noteKinds);
const color = z.enum(noteColors);
const title = z.string().max(noteLimits.title);
const body = z.string().max(noteLimits.body);
/** Ordered bytewise, ties by id; opaque to everyone but `between`. */
export const position = z.string().regex(/^[0-9A-Za-z]{1,64}$/, 'must be 1 to 64 of 0-9, A-Z, a-z');
const isTimeZone = (name: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format();
    return true;
  } catch {
    return false;
  }
};
export const reminder = z
  .strictObject({
    at: timestamp,
    /** IANA name; what "every day at nine" means across summer time. */
    timeZone: z.string().max(64).refine(isTimeZone, 'must be an IANA time zone').default('UTC'),
    repeat: z.enum(['daily', 'weekly', 'monthly', 'yearly']).nullable().default(null),
  })
  .meta({ id: 'Reminder' });

export const item = z
  .object({ id: uuid, text: z.string(), checked: z.boolean(), parentId: uuid.nullable(), position: z.string() })
  .meta({ id: 'Item' });

const role = z.enum(memberRoles);

/** Where and how a note stands on a board. */
export const boardPlacement = z.object({
  pinned: z.boolean(),
  archived: z.boolean(),
  color,
  labelIds: z.array(uuid),
  position: z.string(),
  reminder: z.object({ at: answeredTimestamp, timeZone: z.string(), repeat: z.string().nullable() }).nullable(),
});

export const invitation = z
  .object({
    by: z.object({ userId: uuid, name: z.string().optional() }),
    role,
    at: answeredTimestamp,
  })
  .meta({ id: 'Invitation', description: 'Who invites the reader, and to which role' });

export const placement = boardPlacement
  .extend({
    invitation: invitation
      .nullable()
      .describe('Until the reader accepts or declines it: the note is in `view=shared` alone, and can only be read'),
  })
  .meta({ id: 'Placement', description: "The reader's own: where and how the note stands on their board" });

export const member = z
  .object({
    id: uuid,
    email: z.string(),
    role,
    status: z
      .enum(['invited', 'joined'])
      .describe('`invited` until they have accepted and opened the note: so look unknown and declining people, too'),
    userId: uuid.optional(),
    name: z.string().optional(),
  })
  .meta({ id: 'Member' });

/** What a person writes in a note: in notes, revisions and events alike. */
export const writtenFields = {
  kind,
  title: z.string(),
  body: z.string(),
  items: z.array(item).describe('Ordered by `position`, bytewise, then by id'),
};

/** As the access tokens named them that acted on the note; who is not known by name, or is erased, is not among them. */
export const person = z.object({ userId: uuid, name: z.string() }).meta({ id: 'Person' });

/** A note as its reader sees it. */
export const note = z
  .object({
    id: uuid,
    ...writtenFields,
    attachments: z.array(z.unknown()),
    ownerId: uuid,
    members: z.array(member).describe('With whom it is shared; the owner is not among them'),
    revision: z.int().min(1).describe('Counts the content: the `baseRevision` of an edit'),
    createdAt: answeredTimestamp,
    updatedAt: answeredTimestamp,
    updatedBy: uuid.describe('Who last changed the content'),
    trashedAt: answeredTimestamp.nullable(),
    pendingOwner: uuid.nullable().describe('The member who was asked to become the owner and has not answered'),
    people: z
      .array(person)
      .describe('Who stands behind the ids: the owner, all who have joined, and all who have ever written in it'),
    placement,
  })
  .meta({ id: 'Note' });
export type NoteOnTheWire = z.infer<typeof note>;

const newItem = z.strictObject({
  id: uuid.optional(),
  text: z.string().max(noteLimits.itemText),
  checked: z.boolean().default(false),
  parentId: uuid.nullable().default(null),
  position: position.optional().describe('Given by the order in the array where it is left out'),
});

const newPlacement = z.strictObject({
  pinned: z.boolean().default(false),
  archived: z.boolean().default(false),
  color: color.default('default'),
  labelIds: z.array(uuid).max(noteLimits.labelsPerNote).default([]),
  position: position.optional().describe('Before all older notes where it is left out'),
  reminder: reminder.nullable().default(null),
});

export const createNoteBody = z
  .strictObject({
    id: uuid.optional().describe('Chosen by the client, so that it can name the note before it is sent'),
    kind: kind.default('text'),
    title: title.default(''),
    body: body.default(''),
    items: z.array(newItem).max(noteLimits.items).default([]),
    placement: newPlacement.prefault({}),
    createdAt: timestamp.optional(),
    updatedAt: timestamp.optional(),
    trashed: z.boolean().default(false).describe('Whether it is made in the trash, as an import finds it'),
    importId: uuid.optional(),
  })
  .meta({ id: 'NewNote' });
export type CreateNoteBody = z.infer<typeof createNoteBody>;

export const editNoteBody = z
  .strictObject({
    baseRevision: z
      .int()
      .min(1)
      .describe('The `revision` that the edit was made on; what others changed since is merged'),
    title: title.optional(),
    body: body.optional(),
    kind: kind.optional(),
    items: z
      .strictObject({
        upsert: z
          .array(
            z.strictObject({
              id: uuid,
              text: z.string().max(noteLimits.itemText).optional(),
              checked: z.boolean().optional(),
              parentId: uuid.nullable().optional(),
              position: position.optional(),
            }),
          )
          .max(noteLimits.items)
          .default([])
          .describe('Each by its id: changes what exists, adds what does not'),
        remove: z.array(uuid).max(noteLimits.items).default([]),
      })
      .optional(),
  })
  .meta({ id: 'NoteEdit' });
export type EditNoteBody = z.infer<typeof editNoteBody>;

export const placeNoteBody = z
  .strictObject({
    pinned: z.boolean().optional(),
    archived: z.boolean().optional(),
    color: color.optional(),
    position: position.optional(),
    addLabelIds: z.array(uuid).max(noteLimits.labelsPerNote).optional(),
    removeLabelIds: z.array(uuid).max(noteLimits.labelsPerNote).optional(),
    reminder: reminder.nullable().optional(),
  })
  .meta({ id: 'PlacementChange' });
export type PlaceNoteBody = z.infer<typeof placeNoteBody>;

const noteId = z.object({ id: uuid });
const answersNote = { description: 'The note', schema: note, headers: { ETag: 'Of what this reader sees' } };

export const listNotesQuery = z.strictObject({
  view: z.enum(['active', 'archived', 'trashed', 'shared', 'reminders']).default('active'),
  label: uuid.optional(),
  color: color.optional(),
  kind: kind.optional(),
  ...pageQuery,
});
export type ListNotesQuery = z.infer<typeof listNotesQuery>;

export const listNotes = defineRoute({
  method: 'GET',
  path: `${API_BASE}/notes`,
  operationId: 'listNotes',
  summary: 'A page of notes: pinned first, then by position, newest first',
  description:
    'One view of the board. The filters narrow it further; unknown ones are a 400. Pass `nextCursor` as `cursor` for the next page.',
  tag,
  access: 'notes:read',
  query: listNotesQuery,
  responses: {
    200: {
      description: 'A page; of large notes, fewer than `limit`',
      schema: z.object({ notes: z.array(note), nextCursor: z.string().nullable() }),
      headers: { ETag: 'Of what this reader sees' },
    },
    304: { description: 'Not modified' },
  },
});

export const createNote = defineRoute({
  method: 'POST',
  path: `${API_BASE}/notes`,
  operationId: 'createNote',
  summary: 'Make a note',
  description:
    'A text, or a list with items. All fields are optional. With an `id` of its own, a client may send the same note again: it is made once.',
  tag,
  access: 'notes:write',
  idempotent: true,
  body: createNoteBody,
  responses: {
    201: { ...answersNote, headers: { ...answersNote.headers, Location: 'Where the note is' } },
    200: { ...answersNote, description: 'It was there already, with the same content' },
  },
  problems: ['id-taken', 'note-too-large', 'quota-exceeded'],
});

export const getNote = defineRoute({
  method: 'GET',
  path: `${API_BASE}/notes/{id}`,
  operationId: 'getNote',
  summary: 'One note',
  description:
    'The note as its reader sees it: the content is the same for all members, the placement belongs to the reader alone.',
  tag,
  access: 'notes:read',
  params: noteId,
  responses: { 200: answersNote, 304: { description: 'Not modified' } },
});

/** Of an edit on an older revision. */
const merge = z
  .object({
    merged: z.array(z.string()).meta({ description: 'Fields in which the changes of both sides are combined' }),
    kept: z
      .array(z.string())
      .meta({ description: 'Fields of which a value, or changed white space, gave way; the history keeps it' }),
  })
  .meta({ id: 'Merge' });

export const editNote = defineRoute({
  method: 'PATCH',
  path: `${API_BASE}/notes/{id}`,
  operationId: 'editNote',
  summary: 'Edit the content; on an older revision, merged with what others have changed since',
  description:
    '`baseRevision` is the revision that the edit was made on. Where others have changed the note since, both changes are merged, and `merge` names the fields in which that happened. With `If-Match`, a changed note is a 412 instead.',
  tag,
  access: 'notes:write',
  idempotent: true,
  conditional: true,
  params: noteId,
  body: editNoteBody,
  responses: {
    200: {
      ...answersNote,
      schema: note.extend({ merge }).meta({ id: 'EditedNote' }),
    },
  },
  problems: ['role-forbidden', 'note-too-large', 'quota-exceeded', 'in-trash', 'invitation-pending'],
});

export const placeNote = defineRoute({
  method: 'PATCH',
  path: `${API_BASE}/notes/{id}/placement`,
  operationId: 'placeNote',
  summary: 'Pin, archive, colour, label, move, or remind: for me alone',
  description:
    'Changes where and how the note stands on the board of the reader. Other members see nothing of it, and the revision stays.',
  tag,
  access: 'notes:write',
  idempotent: true,
  conditional: true,
  params: noteId,
  body: placeNoteBody,
  responses: { 200: answersNote },
  problems: ['in-trash', 'invitation-pending'],
});

export const trashNote = defineRoute({
  method: 'POST',
  path: `${API_BASE}/notes/{id}/trash`,
  operationId: 'trashNote',
  summary: 'Move to the trash, emptied after 30 days',
  description:
    'For everyone who has the note; the owner alone may do it. Notes in the trash can be read and restored, not edited.',
  tag,
  access: 'notes:write',
  idempotent: true,
  params: noteId,
  responses: { 200: answersNote },
  problems: ['role-forbidden', 'invitation-pending'],
});

export const restoreNote = defineRoute({
  method: 'POST',
  path: `${API_BASE}/notes/{id}/restore`,
  operationId: 'restoreNote',
  summary: 'Take out of the trash',
  description: 'Puts the note back on the boards where it was.',
  tag,
  access: 'notes:write',
  idempotent: true,
  params: noteId,
  responses: { 200: answersNote },
  problems: ['role-forbidden', 'invitation-pending'],
});

export const deleteNote = defineRoute({
  method: 'DELETE',
  path: `${API_BASE}/notes/{id}`,
  operationId: 'deleteNote',
  summary: 'Delete for good; only from the trash',
  description: 'For everyone who has the note. It cannot be undone.',
  tag,
  access: 'notes:write',
  idempotent: true,
  params: noteId,
  responses: { 204: { description: 'Deleted' } },
  problems: ['role-forbidden', 'not-in-trash', 'invitation-pending'],
});

export const copyNote = defineRoute({
  method: 'POST',
  path: `${API_BASE}/notes/{id}/copy`,
  operationId: 'copyNote',
  summary: 'Make a note of my own with the same content',
  description: 'The copy belongs to the reader who makes it, is not shared, and has one revision.',
  tag,
  access: 'notes:write',
  idempotent: true,
  params: noteId,
  body: z.strictObject({ id: uuid.optional() }),
  bodyOptional: true,
  responses: { 201: answersNote, 200: { ...answersNote, description: 'It was there already, with the same content' } },
  problems: ['id-taken', 'quota-exceeded', 'invitation-pending'],
});

export const putMemberBody = z.strictObject({ email, role }).meta({ id: 'NewMember' });
export type PutMemberBody = z.infer<typeof putMemberBody>;

export const putMember = defineRoute({
  method: 'PUT',
  path: `${API_BASE}/notes/{id}/members`,
  operationId: 'putMember',
  summary: 'Share with an address, whether or not it has an account, or change a role',
  description:
    'The address need not have an account. The owner of the address is invited, and joins the note once the invitation is accepted. The same address again changes the role.',
  tag,
  access: 'notes:write',
  idempotent: true,
  params: noteId,
  body: putMemberBody,
  responses: { 200: answersNote },
  problems: ['role-forbidden', 'too-many-members', 'too-many-invitations', 'in-trash', 'invitation-pending'],
});

export const removeMember = defineRoute({
  method: 'DELETE',
  path: `${API_BASE}/notes/{id}/members/{memberId}`,
  operationId: 'removeMember',
  summary: 'Share with this member no more; a member may remove themself, as `me`',
  description: 'The owner may remove every member, a member only themself. The note leaves that board at once.',
  tag,
  access: 'notes:write',
  idempotent: true,
  params: z.object({ id: uuid, memberId: z.union([z.literal('me'), uuid]) }),
  responses: { 204: { description: 'They have it no more' } },
  problems: ['role-forbidden', 'owner-cannot-leave', 'invitation-pending'],
});

export const acceptInvitation = defineRoute({
  method: 'POST',
  path: `${API_BASE}/notes/{id}/invitation/accept`,
  operationId: 'acceptInvitation',
  summary: 'Accept the invitation to a note: I join it, and the inviter and I become contacts',
  description:
    'The note moves to the board of the new member, and can be edited as far as the role allows. Later invitations of the same inviter are accepted by themselves.',
  tag,
  access: 'notes:write',
  idempotent: true,
  params: noteId,
  responses: { 200: answersNote },
});

export const declineInvitation = defineRoute({
  method: 'POST',
  path: `${API_BASE}/notes/{id}/invitation/decline`,
  operationId: 'declineInvitation',
  summary: 'Decline the invitation to a note, which does not come again; nobody else sees it. A member leaves the note',
  description: 'The note leaves the view `shared`. The inviter gets no notice of it.',
  tag,
  access: 'notes:write',
  idempotent: true,
  params: noteId,
  responses: { 204: { description: 'I have the note no more' } },
  problems: ['owner-cannot-leave'],
});

export const handOverNote = defineRoute({
  method: 'POST',
  path: `${API_BASE}/notes/{id}/owner`,
  operationId: 'handOverNote',
  summary: 'Ask a member who has joined to become the owner; until they accept, the note is mine',
  description:
    'The owner alone may do it, to a member who has joined. The answer names the heir as `pendingOwner`; owner and heir can cancel it.',
  tag,
  access: 'notes:write',
  idempotent: true,
  params: noteId,
  body: z.strictObject({ memberId: uuid }),
  responses: { 200: { ...answersNote, description: 'The note with its `pendingOwner`' } },
  problems: ['role-forbidden', 'not-joined', 'in-trash', 'invitation-pending'],
});

export const acceptOwnership = defineRoute({
  method: 'POST',
  path: `${API_BASE}/notes/{id}/owner/accept`,
  operationId: 'acceptOwnership',
  summary: 'Become the owner, as the owner has asked me; the former owner becomes an editor',
  description: 'For the member whom the note names as `pendingOwner`. The former owner becomes an editor of the note.',
  tag,
  access: 'notes:write',
  idempotent: true,
  params: noteId,
  responses: { 200: { ...answersNote, description: 'The note as its new owner sees it' } },
  problems: ['role-forbidden', 'quota-exceeded', 'in-trash', 'invitation-pending'],
});

export const cancelHandOver = defineRoute({
  method: 'DELETE',
  path: `${API_BASE}/notes/{id}/owner`,
  operationId: 'cancelHandOver',
  summary: 'End the wish to hand the note over, as its owner or as the member who was asked',
  description: 'Answers 204 also where no hand-over waits. The note stays with its owner.',
  tag,
  access: 'notes:write',
  idempotent: true,
  params: noteId,
  responses: { 204: { description: 'Nobody is asked to become the owner' } },
  problems: ['role-forbidden', 'in-trash', 'invitation-pending'],
});

const revisionSummary = z
  .object({ revision: z.int().min(1), editedBy: uuid, editedAt: answeredTimestamp })
  .meta({ id: 'RevisionSummary' });
const revisionParams = z.object({ id: uuid, revision: z.coerce.number().int().min(1) });

export const listRevisions = defineRoute({
  method: 'GET',
  path: `${API_BASE}/notes/{id}/revisions`,
  operationId: 'listRevisions',
  summary: 'The history of the content',
  description: 'Old revisions are thinned: those of the last hour are all kept, of older times fewer.',
  tag,
  access: 'notes:read',
  params: noteId,
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Newest first',
      schema: z.object({ revisions: z.array(revisionSummary), nextCursor: z.string().nullable() }),
      headers: { ETag: 'Of what this reader sees' },
    },
    304: { description: 'Not modified' },
  },
  problems: ['invitation-pending'],
});

export const getRevision = defineRoute({
  method: 'GET',
  path: `${API_BASE}/notes/{id}/revisions/{revision}`,
  operationId: 'getRevision',
  summary: 'The content as it was',
  description: 'Title, body and items of one revision.',
  tag,
  access: 'notes:read',
  params: revisionParams,
  responses: {
    200: {
      description: 'One revision',
      schema: revisionSummary.extend(writtenFields).meta({ id: 'Revision' }),
      headers: { ETag: 'Of what this reader sees' },
    },
    304: { description: 'Not modified' },
  },
  problems: ['invitation-pending'],
});

export const restoreRevision = defineRoute({
  method: 'POST',
  path: `${API_BASE}/notes/{id}/revisions/{revision}/restore`,
  operationId: 'restoreRevision',
  summary: 'Make an old content the newest revision',
  description: 'Nothing is lost: the present content stays in the history.',
  tag,
  access: 'notes:write',
  idempotent: true,
  params: revisionParams,
  responses: { 200: answersNote },
  problems: ['role-forbidden', 'note-too-large', 'quota-exceeded', 'in-trash', 'invitation-pending'],
});

export const listChanges = defineRoute({
  method: 'GET',
  path: `${API_BASE}/notes/changes`,
  operationId: 'listChanges',
  summary: 'What has changed for me since: each note once, as it is now',
  description:
    'Ask with the `cursor` of the last answer to get what has changed since; without one, for everything. A note that was lost comes with `note: null`. See how a client keeps in step in `docs/how-to`.',
  tag,
  access: 'notes:read',
  query: z.strictObject({
    limit: pageQuery.limit,
    since: cursor
      .optional()
      .describe('The `cursor` of an earlier answer; everything from the beginning where it is left out'),
  }),
  responses: {
    200: {
      description: 'Changes in the order in which they became visible to me; of large notes, fewer than `limit`',
      schema: z.object({
        changes: z.array(
          z.object({
            noteId: uuid,
            version: z.int().meta({ description: 'As its events have it: raised by every change of the note' }),
            note: note.nullable().meta({ description: 'null when I have it no more' }),
          }),
        ),
        labels: z.array(label).nullable().meta({ description: 'All my labels; null where none has changed since' }),
        cursor: z.string().meta({ description: 'What to ask with next' }),
        more: z.boolean().meta({ description: 'Whether there was more than fits into one answer' }),
      }),
      headers: { ETag: 'Of what this reader sees' },
    },
    304: { description: 'Not modified' },
  },
  problems: ['cursor-too-old'],
});

const used = z.object({ used: z.int(), limit: z.int() });

export const getUsage = defineRoute({
  method: 'GET',
  path: `${API_BASE}/me/usage`,
  operationId: 'getUsage',
  summary: 'How much my notes take up, and how much they may',
  description: 'Bytes and numbers of what is stored for the account, beside what it may store at most.',
  tag,
  access: 'notes:read',
  responses: {
    200: {
      description: 'Of the notes that I own',
      schema: z
        .object({
          notes: used,
          bytes: used.meta({ description: 'Of all revisions that are kept, as JSON; the newest is the note itself' }),
        })
        .meta({ id: 'Usage' }),
    },
  },
});

/** What each kind of batch operation carries as `data`; the same schema as its single route. */
export const batchOperationData = {
  'note.create': createNoteBody,
  'note.edit': editNoteBody,
  'note.place': placeNoteBody,
  'note.trash': z.strictObject({}),
  'note.restore': z.strictObject({}),
  'note.delete': z.strictObject({}),
  'invitation.accept': z.strictObject({}),
  'invitation.decline': z.strictObject({}),
  'label.create': createLabelBody,
  'label.rename': renameLabelBody,
  'label.delete': z.strictObject({}),
} as const;
export type BatchOperationType = keyof typeof batchOperationData;

/** `id` names the note or label; `data` is checked operation by operation, so that one fault does not refuse the rest. */
export const batchOperation = z.strictObject({
  opId: uuid,
  type: z.enum(Object.keys(batchOperationData) as [BatchOperationType, ...BatchOperationType[]]),
  id: uuid,
  data: z.record(z.string(), z.unknown()).default({}),
});

/** The same operation for the API document, which can say what `data` each type carries. */
const documentedOperation = z
  .xor(
    Object.entries(batchOperationData).map(([type, data]) =>
      z
        .strictObject({
          opId: uuid,
          type: z.literal(type),
          id: uuid,
          data: data.safeParse({}).success ? data.optional() : data,
        })
        .meta({ title: type }),
    ),
  )
  .meta({ id: 'BatchOperation' });

export const batch = defineRoute({
  method: 'POST',
  path: `${API_BASE}/notes/batch`,
  operationId: 'applyBatch',
  summary: 'Up to 100 operations in order; an opId is remembered 90 days',
  description:
    'For clients that were offline. Operations run in their order; each has its own result, and a failed one stops only those on the same object. A repeated `opId` is answered again, not done again.',
  tag,
  access: 'notes:write',
  bodyLimit: 4 * MIB,
  body: z.strictObject({ operations: z.array(batchOperation).min(1).max(noteLimits.batchOperations) }),
  documentedBody: z.strictObject({
    operations: z.array(documentedOperation).min(1).max(noteLimits.batchOperations),
  }),
  responses: {
    200: {
      description: 'One result for each operation, in their order',
      schema: z.object({
        results: z.array(
          z.object({
            opId: uuid,
            status: z.int(),
            note: note.optional().meta({ description: 'Left out where the answer would be too large: read it then' }),
            merge: merge.optional().meta({ description: 'Of an edit' }),
            label: label.optional(),
            problem: problem.optional(),
          }),
        ),
      }),
    },
  },
});

/** One operation as it is sent, one result as it is answered, and one answer of the changes feed. */
export type SentOperation = z.input<typeof batch.body>['operations'][number];
export type OperationResult = z.infer<(typeof batch.responses)[200]['schema']>['results'][number];
export type ChangesPage = z.infer<(typeof listChanges.responses)[200]['schema']>;

export const routes = [
  listNotes, createNote, batch, listChanges, getNote, editNote, placeNote, trashNote, restoreNote, deleteNote, copyNote,
  listRevisions, getRevision, restoreRevision, putMember, removeMember,
  acceptInvitation, declineInvitation, handOverNote, acceptOwnership, cancelHandOver, listLabels, createLabel, renameLabel, deleteLabel, listImports, undoImport,
  listBlocks, blockUser, unblockUser,
  getUsage,
] as const; // prettier-ignore
