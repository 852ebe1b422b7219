/** Listing notes: views, filters, pages and entity tags. */
import { newId } from '@keep/service-kit/unique-id';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Person, runNotes } from './notes-app.ts';

const app = runNotes();

const titlesOf = (reply: { json: { notes: { title: string }[] } }) => reply.json.notes.map(({ title }) => title);

/** Fails at the page that repeats a note or holds none, rather than to turn pages for ever. */
async function everyPage(person: Person, query: string, limit: number): Promise<string[]> {
  const ids: string[] = [];
  for (let page = 1, cursor = ''; page === 1 || cursor !== ''; page += 1) {
    const { status, json, text } = await person.call(`GET /notes?${query}&limit=${limit}${cursor}`);
    expect(status, `page ${page}: ${text}`).toBe(200);
    const found: string[] = json.notes.map(({ id }: { id: string }) => id);
    expect(
      found.filter(id => ids.includes(id)),
      `what page ${page} repeats`,
    ).toEqual([]);
    if (json.nextCursor !== null) expect(found, `page ${page}, which is not the last`).toHaveLength(limit);
    ids.push(...found);
    cursor = json.nextCursor === null ? '' : `&cursor=${json.nextCursor}`;
  }
  return ids;
}

describe('listing notes', () => {
  it('answers 400 for what it does not understand, and names it', async () => {
    const ada = await app.person();
    for (const query of [
      'view=nowhere',
      'limit=0',
      'limit=101',
      'label=x',
      'color=beige',
      'unknown=1',
      'cursor=%22',
      'cursor=e30',
    ]) {
      const reply = await ada.call(`GET /notes?${query}`);
      expect(reply.json).toMatchObject({
        status: 400,
        code: 'malformed-query',
        errors: [{ pointer: `/${query.split('=')[0]}`, in: 'query' }],
      });
    }
  });

  it('shows pinned notes first, then the newest', async () => {
    const ada = await app.person();
    for (const [title, year, pinned] of [
      ['old', 2001, false],
      ['new', 2020, false],
      ['pinned', 1999, true],
    ] as const) {
      await ada.newNote({ title, createdAt: `${year}-01-01T00:00:00Z`, placement: { pinned } });
    }
    expect(titlesOf(await ada.call('GET /notes'))).toEqual(['pinned', 'new', 'old']);
  });

  it('shows each note in its view', async () => {
    const ada = await app.person();
    const reminder = { at: '2030-01-01T09:00:00Z' };
    await ada.newNote({ title: 'active' });
    await ada.newNote({ title: 'archived', placement: { archived: true, reminder } });
    const note = await ada.newNote({ title: 'trashed', placement: { reminder } });
    await ada.call(`POST /notes/${note.id}/trash`);
    for (const view of ['active', 'archived', 'trashed']) {
      expect(titlesOf(await ada.call(`GET /notes?view=${view}`))).toEqual([view]);
    }
    expect(titlesOf(await ada.call('GET /notes?view=reminders'))).toEqual(['archived']);
  });

  it('filters by label, colour and kind, and by all of them', async () => {
    const ada = await app.person();
    const { json: label } = await ada.call('POST /labels', { name: 'work' });
    for (const color of ['red', 'blue']) {
      for (const kind of ['text', 'list']) {
        for (const labelIds of [[], [label.id]]) {
          const title = `${color} ${kind} ${labelIds.length}`;
          const reminder = { at: '2030-01-01T09:00:00Z' };
          await ada.newNote({ title, kind, placement: { color, labelIds, reminder } });
        }
      }
    }
    for (const view of ['active', 'reminders']) {
      const count = async (query: string) => (await ada.call(`GET /notes?view=${view}&${query}`)).json.notes.length;
      expect(await count('')).toBe(8);
      expect([await count(`label=${label.id}`), await count('color=red'), await count('kind=list')]).toEqual([4, 4, 4]);
      expect(await count(`label=${label.id}&kind=list`)).toBe(2);
      expect(titlesOf(await ada.call(`GET /notes?view=${view}&label=${label.id}&color=red&kind=list`))).toEqual([
        'red list 1',
      ]);
    }
  });

  it('gives every note exactly once, whatever the size of the page and the ties', async () => {
    const ada = await app.person();
    const { json: label } = await ada.call('POST /labels', { name: 'some' });
    const board = fc.array(
      fc.record({ pinned: fc.boolean(), position: fc.constantFrom('a', 'b', 'b0', 'Z'), isLabelled: fc.boolean() }),
      { minLength: 25, maxLength: 25 },
    );
    const [placements = []] = fc.sample(board, { numRuns: 1, seed: 7 });
    const expected: { id: string; placement: { pinned: boolean; position: string; labelIds: string[] } }[] = [];
    for (const { pinned, position, isLabelled } of placements) {
      const placement = { pinned, position, labelIds: isLabelled ? [label.id] : [] };
      expected.push((await ada.call('POST /notes', { placement })).json);
    }
    const keyOf = (note: (typeof expected)[number]) =>
      `${note.placement.pinned ? 0 : 1} ${note.placement.position} ${note.id}`;
    expected.sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
    const ids = expected.map(({ id }) => id);
    const labelled = expected.filter(({ placement }) => placement.labelIds.length > 0).map(({ id }) => id);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async limit => {
        expect(await everyPage(ada, 'view=active', limit)).toEqual(ids);
        expect(await everyPage(ada, `label=${label.id}`, limit)).toEqual(labelled);
      }),
      { numRuns: 10 },
    );
  });

  it('answers 304 until something changes that this person sees', async () => {
    const [ada, eve] = [await app.person(), await app.person()];
    const note = await ada.newNote();
    const etag = (await ada.call('GET /notes')).headers.get('etag') ?? '';
    const again = () => ada.call('GET /notes', undefined, { 'if-none-match': etag });
    await eve.newNote();
    expect([(await again()).status, (await again()).text]).toEqual([304, '']);
    expect((await ada.call('GET /notes?kind=list', undefined, { 'if-none-match': etag })).status).toBe(200);
    await ada.call(`PATCH /notes/${note.id}/placement`, { pinned: true });
    expect((await again()).status).toBe(200);
  });

  it('answers 304 for one note until its content or its placement changes', async () => {
    const ada = await app.person();
    const note = await ada.newNote();
    const get = (etag: string) => ada.call(`GET /notes/${note.id}`, undefined, { 'if-none-match': etag });
    const first = await get('"0.0"');
    expect((await get(first.headers.get('etag') ?? '')).status).toBe(304);
    await ada.call(`PATCH /notes/${note.id}`, { baseRevision: 1, title: 'x' });
    const second = await get(first.headers.get('etag') ?? '');
    expect(second.status).toBe(200);
    await ada.call(`PATCH /notes/${note.id}/placement`, { color: 'red' });
    expect((await get(second.headers.get('etag') ?? '')).json.placement.color).toBe('red');
  });

  it('answers 304 for labels, imports and the history too', async () => {
    const ada = await app.person();
    const note = await ada.newNote({ importId: newId() });
    for (const path of ['/labels', '/imports', `/notes/${note.id}/revisions`, `/notes/${note.id}/revisions/1`]) {
      const etag = (await ada.call(`GET ${path}`)).headers.get('etag') ?? '';
      expect((await ada.call(`GET ${path}`, undefined, { 'if-none-match': etag })).status).toBe(304);
    }
    const etag = (await ada.call('GET /labels')).headers.get('etag') ?? '';
    await ada.call('POST /labels', { name: 'new' });
    expect((await ada.call('GET /labels', undefined, { 'if-none-match': etag })).status).toBe(200);
  });
});
