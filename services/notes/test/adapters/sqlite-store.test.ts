/** The store suite over SQLite, and what is SQLite's own. */
import { join } from 'node:path';
import { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { describe, expect, it } from 'vitest';
import { feedQuery } from '../../src/adapters/sqlite-changes-feed.ts';
import { pageQuery } from '../../src/adapters/sqlite-note-reader.ts';
import { migrations, openSqliteStore } from '../../src/adapters/sqlite-store.ts';
import { readWhileOthersWrite } from './changes-feed-load.ts';
import { changesFeedSuite } from './changes-feed-suite.ts';
import { erasureSuite } from './erasure-suite.ts';
import { formerAnswersSuite } from './former-answers-suite.ts';
import { invitationSuite } from './invitation-suite.ts';
import { labelRemovalSuite } from './label-removal-suite.ts';
import { assertMigrated, sharedBefore } from './invitations-before.ts';
import { memberSuite } from './member-suite.ts';
import { oldNoteSuite } from './old-note-suite.ts';
import { everyFilter } from './store-data.ts';
import { storeSuite } from './store-suite.ts';
import { thinningSuite } from './thinning-suite.ts';
import { usageSuite } from './usage-suite.ts';

describe('the SQLite store', () => {
  const open = async () => openSqliteStore(join(temporaryDirectory(), 'notes.sqlite'), () => undefined);
  storeSuite(open);
  changesFeedSuite(open);
  thinningSuite(open);
  memberSuite(open);
  invitationSuite(open);
  labelRemovalSuite(open);
  erasureSuite(open);
  usageSuite(async quota => {
    const path = join(temporaryDirectory(), 'notes.sqlite');
    const store = openSqliteStore(path, () => undefined, quota);
    const db = SqliteDatabase.open(path, migrations);
    return {
      store,
      shares: async () => db.all('SELECT owner_id AS ownerId, editor_id AS editorId, bytes FROM editor_shares'),
    };
  });
  formerAnswersSuite(async rows => {
    const path = join(temporaryDirectory(), 'notes.sqlite');
    const db = SqliteDatabase.open(path, migrations);
    await db.write(() => {
      for (const { userId, kind, key, answer, noteId, expiresAt } of rows) {
        const values = [userId, kind, key, 'f', JSON.stringify(answer), noteId, expiresAt.toISOString()];
        db.run('INSERT INTO handled_requests VALUES (?, ?, ?, ?, ?, ?, ?)', ...values);
      }
    });
    db.close();
    return openSqliteStore(path, () => undefined);
  });
  oldNoteSuite(async () => {
    const path = join(temporaryDirectory(), 'notes.sqlite');
    return {
      store: openSqliteStore(path, () => undefined),
      async rewrite(noteId, change) {
        const db = SqliteDatabase.open(path, migrations);
        const texts = [['notes', 'content', 'id'], ['placements', 'placement', 'note_id'], ['revisions', 'written', 'note_id']] as const; // prettier-ignore
        for (const [table, column, id] of texts) {
          const row = db.get<{ text: string }>(`SELECT ${column} AS text FROM ${table} WHERE ${id} = ?`, noteId);
          await db.write(() =>
            db.run(`UPDATE ${table} SET ${column} = ? WHERE ${id} = ?`, change(row?.text ?? ''), noteId),
          );
        }
        db.close();
      },
    };
  });

  it('reads of a page no more than is on it, whatever the view and the filters', () => {
    const db = SqliteDatabase.open(join(temporaryDirectory(), 'notes.sqlite'), migrations);
    for (const filter of everyFilter('l')) {
      const { color, kind } = filter;
      const { sql, values } = pageQuery('u', filter, { isPinned: false, position: 'V', noteId: 'n' }, 51);
      const plan = db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values).map(({ detail }) => detail);
      expect(plan.filter(step => /SCAN|TEMP B-TREE/.test(step))).toEqual([]);
      const filters = ['user_id', 'label_id', 'view', ...(color ? ['color'] : []), ...(kind ? ['kind'] : [])];
      const range = filters.map(column => `${column}=? AND `).join('');
      expect(plan[0]).toContain(`(${range}(unpinned,position,note_id)>(?,?,?))`);
    }
    db.close();
  });

  it('lists what was written before there were listings', async () => {
    const path = join(temporaryDirectory(), 'notes.sqlite');
    const before = SqliteDatabase.open(path, migrations.slice(0, 3));
    const content = JSON.stringify({ id: 'n' });
    const placement = JSON.stringify({ pinned: false, position: 'V' });
    await before.write(() => {
      before.run(`INSERT INTO notes VALUES ('n', 'u', 1, 1, 1, '', NULL, NULL, '', ?, '[]')`, content);
      before.run(
        `INSERT INTO placements VALUES ('u', 'n', 1, 1, 'archived', 1, 'V', 'red', 'list', '2026', ?, 1)`,
        placement,
      );
      before.run(`INSERT INTO labels VALUES ('l', 'u', '', '', 1, '', '')`);
      before.run(`INSERT INTO placement_labels VALUES ('u', 'l', 'archived', 1, 'V', 'n')`);
    });
    before.close();
    const store = openSqliteStore(path, () => undefined);
    for (const filter of everyFilter('l')) {
      const { notes } = await store.reader.page('u', filter, undefined, 10);
      const isListed = !['active', 'trashed'].includes(filter.view);
      expect([filter, notes]).toEqual([filter, isListed ? [{ content, placement }] : []]);
    }
    expect(await store.notes.labelled('u', 'l', 10)).toEqual(['n']);
    expect((await store.feed.page('u', undefined, 10))?.entries).toHaveLength(1);
    await store.close();
  });

  it('takes what was opened for accepted, and what was not for an open invitation', async () => {
    const path = join(temporaryDirectory(), 'notes.sqlite');
    const before = SqliteDatabase.open(path, migrations.slice(0, 5));
    const { note, people, views, invited } = sharedBefore;
    await before.write(() => {
      before.run(
        `INSERT INTO notes VALUES (?, ?, 7, 6, 1, '', NULL, NULL, '', ?, ?)`,
        note.id, note.ownerId, JSON.stringify(note), JSON.stringify(sharedBefore.members),
      );
      for (const [index, userId] of people.entries()) {
        const placement = JSON.stringify(sharedBefore.placement);
        before.run(`INSERT INTO placements VALUES (?, ?, 5, 3, 'active', ?)`, userId, note.id, placement);
        before.run('INSERT INTO user_state (user_id, change_seq) VALUES (?, ?)', userId, 3 + index);
        for (const view of views)
          before.run(`INSERT INTO listings VALUES (?, ?, '', ?, 'default', 'text', 1, 'V')`, userId, note.id, view);
      }
      for (const hash of invited) before.run('INSERT INTO invitations VALUES (?, ?)', hash, note.id);
    });
    before.close();
    const store = openSqliteStore(path, () => undefined);
    await assertMigrated(store);
    await store.close();
  }); // prettier-ignore

  it('counts what was written before usage was counted', async () => {
    const path = join(temporaryDirectory(), 'notes.sqlite');
    const before = SqliteDatabase.open(path, migrations.filter(({ id }) => id < 8)); // prettier-ignore
    await before.write(() => {
      before.run(`INSERT INTO user_state (user_id, change_seq) VALUES ('ada', 3)`);
      for (const [id, ownerId] of [
        ['n', 'ada'],
        ['m', 'ada'],
        ['o', 'eve'],
      ] as const) {
        before.run(`INSERT INTO notes VALUES (?, ?, 1, 1, 1, '', NULL, NULL, '', '{}', '[]')`, id, ownerId);
        before.run(`INSERT INTO revisions VALUES (?, 1, ?, '', '"é"')`, id, ownerId);
      }
      before.run(`INSERT INTO revisions VALUES ('n', 2, 'eve', '', '"12345"')`);
      before.run(`INSERT INTO revisions VALUES ('m', 2, 'eve', '', '"12"')`);
    });
    before.close();
    const store = openSqliteStore(path, () => undefined);
    expect(await store.reader.usage('ada')).toEqual({ notes: 2, bytes: 19 });
    expect(await store.reader.usage('eve')).toEqual({ notes: 1, bytes: 4 });
    expect(await store.reader.changeCount('ada')).toBe(3);
    await store.close();
    const db = SqliteDatabase.open(path, migrations);
    expect(db.all('SELECT * FROM editor_shares')).toEqual([{ owner_id: 'ada', editor_id: 'eve', bytes: 11 }]);
    db.close();
  });

  it('finds what has changed by two index ranges, without sorting', () => {
    const db = SqliteDatabase.open(join(temporaryDirectory(), 'notes.sqlite'), migrations);
    const { sql, values } = feedQuery('u', { seq: 1, began: 0, labels: 0 }, 51);
    const plan = db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values).map(({ detail }) => detail);
    expect(plan.filter(step => /SCAN|TEMP B-TREE/.test(step))).toEqual([]);
    expect(plan.filter(step => step.includes('(user_id=? AND change_seq>?)'))).toHaveLength(2);
    db.close();
  });
});

describe('replicas on one SQLite file', () => {
  it.each([1, 2, 3])(
    'tell every change of three people while six writers write, without gap or repeat (seed %i)',
    async seed => {
      const path = join(temporaryDirectory(), 'notes.sqlite');
      const replicas = [1, 2, 3].map(() => openSqliteStore(path, () => undefined));
      await readWhileOthersWrite(replicas, { people: 3, writers: 6, length: 150, seed });
      await Promise.all(replicas.map(store => store.close()));
    },
  );
});
