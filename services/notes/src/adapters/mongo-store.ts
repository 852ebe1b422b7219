/** The store of notes in one MongoDB database, for any number of replicas of the service. */
import { defaultQuota, type Quota } from '../domain/usage.ts';
import type { OpenedStore } from '../ports.ts';
import { notesMongoMigration } from './mongo-migrations/0001-notes.ts';
import { changesFeedMongoMigration } from './mongo-migrations/0002-changes-feed.ts';
import { MongoChangesFeed } from './mongo-changes-feed.ts';
import { membersMongoMigration } from './mongo-migrations/0003-members.ts';
import { MongoAddressRepository } from './mongo-address-repository.ts';
import { MongoBlockRepository } from './mongo-block-repository.ts';
import { revisionMarksMongoMigration } from './mongo-migrations/0004-revision-marks.ts';
import { listsMongoMigration } from './mongo-migrations/0005-lists.ts';
import { labelRemovalsMongoMigration } from './mongo-migrations/0006-label-removals.ts';
import { invitationsMongoMigration } from './mongo-migrations/0007-invitations.ts';
import { usageMongoMigration } from './mongo-migrations/0008-usage.ts';
import { peopleOfNotesMongoMigration } from './mongo-migrations/0009-people-of-notes.ts';
import { MongoWriter } from './mongo-commit.ts';
import { MongoErasureStore } from './mongo-erasure-store.ts';
import { MongoImportRepository } from './mongo-import-repository.ts';
import { MongoInvitationRepository } from './mongo-invitation-repository.ts';
import { MongoLabelRepository } from './mongo-label-repository.ts';
import { MongoNoteReader } from './mongo-note-reader.ts';
import { MongoNoteRepository } from './mongo-note-repository.ts';
import { MongoOutbox } from './mongo-outbox.ts';
import { MongoRequestRepository } from './mongo-request-repository.ts';
import { MongoRevisionReader } from './mongo-revision-reader.ts';
import { type MongoAddress, openMongoDatabase } from './mongo-start.ts';

/** Without a database in `url`, this one is used. */
const DATABASE = 'keep_notes';

export const mongoMigrations = [
  notesMongoMigration,
  changesFeedMongoMigration,
  membersMongoMigration,
  revisionMarksMongoMigration,
  listsMongoMigration,
  labelRemovalsMongoMigration,
  invitationsMongoMigration,
  usageMongoMigration,
  peopleOfNotesMongoMigration,
];

/**
 * Opens (or makes) the database. `onEvents` hears that there are events to be relayed; `quota` is that of each person.
 * Throws `StartError`.
 */
export async function openMongoStore(
  address: MongoAddress,
  onEvents: () => void,
  quota: Quota = defaultQuota,
): Promise<OpenedStore> {
  const db = await openMongoDatabase(address, DATABASE, mongoMigrations);
  const writer = new MongoWriter(db, onEvents);
  return {
    notes: new MongoNoteRepository(writer, quota),
    reader: new MongoNoteReader(db),
    feed: new MongoChangesFeed(db),
    revisions: new MongoRevisionReader(db),
    labels: new MongoLabelRepository(writer),
    imports: new MongoImportRepository(writer),
    addresses: new MongoAddressRepository(db),
    invitations: new MongoInvitationRepository(db),
    blocks: new MongoBlockRepository(writer),
    requests: new MongoRequestRepository(writer),
    erasure: new MongoErasureStore(writer),
    outbox: new MongoOutbox(db),
    waitsFor: () => (db.isReachable ? [] : ['mongodb']),
    close: () => db.close(),
  };
}
