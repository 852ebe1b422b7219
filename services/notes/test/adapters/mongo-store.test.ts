/** The store suite over MongoDB, and what is MongoDB's own: its plans, and replicas on one database. */
import { noteCreated, userErased } from '@keep/contracts/notes-events';
import { makeEvent } from '@keep/service-kit/make-event';
import { newId } from '@keep/service-kit/unique-id';
import { engineIsThere } from '@keep/testing/real-servers';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectionsOf, requestId } from '../../src/adapters/mongo-documents.ts';
import { pageQuery } from '../../src/adapters/mongo-note-reader.ts';
import { invitationsMongoMigration } from '../../src/adapters/mongo-migrations/0007-invitations.ts';
import { mongoMigrations, openMongoStore } from '../../src/adapters/mongo-store.ts';
import type { Quota } from '../../src/domain/usage.ts';
import type { OpenedStore } from '../../src/ports.ts';
import { noteEvent } from '../../src/use-cases/note-event.ts';
import { newDatabase, newSharedDatabase, runOnMongo } from '../mongo-server.ts';
import { commit, everyFilter, fewInCommon, labelOf, noteOf, now, retitled } from './store-data.ts';
import { readWhileOthersWrite } from './changes-feed-load.ts';
import { changesFeedSuite } from './changes-feed-suite.ts';
import { erasureSuite } from './erasure-suite.ts';
import { formerAnswersSuite } from './former-answers-suite.ts';
import { invitationSuite } from './invitation-suite.ts';
import { labelRemovalSuite } from './label-removal-suite.ts';
import { assertMigrated, sharedBefore } from './invitations-before.ts';
import { memberSuite } from './member-suite.ts';
import { oldNoteSuite } from './old-note-suite.ts';
import { storeSuite } from './store-suite.ts';
import { thinningSuite } from './thinning-suite.ts';
import { usageSuite } from './usage-suite.ts';

const open = (url: string, quota?: Quota) =>
  openMongoStore({ url, connections: 50, folder: temporaryDirectory() }, () => undefined, quota);

describe.skipIf(!engineIsThere('mongo'))('the MongoDB store', () => {
  runOnMongo();
  storeSuite(() => open(newDatabase()));
  changesFeedSuite(() => open(newDatabase()));
  thinningSuite(() => open(newDatabase()));
  memberSuite(() => open(newDatabase()));
  invitationSuite(() => open(newDatabase()));
  labelRemovalSuite(() => open(newDatabase()));
  erasureSuite(() => open(newDatabase()));
  usageSuite(async quota => {
    const url = newDatabase();
    const [store, client] = [await open(url, quota), await MongoClient.connect(url)];
    const close = async () => void (await Promise.all([client.close(), store.close()]));
    const shares = async () =>
      (await collectionsOf(client.db()).editorShares.find().toArray()).map(({ _id, userId, bytes }) => ({
        ownerId: userId,
        editorId: _id.slice(userId.length + 1),
        bytes,
      }));
    return { store: { ...store, close }, shares };
  });
  formerAnswersSuite(async rows => {
    const url = newDatabase();
    const [store, client] = [await open(url), await MongoClient.connect(url)];
    await client.db().collection<{ _id: string }>('handled_requests').insertMany(
      rows.map(({ kind, key, ...row }) => ({ _id: requestId(row.userId, kind, key), fingerprint: 'f', ...row })),
    ); // prettier-ignore
    await client.close();
    return store;
  });
  oldNoteSuite(async () => {
    const url = newDatabase();
    return {
      store: await open(url),
      async rewrite(noteId, change) {
        const client = await MongoClient.connect(url);
        const { notes, placements, revisions } = collectionsOf(client.db());
        const note = await notes.findOne({ _id: noteId });
        await notes.updateOne({ _id: noteId }, { $set: { content: change(note?.content ?? '') } });
        for (const { _id, placement } of await placements.find({ noteId }).toArray())
          await placements.updateOne({ _id }, { $set: { placement: change(placement) } });
        for (const { _id, written } of await revisions.find({ noteId }).toArray())
          await revisions.updateOne({ _id }, { $set: { written: change(written) } });
        await client.close();
      },
    };
  });

  it('reads of a page no more than is on it, whatever the view and the filters', async () => {
    const url = newDatabase();
    const [store, client] = [await open(url), await MongoClient.connect(url)];
    const { placements } = collectionsOf(client.db());
    for (const filter of everyFilter('l')) {
      const { condition, index } = pageQuery('u', filter, { isPinned: false, position: 'V', noteId: 'n' });
      const found = placements.find(condition).sort({ order: 1 }).hint(index).limit(51);
      const plan = JSON.stringify((await found.explain('queryPlanner'))['queryPlanner']['winningPlan']);
      expect(plan).not.toMatch(/"SORT|COLLSCAN/);
      expect(plan).toContain('"order":["(\\"1V n\\", {})"]');
      // What the index does not have is looked up and thrown away.
      expect(plan).not.toContain('"filter"');
    }
    await client.close();
    await store.close();
  });

  it('examines the few notes that two filters have in common, not the many of each', async () => {
    const url = newDatabase();
    const [store, client] = [await open(url), await MongoClient.connect(url)];
    const { placements } = collectionsOf(client.db());
    const [ada, label] = [newId(), labelOf('many')];
    await store.labels.save({ previous: undefined, next: label }, commit(ada));
    await Promise.all(
      fewInCommon(label.id).map(placement =>
        store.notes.save({ previous: undefined, next: noteOf(ada, { placement }) }, commit(ada)),
      ),
    );
    const { condition, index } = pageQuery(ada, { view: 'active', label: label.id, color: 'red' }, undefined);
    const found = placements.find(condition).sort({ order: 1 }).hint(index).limit(51);
    const stats = (await found.explain('executionStats'))['executionStats'];
    expect(stats).toMatchObject({ nReturned: 3, totalDocsExamined: 3 });
    expect(stats.totalKeysExamined).toBeLessThanOrEqual(4);
    await client.close();
    await store.close();
  });

  it('erases a person’s events in bounded steps too, and not the answer that may not be sent yet', async () => {
    const store = await open(newDatabase());
    const ada = newId();
    const answer = makeEvent(userErased, ada, { userId: ada }, { source: 'keep/notes', now });
    for (let index = 0; index < 5; index += 1) {
      const note = noteOf(ada);
      const events = [noteEvent(noteCreated, note, ada, now)];
      await store.notes.save({ previous: undefined, next: note }, commit(ada, { events }));
    }
    await store.erasure.finish(newId(), 'notes.erasure', 'an earlier request', answer);
    const counts: number[] = [];
    while (await store.erasure.eraseSome(ada, 2)) counts.push((await store.outbox.unsent(10)).length);
    expect(counts).toEqual(expect.arrayContaining([6, 4, 2, 1]));
    expect(await store.outbox.unsent(10)).toEqual([answer]);
    await store.close();
  });

  it('counts what was written before usage was counted, once', async () => {
    const url = newDatabase();
    const client = await MongoClient.connect(url);
    const db = client.db();
    for (const { apply } of mongoMigrations.filter(({ id }) => id < 8)) await apply(db);
    const owners = { n: 'ada', m: 'ada', o: 'eve' };
    const { people, notes } = collectionsOf(db);
    await people.insertOne({ _id: 'ada', writes: 1, changeSeq: 3 });
    await notes.insertMany(Object.entries(owners).map(([_id, ownerId]) => ({ _id, ownerId }) as never));
    await db.collection('revisions').insertMany([
      ...Object.entries(owners).map(([noteId, editedBy]) => ({ noteId, revision: 1, editedBy, written: '"é"' })),
      { noteId: 'n', revision: 2, editedBy: 'eve', written: '"12345"' },
      { noteId: 'm', revision: 2, editedBy: 'eve', written: '"12"' },
    ]); // prettier-ignore
    const store = await open(url);
    await mongoMigrations.find(({ id }) => id === 8)?.apply(db);
    expect(await store.reader.usage('ada')).toEqual({ notes: 2, bytes: 19 });
    expect(await store.reader.usage('eve')).toEqual({ notes: 1, bytes: 4 });
    expect(await people.findOne({ _id: 'ada' })).toMatchObject({ writes: 1, changeSeq: 3 });
    expect(await db.collection('editor_shares').find().toArray()).toEqual([
      { _id: 'ada/eve', userId: 'ada', bytes: 11 },
    ]);
    await client.close();
    await store.close();
  });

  it('lists what was written before there were lists', async () => {
    const url = newDatabase();
    const client = await MongoClient.connect(url);
    const [content, placement] = [JSON.stringify({ id: 'n' }), JSON.stringify({ pinned: false, position: 'V' })];
    const before = {
      userId: 'u', noteId: 'n', version: 1, changeSeq: 1, view: 'archived', order: '1V n', color: 'red', kind: 'list',
      labelIds: ['l'], reminds: true, isShared: true, placement,
    }; // prettier-ignore
    for (const { apply } of mongoMigrations.slice(0, 4)) await apply(client.db());
    await client.db().collection('placements').insertOne(before);
    await client
      .db()
      .collection<{ _id: string; ownerId: string; content: string }>('notes')
      .insertOne({ _id: 'n', ownerId: 'u', content });
    await client.db().collection<{ _id: string; userId: string }>('labels').insertOne({ _id: 'l', userId: 'u' });
    const store = await open(url);
    for (const filter of everyFilter('l')) {
      const { notes } = await store.reader.page('u', filter, undefined, 10);
      const isListed = !['active', 'trashed'].includes(filter.view);
      expect([filter, notes]).toEqual([filter, isListed ? [{ content, placement }] : []]);
    }
    expect(await store.notes.labelled('u', 'l', 10)).toEqual(['n']);
    await client.close();
    await store.close();
  });
});

describe.skipIf(!engineIsThere('mongo'))('a MongoDB database of before there were answers to invitations', () => {
  runOnMongo();
  it('takes what was opened for accepted, and what was not for an open invitation, also when it is interrupted', async () => {
    const url = newDatabase();
    const client = await MongoClient.connect(url);
    for (const { apply } of mongoMigrations.slice(0, 6)) await apply(client.db());
    const named = (name: string) => client.db().collection<{ _id: string; [field: string]: unknown }>(name);
    const { note, members, people, views, invited } = sharedBefore;
    await named('notes').insertOne({
      _id: note.id, ownerId: note.ownerId, version: 7, contentVersion: 6, revision: 1, creationFingerprint: '',
      members, invitedHashes: invited, content: JSON.stringify(note),
    });
    for (const [index, userId] of people.entries()) {
      await named('placements').insertOne({
        _id: `${userId}/${note.id}`, userId, noteId: note.id, version: 5, changeSeq: 3, view: 'active', order: `1V ${note.id}`,
        color: 'default', kind: 'text', lists: views, placement: JSON.stringify(sharedBefore.placement),
      });
      await named('people').insertOne({ _id: userId, writes: 1, changeSeq: 3 + index });
    }
    // Interrupted before its last step, the migration is applied again.
    for (let round = 0; round < 2; round += 1) {
      await invitationsMongoMigration.apply(client.db());
      await named('notes').updateOne({ _id: note.id }, { $set: { members } });
    }
    const store = await open(url);
    await assertMigrated(store);
    await client.close();
    await store.close();
  }); // prettier-ignore
});

describe.skipIf(!engineIsThere('mongo'))('replicas on one MongoDB database', () => {
  runOnMongo();
  let replicas: OpenedStore[] = [];
  const replica = (index: number): OpenedStore => {
    const store = replicas[index % replicas.length];
    if (!store) throw new Error('There is no such replica.');
    return store;
  };
  beforeAll(async () => {
    const url = await newSharedDatabase();
    replicas = await Promise.all([open(url), open(url), open(url)]);
  });
  afterAll(() => Promise.all(replicas.map(store => store.close())));

  it('let exactly one of parallel changes from one version through', async () => {
    const ada = newId();
    const note = noteOf(ada);
    await replica(0).notes.save({ previous: undefined, next: note }, commit(ada));
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        replica(index).notes.save({ previous: note, next: retitled(note, `${index}`) }, commit(ada)),
      ),
    );
    expect(outcomes.filter(outcome => outcome === 'saved')).toHaveLength(1);
    expect(outcomes.filter(outcome => outcome === 'clash')).toHaveLength(11);
    const winner = outcomes.indexOf('saved');
    expect((await replica(0).notes.find(ada, note.content.id))?.content.title).toBe(`${winner}`);
  });

  it('count every change of a person, without a gap and without a double', async () => {
    const ada = newId();
    const notes = Array.from({ length: 60 }, () => noteOf(ada));
    const outcomes = await Promise.all(
      notes.map((note, index) => replica(index).notes.save({ previous: undefined, next: note }, commit(ada))),
    );
    expect(new Set(outcomes)).toEqual(new Set(['saved']));
    expect(await replica(0).reader.changeCount(ada)).toBe(60);
    const page = await replica(1).reader.page(ada, { view: 'active' }, undefined, 100);
    expect(page.notes).toHaveLength(60);
  });

  it('make at most 500 labels of a person between them', async () => {
    const ada = newId();
    const save = (index: number) =>
      replica(index).labels.save({ previous: undefined, next: labelOf(`${index}`) }, commit(ada));
    for (let index = 0; index < 480; index += 60)
      await Promise.all(Array.from({ length: 60 }, (_, offset) => save(index + offset)));
    const last = await Promise.all(Array.from({ length: 30 }, (_, offset) => save(480 + offset)));
    expect(last.filter(outcome => outcome === 'saved')).toHaveLength(20);
    expect(await replica(0).labels.count(ada)).toBe(500);
  }, 60_000);

  it('write nothing for a person whom one of them has barred', async () => {
    const ada = newId();
    const write = (index: number) => replica(index).notes.save({ previous: undefined, next: noteOf(ada) }, commit(ada));
    const writes = Array.from({ length: 40 }, (_, index) => write(index));
    await replica(0).erasure.bar(ada, new Date());
    const countAtBar = await replica(1).reader.changeCount(ada);
    const outcomes = await Promise.all(writes);
    expect(outcomes.filter(outcome => outcome === 'saved')).toHaveLength(countAtBar);
    expect(outcomes.filter(outcome => outcome === 'erased')).toHaveLength(40 - countAtBar);
    expect(await Promise.all([0, 1, 2].map(write))).toEqual(['erased', 'erased', 'erased']);
    expect(await replica(2).reader.changeCount(ada)).toBe(countAtBar);
  });

  it.each([1, 2])(
    'tell every change of three people while six writers write, without gap or repeat (seed %i)',
    async seed => {
      await readWhileOthersWrite(replicas, { people: 3, writers: 6, length: 60, seed });
    },
    60_000,
  );
});
