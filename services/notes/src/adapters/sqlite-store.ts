/** The store of notes in one SQLite file. */
import { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { SqliteOutbox } from '@keep/service-kit/sqlite-outbox';
import { defaultQuota, type Quota } from '../domain/usage.ts';
import type { OpenedStore } from '../ports.ts';
import { notesMigration } from './migrations/0001-notes.ts';
import { changesFeedMigration } from './migrations/0002-changes-feed.ts';
import { SqliteChangesFeed } from './sqlite-changes-feed.ts';
import { membersMigration } from './migrations/0003-members.ts';
import { listingsMigration } from './migrations/0004-listings.ts';
import { labelRemovalsMigration } from './migrations/0005-label-removals.ts';
import { invitationsMigration } from './migrations/0006-invitations.ts';
import { labelsOfImportsMigration } from './migrations/0007-labels-of-imports.ts';
import { usageMigration } from './migrations/0008-usage.ts';
import { peopleOfNotesMigration } from './migrations/0009-people-of-notes.ts';
import { SqliteAddressRepository } from './sqlite-address-repository.ts';
import { SqliteBlockRepository } from './sqlite-block-repository.ts';
import { SqliteWriter } from './sqlite-commit.ts';
import { SqliteErasureStore } from './sqlite-erasure-store.ts';
import { SqliteImportRepository } from './sqlite-import-repository.ts';
import { SqliteInvitationRepository } from './sqlite-invitation-repository.ts';
import { SqliteLabelRepository } from './sqlite-label-repository.ts';
import { SqliteNoteReader } from './sqlite-note-reader.ts';
import { SqliteNoteRepository } from './sqlite-note-repository.ts';
import { SqliteRequestRepository } from './sqlite-request-repository.ts';
import { SqliteRevisionReader } from './sqlite-revision-reader.ts';

export const migrations = [
  notesMigration,
  changesFeedMigration,
  membersMigration,
  listingsMigration,
  labelRemovalsMigration,
  invitationsMigration,
  labelsOfImportsMigration,
  usageMigration,
  peopleOfNotesMigration,
];

/** Opens (or makes) the file. `onEvents` hears that there are events to be relayed; `quota` is that of each person. */
export function openSqliteStore(path: string, onEvents: () => void, quota: Quota = defaultQuota): OpenedStore {
  const db = SqliteDatabase.open(path, migrations);
  const writer = new SqliteWriter(db, onEvents);
  return {
    notes: new SqliteNoteRepository(writer, quota),
    reader: new SqliteNoteReader(db),
    feed: new SqliteChangesFeed(db),
    revisions: new SqliteRevisionReader(db),
    labels: new SqliteLabelRepository(writer),
    imports: new SqliteImportRepository(writer),
    addresses: new SqliteAddressRepository(db),
    invitations: new SqliteInvitationRepository(db),
    blocks: new SqliteBlockRepository(writer),
    requests: new SqliteRequestRepository(writer),
    erasure: new SqliteErasureStore(writer),
    outbox: new SqliteOutbox(db),
    waitsFor: () => [],
    close: async () => db.close(),
  };
}
