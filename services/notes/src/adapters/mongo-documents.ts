/** What the MongoDB store keeps: one collection a kind, texts that are sent stored as texts. */
import type { Db, Timestamp } from 'mongodb';
import type { HandOver, Member, MemberState } from '../domain/member.ts';
import type { Named } from '../domain/people.ts';
import type { HandledRequest } from '../ports.ts';
import type { StoredAnswer } from './former-answers.ts';

/**
 * Everybody who ever wrote or was shown something. `writes` is raised by each transaction of the person, so that two of
 * them at once conflict: what one decides on cannot change under it. `changeSeq` is their change counter.
 */
export type PersonDocument = {
  _id: string;
  writes: number;
  changeSeq?: number;
  labelsChangeSeq?: number;
  /** Of notes that were gone by this change, some are forgotten. */
  changesFloor?: number;
  /** What they pay for: their notes, and the bytes of all revisions of these. */
  notes?: number;
  bytes?: number;
  /** From then on nothing is written for them. */
  erasedAt?: Date;
};

/** What there may be none of is absent then, so that its partial index stays small. */
export type NoteDocument = {
  _id: string;
  ownerId: string;
  version: number;
  contentVersion: number;
  revision: number;
  creationFingerprint: string;
  importId?: string;
  trashedAt?: Date;
  members?: readonly Member[];
  handOver?: HandOver;
  authors?: readonly Named[];
  /** Authors without a placement. */
  formerAuthorIds?: string[];
  /** The JSON text that is sent. */
  content: string;
};

/** `_id` is made by `placementId`; `order` sorts a board: see mongo-board-order.ts. */
export type PlacementDocument = {
  _id: string;
  userId: string;
  noteId: string;
  version: number;
  changeSeq: number;
  view: string;
  order: string;
  color: string;
  kind: string;
  /** Made by `listName`: each view that it is in, and each of its labels within that view. */
  lists: string[];
  /** The JSON text that is sent. */
  placement: string;
};

/** A note that a person no longer has; `_id` is made by `placementId`. */
export type GoneNoteDocument = {
  _id: string;
  userId: string;
  noteId: string;
  version: number;
  changeSeq: number;
  goneAt: Date;
};

/** The version that a note ended with: one that is made again under its id goes on from there. */
export type DeletedNoteDocument = { _id: string; version: number };

export type RevisionDocument = {
  noteId: string;
  revision: number;
  editedBy: string;
  editedAt: string;
  /** JSON. */
  written: string;
  /** Of `written`, so that they are known without reading it. */
  bytes: number;
};

/** What of the owner's bytes are revisions of this editor, who is not the owner; `_id` is made by `shareId`. */
export type EditorShareDocument = { _id: string; userId: string; bytes: number };

export type LabelDocument = {
  _id: string;
  userId: string;
  name: string;
  nameKey: string;
  version: number;
  createdAt: string;
  updatedAt: string;
  /** Absent from labels that are older than this field. */
  importId?: string | null;
};

/** A label that is gone, by its id, while notes carry it. */
export type LabelRemovalDocument = { _id: string; userId: string };

/** `order` sorts a person's imports by time. */
export type ImportDocument = { _id: string; userId: string; importId: string; createdAt: string; order: string };

/** `_id` is made by `requestId`. */
export type RequestDocument = {
  _id: string;
  userId: string;
  fingerprint: string;
  answer: StoredAnswer;
  /** Of an answer with the text of this note, as an earlier Keep stored it. */
  noteId?: string | null;
  expiresAt: Date;
};

/** `position` is filled by the server as it stores the event, so that the order is one for all replicas. */
export type OutboxDocument = {
  _id: string;
  position: Timestamp;
  userId: string;
  type: string;
  /** JSON. */
  event: string;
  isSent: boolean;
  sentAt?: Date;
};

/** The log that holds what was sent. `marks` is raised by each use of it. */
export type OutboxStateDocument = { _id: 'log'; logId: string; marks?: number };

/**
 * `_id` is the address's hash; without `userId` it is nobody's yet. `meetings` is raised by each transaction that decides
 * on it, so that an invitation and the recording of the address conflict.
 */
export type AddressDocument = { _id: string; userId?: string; verifiedAt?: string; meetings: number };

/** What is asked for of a member without their note; `_id` is made by `invitationId`. */
export type InvitationDocument = {
  _id: string;
  noteId: string;
  addressHash: string;
  inviterId: string | null;
  userId: string | null;
  state: MemberState;
};

/** That a person has declined a note, for good; `_id` is made by `placementId`. */
export type DeclinedInvitationDocument = { _id: string; userId: string; noteId: string };

/** Two documents for a pair; `_id` is made by `pairId`. */
export type ContactDocument = { _id: string; userId: string; contactId: string };

/** `_id` is made by `pairId`. */
export type BlockDocument = { _id: string; userId: string; blockedId: string; name?: string; blockedAt: string };

export type InboxDocument = { _id: string; handledAt: Date };

export type Collections = ReturnType<typeof collectionsOf>;

export function collectionsOf(db: Db) {
  return {
    people: db.collection<PersonDocument>('people'),
    notes: db.collection<NoteDocument>('notes'),
    placements: db.collection<PlacementDocument>('placements'),
    goneNotes: db.collection<GoneNoteDocument>('gone_notes'),
    deletedNotes: db.collection<DeletedNoteDocument>('deleted_notes'),
    revisions: db.collection<RevisionDocument>('revisions'),
    editorShares: db.collection<EditorShareDocument>('editor_shares'),
    labels: db.collection<LabelDocument>('labels'),
    labelRemovals: db.collection<LabelRemovalDocument>('label_removals'),
    imports: db.collection<ImportDocument>('imports'),
    addresses: db.collection<AddressDocument>('addresses'),
    invitations: db.collection<InvitationDocument>('invitations'),
    declinedInvitations: db.collection<DeclinedInvitationDocument>('declined_invitations'),
    contacts: db.collection<ContactDocument>('contacts'),
    blocks: db.collection<BlockDocument>('blocks'),
    requests: db.collection<RequestDocument>('handled_requests'),
    outbox: db.collection<OutboxDocument>('outbox'),
    outboxState: db.collection<OutboxStateDocument>('outbox_state'),
    inbox: db.collection<InboxDocument>('inbox'),
  };
}

/** Of a revision what its index `sizes` has: no text is read for it. */
export const revisionMark = { _id: 0, revision: 1, editedBy: 1, editedAt: 1 } as const;

/** All of a view, or what of it has a label. */
export function listName(view: string, labelId?: string): string {
  return labelId === undefined ? view : `${view} ${labelId}`;
}

/** A person's key or operation. */
export function requestId(userId: string, kind: HandledRequest['kind'], key: string): string {
  return `${userId}/${kind}/${key}`;
}

/** A note's member, by their address. */
export function invitationId(noteId: string, addressHash: string): string {
  return `${noteId}/${addressHash}`;
}

/** How one person stands to another. */
export function pairId(userId: string, otherId: string): string {
  return `${userId}/${otherId}`;
}

/** One editor's share of an owner's revisions. */
export function shareId(ownerId: string, editorId: string): string {
  return `${ownerId}/${editorId}`;
}

/** One person's side of one note. */
export function placementId(userId: string, noteId: string): string {
  return `${userId}/${noteId}`;
}
