/** What the use cases need from outside: the store, in the domain's words. Everything of a person is asked for by their id first. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import type { ListNotesQuery } from '@keep/contracts/notes-http';
import type { OutboxStore } from '@keep/service-kit/outbox';
import type { FeedPlace } from './domain/changes-feed.ts';
import type { MergeReport } from './domain/edit.ts';
import type { Standing } from './domain/invitation.ts';
import type { Label } from './domain/label.ts';
import type { Member } from './domain/member.ts';
import type { NoteContent, StoredNote, WrittenContent } from './domain/note.ts';
import type { Usage } from './domain/usage.ts';
import type { Named } from './domain/people.ts';

/** A note as one reader sees it, as the JSON texts that are stored: what is sent is their joint, nothing parsed. */
export type NoteTexts = { content: string; placement: string };

/** With the versions at the last change of each. */
export type NoteView = NoteTexts & { contentVersion: number; placementVersion: number };

/** As it is read: with those who share it, who may be opening it by this. */
export type ReadNote = NoteView & { ownerId: string; members: readonly Member[]; authors: readonly Named[] };

/**
 * What became of a request, kept so that its repetition is answered and not repeated: whose ids it names is read anew
 * then, no text is kept. `merge` is that of an edit, `removed` and `removedLabels` are those of an import taken back.
 */
export type RememberedAnswer = {
  status: number;
  noteId?: string;
  merge?: MergeReport;
  labelId?: string;
  importId?: string;
  removed?: number;
  removedLabels?: number;
  /** Of an answer that an earlier Keep remembered, and that shows no note. */
  text?: string;
};

/** `key`: an `Idempotency-Key`. `operation`: an `opId` of a batch. */
export type RequestIdentity = { kind: 'key' | 'operation'; key: string; fingerprint: string };

export type HandledRequest = RequestIdentity & {
  answer: RememberedAnswer;
  handledAt: Date;
  expiresAt: Date;
};

/** What is written in the same transaction as every change. */
export type Commit = {
  /** Who writes; an erased person writes nothing, but for what their erasure itself writes. */
  userId: string;
  isErasure?: true;
  events: readonly EventEnvelope[];
  request: HandledRequest | undefined;
};

/**
 * `clash`: what the change was decided on has changed since; decide anew. `id-taken`: something has this id already.
 * `repeated`: the request was handled before, or by a twin just now. `erased`: the person is gone. `over-quota`: the
 * owner of the note has no room for it. But for `saved`, nothing was written.
 */
export type SaveOutcome = 'saved' | 'clash' | 'id-taken' | 'repeated' | 'erased' | 'over-quota';

/**
 * From `previous` (none: it is new) to `next` (none: it is deleted for good). `overruled` is what of an edit gave way in
 * its merge: a revision of its own, before that of `next`.
 */
export type NoteChange = { previous: StoredNote | undefined; next: StoredNote | undefined; overruled?: NoteContent };
/** The change of a note that is there before and after. */
export type NoteUpdate = { previous: StoredNote; next: StoredNote; overruled?: NoteContent };

export interface NoteRepository {
  /** The note, when this person may see it: it is on their board, and in the trash it is there for its owner alone. */
  find(userId: string, noteId: string): Promise<StoredNote | undefined>;

  /** The note, when this person has a place for it, though it may be hidden from them, has declined it, or is named as a past author. */
  findEvenHidden(userId: string, noteId: string): Promise<StoredNote | undefined>;

  /** The version that a deleted note of this id ended with, whoever had it; 0 for none: what follows must be later. */
  lastVersion(noteId: string): Promise<number>;

  /**
   * Writes the change where the note still has the version of `previous`, every label that it puts on the actor's
   * placement is theirs, no address that was invited by it is known, the inviter has room for it, nobody who gets the note
   * by it has blocked the inviter, and nobody who gets it, or becomes its owner, has been erased; raises the change counter
   * of everyone who sees the change. Those whose invitation it accepts become contacts, unless one has blocked the other. The owner pays for
   * what it stores, within their quota; what an erasure hands over has none.
   */
  save(change: NoteChange, commit: Commit): Promise<SaveOutcome>;

  /** Notes of this import that were never edited. */
  unedited(ownerId: string, importId: string, limit: number): Promise<string[]>;

  /** Notes with this label on this person's board. */
  labelled(userId: string, labelId: string, limit: number): Promise<string[]>;

  /** Notes to which this address is invited without being the account of anybody yet. */
  invited(addressHash: string, limit: number): Promise<{ ownerId: string; noteId: string }[]>;

  /** For the periodic emptying of everybody's trash. */
  trashedBefore(date: Date, limit: number): Promise<{ ownerId: string; noteId: string }[]>;
}

/** The place of a note on a board: what a page goes on from. */
export type BoardPlace = { isPinned: boolean; position: string; noteId: string };
export type BoardFilter = Pick<ListNotesQuery, 'view' | 'label' | 'color' | 'kind'>;
/** May hold fewer notes than were asked for, where they are large. */
export type BoardPage = { notes: readonly NoteTexts[]; next: BoardPlace | undefined };

/** Reads that only show. */
export interface NoteReader {
  /** None where `find` of the repository finds none. */
  view(userId: string, noteId: string): Promise<ReadNote | undefined>;
  /** Empty for a label that is gone, though some notes may carry it for a while. */
  page(userId: string, filter: BoardFilter, after: BoardPlace | undefined, limit: number): Promise<BoardPage>;
  /** Raised by every change of anything that this person sees. */
  changeCount(userId: string): Promise<number>;
  /** What this person pays for. */
  usage(userId: string): Promise<Usage>;
}

/** A note at its `version`; `note` is absent where the person has it no more. */
export type FeedEntry = { noteId: string; version: number; note?: NoteTexts };

/** What has changed for a person: everything of one moment, each note once. */
export type FeedPage = {
  entries: readonly FeedEntry[];
  /** All of the person's, when one has changed. */
  labels: Label[] | undefined;
  next: FeedPlace;
  hasMore: boolean;
  /** Where the person's change counter stood. */
  count: number;
};

export interface ChangesFeed {
  /** In the order of the person's change counter, `limit` notes at most; undefined where `since` cannot be gone on from. */
  page(userId: string, since: FeedPlace | undefined, limit: number): Promise<FeedPage | undefined>;
  /** Forgets some of what was gone before `date`, of everybody; answers how many notes. */
  forgetGone(date: Date, limit: number): Promise<number>;
}

export type RevisionSummary = { revision: number; editedBy: string; editedAt: string };
export type Revision = RevisionSummary & WrittenContent;

export interface RevisionReader {
  /** Newest first, those before revision `before`; none when this person may not see the note, or is invited alone. */
  page(userId: string, noteId: string, before: number | undefined, limit: number): Promise<RevisionSummary[]>;
  find(userId: string, noteId: string, revision: number): Promise<Revision | undefined>;
  /** That revision, or the nearest older one that was kept. */
  asOf(userId: string, noteId: string, revision: number): Promise<Revision | undefined>;
}

/** A label in the list, and where its name began: what a page goes on from when the label is gone meanwhile. */
export type LabelPlace = { id: string; name: string };

/** From `previous` (none: it is new) to `next` (none: it is deleted). */
export type LabelChange = {
  previous: Label | undefined;
  next: Label | undefined;
  /** Deletes only where no note carries the label; where one does, nothing is written and the outcome is `clash`. */
  ifUnused?: true;
};

/** A label that is gone, and still to be taken off the notes that carried it. */
export type LabelRemoval = { userId: string; labelId: string };

export interface LabelRepository {
  find(userId: string, labelId: string): Promise<Label | undefined>;
  findByName(userId: string, nameKey: string): Promise<Label | undefined>;
  /** By name, those after `after`. */
  page(userId: string, after: LabelPlace | undefined, limit: number): Promise<Label[]>;
  count(userId: string): Promise<number>;
  /** Those that this import made, in any order. */
  ofImport(userId: string, importId: string): Promise<Label[]>;
  /** Which of `labelIds` are this person's. */
  owned(userId: string, labelIds: readonly string[]): Promise<Set<string>>;
  /**
   * Deleting a label that notes carry begins its removal. A taken name, one label too many, and the id of a label whose
   * removal has not ended are a `clash`.
   */
  save(change: LabelChange, commit: Commit): Promise<SaveOutcome>;
  /** Some of those that have not ended, of everybody. */
  removals(limit: number): Promise<LabelRemoval[]>;
  /** For when no note carries the label any more. */
  endRemoval(labelId: string): Promise<void>;
}

export type Import = { id: string; createdAt: string; notes: number };
export type ImportPlace = Pick<Import, 'id' | 'createdAt'>;

/** An import begins with the first note that names it. */
export interface ImportRepository {
  /** Newest first, those after `after`. */
  page(userId: string, after: ImportPlace | undefined, limit: number): Promise<Import[]>;
  exists(userId: string, importId: string): Promise<boolean>;
  notes(userId: string, importId: string): Promise<{ id: string; title: string }[]>;
  /** Forgets the import once no note is left of it. */
  close(userId: string, importId: string, commit: Commit): Promise<SaveOutcome>;
}

/** A verified address of an account; `verifiedAt` as an ISO time. */
export type Address = { userId: string; addressHash: string; verifiedAt: string };

/** Whose address is whose: a copy of what auth knows. */
export interface AddressRepository {
  /** The account of this address; none for a person who is erased. */
  userOf(addressHash: string): Promise<string | undefined>;
  /**
   * Once for each event `eventId` that consumer `group` hears. An account has one address and an address one account:
   * the newest of either counts. Nothing is recorded of an erased person.
   */
  record(address: Address, group: string, eventId: string): Promise<void>;
}

/** What is known of invitations beside the notes that they are to. */
export interface InvitationRepository {
  /** How this user stands to one who invites them to the note. */
  standing(userId: string, inviterId: string, noteId: string): Promise<Standing>;
  /** Whether this user has declined an invitation to the note: for good. */
  hasDeclined(userId: string, noteId: string): Promise<boolean>;
  /**
   * Whether the person may invite this address: another one than those to which they have made
   * `noteLimits.unansweredInvitations` without an answer. Only what the inviter sees counts, whatever became of it: an
   * address that has joined a note of theirs takes no room.
   */
  hasRoomFor(inviterId: string, addressHash: string): Promise<boolean>;
  /** Notes to which this user has an open invitation by `inviterId`, also those in the trash. */
  pending(userId: string, inviterId: string, limit: number): Promise<string[]>;
}

/** A user whose invitations do not arrive; `blockedAt` as an ISO time. */
export type Block = { blockedId: string; name?: string; blockedAt: string };
export type BlockPlace = Pick<Block, 'blockedId' | 'blockedAt'>;

export interface BlockRepository {
  /** Newest first, those after `after`. */
  page(userId: string, after: BlockPlace | undefined, limit: number): Promise<Block[]>;
  /** The two are no contacts from now on. One who is blocked already stays so; one who is erased is not recorded. */
  save(userId: string, block: Block, commit: Commit): Promise<SaveOutcome>;
  remove(userId: string, blockedId: string, commit: Commit): Promise<SaveOutcome>;
}

export type KnownRequest = { fingerprint: string; answer: RememberedAnswer };

export interface RequestRepository {
  /** What was answered, unless it has expired at `now`. */
  find(userId: string, kind: HandledRequest['kind'], key: string, now: Date): Promise<KnownRequest | undefined>;
  /** Remembers a request that changed nothing. */
  remember(userId: string, request: HandledRequest): Promise<SaveOutcome>;
  /** Removes up to `limit` expired ones; answers how many. */
  forgetExpired(now: Date, limit: number): Promise<number>;
}

export type SharedNotesPage = { noteIds: string[]; next: string | undefined };

/** Erasing a person: first nothing more is written for them, then what is there goes, then the answer is stored. */
export interface ErasureStore {
  /** From now on every write of this person is refused. */
  bar(userId: string, at: Date): Promise<void>;
  isBarred(userId: string): Promise<boolean>;
  /**
   * Looks at `limit` notes that this person has in some way, has declined or has written in, those after the note `after`, and answers
   * which of them somebody else has too; `next` is where to go on.
   */
  sharedNotes(userId: string, after: string | undefined, limit: number): Promise<SharedNotesPage>;
  /** Removes some of what nobody else has, `limit` of a kind at most; answers whether there may be more. */
  eraseSome(userId: string, limit: number): Promise<boolean>;
  /** Whether this person has any note. */
  hasNotes(userId: string): Promise<boolean>;
  /** Removes the person's events and stores `answer`, once for each request `eventId` that consumer `group` hears. */
  finish(userId: string, group: string, eventId: string, answer: EventEnvelope): Promise<void>;
}

/** Every port of one store. */
export type Store = {
  notes: NoteRepository;
  reader: NoteReader;
  feed: ChangesFeed;
  revisions: RevisionReader;
  labels: LabelRepository;
  imports: ImportRepository;
  addresses: AddressRepository;
  invitations: InvitationRepository;
  blocks: BlockRepository;
  requests: RequestRepository;
  erasure: ErasureStore;
};

/** A store as its adapter opens it, with what the service itself needs of it. */
export type OpenedStore = Store & {
  outbox: OutboxStore;
  /** What keeps it from answering. */
  waitsFor(): string[];
  close(): Promise<void>;
};
