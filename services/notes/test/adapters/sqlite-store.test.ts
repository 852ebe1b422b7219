/** The store suite over SQLite, and what is SQLite's own. */
import { join } from 'node:path';
import { noteColors, noteKinds } from '@keep/contracts/notes-http';
import { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { describe, expect, it } from 'vitest';
import { feedQuery } from '../../src/adapters/sqlite-changes-feed.ts';
import { pageQuery } from '../../src/adapters/sqlite-note-reader.ts';
import { migrations, openSqliteStore } from '../../src/adapters/sqlite-store.ts';
import { readWhileOthersWrite } from './changes-feed-load.ts';
import { changesFeedSuite } from './changes-feed-suite.ts';
import { erasureSuite } from './erasure-suite.ts';
import { memberSuite } from './member-suite.ts';
import { storeSuite } from './store-suite.ts';
import { thinningSuite } from './thinning-suite.ts';

describe('the SQLite store', () => {
  const open = async () => openSqliteStore(join(temporaryDirectory(), 'notes.sqlite'), () => undefined);
  storeSuite(open);
  changesFeedSuite(open);
  thinningSuite(open);
  memberSuite(open);
  erasureSuite(open);

  it('finds a page by an index range, never by sorting or by reading a whole table', () => {
    const db = SqliteDatabase.open(join(temporaryDirectory(), 'notes.sqlite'), migrations);
    const after = { isPinned: false, position: 'V', noteId: 'n' };
    for (const view of ['active', 'archived', 'trashed', 'shared', 'reminders'] as const) {
      for (const label of [undefined, 'l']) {
        for (const color of [undefined, noteColors[1]]) {
          for (const kind of [undefined, noteKinds[1]]) {
            for (const place of [undefined, after]) {
              const { sql, values } = pageQuery('u', { view, label, color, kind }, place, 51);
              const plan = db
                .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values)
                .map(({ detail }) => detail);
              expect(plan.filter(step => /SCAN|TEMP B-TREE/.test(step))).toEqual([]);
              if (place) expect(plan[0]).toContain('(unpinned,position,note_id)>(?,?,?)');
            }
          }
        }
      }
    }
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
