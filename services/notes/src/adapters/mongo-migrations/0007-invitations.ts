/** Invitations that their users answer: what was opened counts as accepted, and what was not waits for an answer. */
import type { Collection, Db, Document } from 'mongodb';
import type { MongoMigration } from '../mongo-start.ts';

type Named = Document & { _id: string };
type Member = {
  addressHash: string; role: string; userId: string | null; openedAt: string | null; [field: string]: unknown;
}; // prettier-ignore
type Note = { _id: string; ownerId: string; members: Member[] };

const ROLES = ['editor', 'checker', 'viewer'];
const upsert = { upsert: true } as const;

export const invitationsMongoMigration: MongoMigration = {
  id: 7,
  async apply(db) {
    await makeIndexes(db);
    const notes = db.collection<Note>('notes');
    const options = { projection: { ownerId: 1, members: 1 } };
    const before = notes.find({ members: { $elemMatch: { acceptedAt: { $exists: false } } } }, options);
    // The note itself comes last: interrupted before, it is met again.
    for await (const note of before) await migrateNote(db, note, new Date().toISOString());
    await notes.updateMany({ invitedHashes: { $exists: true } }, { $unset: { invitedHashes: true } });
    const former = (await notes.indexes()).find(({ key }) => Object.keys(key).join() === 'invitedHashes');
    if (former?.name !== undefined) await notes.dropIndex(former.name);
  },
};

async function makeIndexes(db: Db): Promise<void> {
  await db.collection('invitations').createIndexes([
    { key: { noteId: 1 } },
    { key: { addressHash: 1, state: 1 } },
    { key: { inviterId: 1, addressHash: 1, state: 1 } },
    { key: { userId: 1, state: 1, inviterId: 1, noteId: 1 } },
  ]); // prettier-ignore
  await db.collection('declined_invitations').createIndexes([{ key: { userId: 1 } }, { key: { noteId: 1 } }]);
  await db.collection('contacts').createIndexes([{ key: { userId: 1 } }, { key: { contactId: 1 } }]);
  await db
    .collection('blocks')
    .createIndexes([{ key: { userId: 1, blockedAt: 1, blockedId: 1 } }, { key: { blockedId: 1 } }]);
}

async function migrateNote(db: Db, { _id: noteId, ownerId, members }: Note, at: string): Promise<void> {
  const by = { userId: ownerId };
  for (const { addressHash, userId, openedAt } of members) {
    const state = userId === null ? 'waiting' : openedAt === null ? 'pending' : 'joined';
    const row = { noteId, addressHash, inviterId: ownerId, userId, state };
    await named(db, 'invitations').replaceOne({ _id: `${noteId}/${addressHash}` }, row, upsert);
    if (userId !== null && state === 'joined') await pair(named(db, 'contacts'), ownerId, userId);
  }
  const joined = new Set(members.filter(({ openedAt }) => openedAt !== null).map(({ userId }) => userId));
  for (const userId of new Set(members.map(member => member.userId))) {
    if (userId === null || userId === ownerId || joined.has(userId)) continue;
    const roles = members.filter(member => member.userId === userId).map(({ role }) => role);
    const role = ROLES.find(each => roles.includes(each));
    await invite(db, userId, noteId, JSON.stringify({ by, role, at }));
  }
  const answered = members.map(member => ({
    ...member,
    invited: { by, at },
    acceptedAt: member.openedAt,
    declinedAt: null,
  }));
  await db.collection<Note>('notes').updateOne({ _id: noteId }, { $set: { members: answered } });
}

/** The note is told to the user anew, at a new version. */
async function invite(db: Db, userId: string, noteId: string, invitation: string): Promise<void> {
  const placement = { _id: `${userId}/${noteId}`, placement: { $not: /"invitation":/ } };
  if (!(await named(db, 'placements').findOne(placement))) return;
  const note = await named(db, 'notes').findOneAndUpdate({ _id: noteId }, { $inc: { version: 1 } }, { returnDocument: 'after' }); // prettier-ignore
  const counter = { $inc: { writes: 1, changeSeq: 1 } };
  const person = await named(db, 'people').findOneAndUpdate({ _id: userId }, counter, { ...upsert, returnDocument: 'after' }); // prettier-ignore
  const isHidden = { $eq: ['$view', 'hidden'] };
  await named(db, 'placements').updateOne(placement, [
    {
      $set: {
        placement: {
          $concat: [withoutLast('$placement'), { $literal: `,"invitation":${invitation}}` }],
        },
        view: { $cond: [isHidden, 'hidden', 'invited'] },
        lists: { $cond: [isHidden, '$lists', ['shared']] },
        version: note?.['version'],
        changeSeq: person?.['changeSeq'],
      },
    },
  ]);
}

async function pair(contacts: Collection<Named>, one: string, other: string): Promise<void> {
  await contacts.replaceOne({ _id: `${one}/${other}` }, { userId: one, contactId: other }, upsert);
  await contacts.replaceOne({ _id: `${other}/${one}` }, { userId: other, contactId: one }, upsert);
}

function named(db: Db, name: string): Collection<Named> {
  return db.collection<Named>(name);
}

function withoutLast(text: string) {
  return { $substrBytes: [text, 0, { $subtract: [{ $strLenBytes: text }, 1] }] };
}
