/** Edits on older revisions: what both sides wrote is in the note, or in its history. */
import { EVENT_LIMIT, type EventEnvelope } from '@keep/contracts/event-envelope';
import { noteLimits } from '@keep/contracts/notes-http';
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NotesApp, type Person, startNotes } from './notes-app.ts';

let app: NotesApp;
let ada: Person;
const heard: EventEnvelope[] = [];
beforeAll(async () => {
  app = await startNotes();
  ada = await app.person();
  app.bus.consume({ name: 'test.reader', subjects: ['keep.notes.>'] }, async event => void heard.push(event));
});
afterAll(() => app.stop());

const edit = (noteId: string, change: object, headers?: Record<string, string>) =>
  ada.call(`PATCH /notes/${noteId}`, change, headers);
/** What was told of the note at this version. */
const eventHeard = (noteId: string, version: number) =>
  eventually(() => {
    const isIt = ({ data }: EventEnvelope) => {
      const told = data as { noteId?: string; version?: number };
      return told.noteId === noteId && told.version === version;
    };
    const found = heard.find(isIt);
    if (!found) throw new Error('not heard yet');
    return found;
  });
const nothing = { merged: [], kept: [] };

describe('an edit on an older revision', () => {
  it('answers 412 when the note is not what If-Match says', async () => {
    const note = await ada.newNote({ body: 'a' });
    await edit(note.id, { baseRevision: 1, body: 'a b' });
    const reply = await edit(note.id, { baseRevision: 1, body: 'c a' }, { 'if-match': '"1.1"' });
    expect(reply.json).toMatchObject({ status: 412, code: 'precondition-failed' });
    expect((await ada.call(`GET /notes/${note.id}`)).json.body).toBe('a b');
  });

  it('answers 409 in the trash, and 404 to somebody else', async () => {
    const note = await ada.newNote({ body: 'a' });
    await edit(note.id, { baseRevision: 1, body: 'b' });
    const eve = await app.person();
    expect((await eve.call(`PATCH /notes/${note.id}`, { baseRevision: 1, body: 'c' })).status).toBe(404);
    await ada.call(`POST /notes/${note.id}/trash`);
    expect((await edit(note.id, { baseRevision: 1, body: 'c' })).json.code).toBe('in-trash');
  });

  it('answers 422 for an item that it names twice', async () => {
    const id = newId();
    const note = await ada.newNote({ items: [{ id, text: 'a' }] });
    await edit(note.id, { baseRevision: 1, title: 'x' });
    const twice = await edit(note.id, { baseRevision: 1, items: { upsert: [{ id }, { id }] } });
    expect(twice.json).toMatchObject({ status: 422, errors: [{ pointer: '/items/upsert/1/id' }] });
    const removed = await edit(note.id, { baseRevision: 1, items: { upsert: [{ id }], remove: [id] } });
    expect(removed.json).toMatchObject({ status: 422, errors: [{ pointer: '/items/upsert/0/id' }] });
  });

  it('applies what nobody has touched since', async () => {
    const note = await ada.newNote({ title: 'one', body: 'text' });
    await edit(note.id, { baseRevision: 1, title: 'two' });
    const reply = await edit(note.id, { baseRevision: 1, body: 'other text', kind: 'list' });
    expect(reply.json).toMatchObject({ title: 'two', body: 'other text', kind: 'list', revision: 3, merge: nothing });
  });

  it('keeps the words of both in the body', async () => {
    const note = await ada.newNote({ body: 'milk\nbread' });
    await edit(note.id, { baseRevision: 1, body: 'milk\nrye bread\napples' });
    const reply = await edit(note.id, { baseRevision: 1, body: 'oat milk\nbread' });
    expect(reply.json.body).toBe('oat milk\nrye bread\napples');
    expect(reply.json.merge).toEqual({ merged: ['body'], kept: [] });
  });

  it('names a title or a kind that it overwrote, which the history keeps with its author', async () => {
    const note = await ada.newNote({ title: 'one' });
    await edit(note.id, { baseRevision: 1, title: 'two', kind: 'list' });
    const reply = await edit(note.id, { baseRevision: 1, title: 'three' });
    expect(reply.json).toMatchObject({ title: 'three', kind: 'list', merge: { merged: [], kept: ['title'] } });
    const old = await ada.call(`GET /notes/${note.id}/revisions/2`);
    expect(old.json).toMatchObject({ title: 'two', editedBy: ada.id });
  });

  it('has changed white space beside changed words, whichever came first', async () => {
    for (const [first, second] of [
      ['- a\n- b2', '- a\n\t- b'],
      ['- a\n\t- b', '- a\n- b2'],
    ]) {
      const note = await ada.newNote({ body: '- a\n- b' });
      await edit(note.id, { baseRevision: 1, body: first });
      const reply = await edit(note.id, { baseRevision: 1, body: second });
      expect(reply.json).toMatchObject({ body: '- a\n\t- b2', merge: { merged: ['body'], kept: [] } });
    }
  });

  it('names white space that gave way, which the history keeps, whichever came first', async () => {
    for (const [first, second] of [
      ['foo  bar', 'baz'],
      ['baz', 'foo  bar'],
    ]) {
      const note = await ada.newNote({ body: 'foo bar' });
      await edit(note.id, { baseRevision: 1, body: first });
      const reply = await edit(note.id, { baseRevision: 1, body: second });
      expect(reply.json).toMatchObject({ body: 'baz', merge: { merged: [], kept: ['body'] } });
      const { revisions } = (await ada.call(`GET /notes/${note.id}/revisions`)).json;
      const bodies = await Promise.all(
        revisions.map(async ({ revision }: { revision: number }) => {
          return (await ada.call(`GET /notes/${note.id}/revisions/${revision}`)).json.body;
        }),
      );
      expect(bodies).toContain('foo  bar');
      expect(bodies[0]).toBe('baz');
      expect(reply.json.revision).toBe(revisions[0].revision);
    }
  });

  it('keeps the line ends of the note where a device writes others', async () => {
    const note = await ada.newNote({ body: '1 milk\r\n2 eggs' });
    await edit(note.id, { baseRevision: 1, body: '1 milk\r\n2 eggs, large' });
    const reply = await edit(note.id, { baseRevision: 1, body: '1 oat milk\n2 eggs' });
    expect(reply.json.body).toBe('1 oat milk\r\n2 eggs, large');
  });

  it('merges items one by one: an edited one outlives its removal, a new one is in its place', async () => {
    const [first, second, third, added] = [newId(), newId(), newId(), newId()];
    const items = [first, second, third].map(id => ({ id, text: `item ${id.slice(-2)}` }));
    const note = await ada.newNote({ kind: 'list', items });
    await edit(note.id, {
      baseRevision: 1,
      items: { upsert: [{ id: first, checked: true }], remove: [second, third] },
    });
    const reply = await edit(note.id, {
      baseRevision: 1,
      items: {
        upsert: [
          { id: second, text: 'edited' },
          { id: added, text: 'new' },
        ],
        remove: [first],
      },
    });
    expect(reply.json.items).toMatchObject([
      { id: first, checked: true },
      { id: second, text: 'edited' },
      { id: added, text: 'new' },
    ]);
    expect(reply.json.merge).toEqual({ merged: ['items'], kept: [] });
  });

  it('makes no revision when it changes nothing', async () => {
    const note = await ada.newNote({ body: 'a' });
    const { json: current } = await edit(note.id, { baseRevision: 1, body: 'a b' });
    const reply = await edit(note.id, { baseRevision: 1, body: 'a' });
    expect(reply.json).toEqual(current);
  });

  it('that came twice, without a key, says its words once', async () => {
    const note = await ada.newNote({ body: 'milk' });
    const mine = { baseRevision: 1, body: 'milk and honey' };
    await edit(note.id, mine);
    await edit(note.id, { baseRevision: 2, body: 'milk and honey\nbread' });
    expect((await edit(note.id, mine)).json.body).toBe('milk and honey\nbread');

    const other = await ada.newNote({ body: 'milk' });
    await edit(other.id, { baseRevision: 1, body: 'milk\nbread' });
    const merged = (await edit(other.id, mine)).json;
    expect((await edit(other.id, mine)).json).toMatchObject({ body: merged.body, revision: merged.revision });
  });

  it('is answered again under its Idempotency-Key with what was merged, and the note as it is by then', async () => {
    const note = await ada.newNote({ body: 'a' });
    await edit(note.id, { baseRevision: 1, body: 'a b' });
    const headers = { 'idempotency-key': newId() };
    const first = await edit(note.id, { baseRevision: 1, body: 'c a' }, headers);
    expect(first.json).toMatchObject({ body: 'c a b', merge: { merged: ['body'], kept: [] } });
    await edit(note.id, { baseRevision: 3, body: 'else' });
    const again = await edit(note.id, { baseRevision: 1, body: 'c a' }, headers);
    expect(again.json).toMatchObject({ body: 'else', revision: 4, merge: first.json.merge });
    expect(again.headers.get('etag')).not.toBe(first.headers.get('etag'));
  });

  it('says in a batch what was merged, also when it comes again', async () => {
    const note = await ada.newNote({ body: 'a' });
    const operations = ['a b', 'c a'].map(body => ({
      opId: newId(),
      type: 'note.edit',
      id: note.id,
      data: { baseRevision: 1, body },
    }));
    const { results } = (await ada.call('POST /notes/batch', { operations })).json;
    expect(results).toMatchObject([
      { status: 200, note: { body: 'a b' }, merge: nothing },
      { status: 200, note: { body: 'c a b', revision: 3 }, merge: { merged: ['body'], kept: [] } },
    ]);
    const note3 = results[1].note;
    expect((await ada.call('POST /notes/batch', { operations })).json.results).toMatchObject([
      { status: 200, note: note3, merge: nothing },
      { status: 200, note: note3, merge: { merged: ['body'], kept: [] } },
    ]);
  });

  it('lets all of many at once count', async () => {
    const note = await ada.newNote({ body: 'here' });
    const words = Array.from({ length: 10 }, (_, index) => `word${index}`);
    const replies = await Promise.all(words.map(word => edit(note.id, { baseRevision: 1, body: `here\n${word}` })));
    expect(replies.map(({ status }) => status)).toEqual(words.map(() => 200));
    const { body, revision } = (await ada.call(`GET /notes/${note.id}`)).json;
    expect(body.split('\n').toSorted()).toEqual(['here', ...words]);
    expect(revision).toBe(11);
  });

  it('is told of in an event that has the merged note', async () => {
    const note = await ada.newNote({ body: 'a' });
    await edit(note.id, { baseRevision: 1, body: 'a b' });
    await edit(note.id, { baseRevision: 1, body: 'c a' });
    const event = await eventHeard(note.id, 3);
    expect(event.data).toMatchObject({ content: { body: 'c a b', revision: 3, updatedBy: ada.id } });
  });
});

describe('an edit on a revision that was given up', () => {
  it('is merged with the nearest older one, and nobody’s words are lost or doubled', async () => {
    const DAY = 86_400_000;
    let ahead = -3 * DAY;
    const aged = await startNotes({}, () => new Date(Date.now() + ahead));
    try {
      const eve = await aged.person();
      const { id } = await eve.newNote({ body: 'start' });
      const lines = ['start'];
      for (let revision = 1; revision <= 40; revision += 1) {
        // The first forty within an hour, three days ago; then so many today that the old ones are looked at.
        if (revision === 24) ahead = 0;
        lines.push(`line${revision}`);
        await eve.call(`PATCH /notes/${id}`, { baseRevision: revision, body: lines.join('\n') });
      }
      expect((await eve.call(`GET /notes/${id}/revisions/12`)).status).toBe(404);
      const mine = [...lines.slice(0, 12), 'mine'].join('\n');
      const { json } = await eve.call(`PATCH /notes/${id}`, { baseRevision: 12, body: mine });
      expect(json.body.split('\n').toSorted()).toEqual([...lines, 'mine'].toSorted());
      expect(json.merge).toEqual({ merged: ['body'], kept: [] });
    } finally {
      await aged.stop();
    }
  });
});

describe('a merge that is too large', () => {
  const filler = (word: string, length: number) => Array.from({ length: length / 10 }, (_, index) => `${word}${index}`.padEnd(9)).join('\n'); // prettier-ignore

  it('may be larger than a note, and is told of in an event within its limit', async () => {
    const items = Array.from({ length: 150 }, () => ({ text: 'i'.repeat(1_000) }));
    const note = await ada.newNote({ items });
    const theirs = filler('t', 80_000);
    const mine = filler('m', 80_000);
    await edit(note.id, { baseRevision: 1, body: theirs });
    const { status, json, text } = await edit(note.id, { baseRevision: 1, body: mine });
    expect(status).toBe(200);
    expect(Buffer.byteLength(text)).toBeGreaterThan(noteLimits.noteBytes);
    for (const line of [...theirs.split('\n'), ...mine.split('\n')]) expect(json.body).toContain(line.trim());
    const event = await eventHeard(note.id, 3);
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(EVENT_LIMIT);

    const shorter = await edit(note.id, { baseRevision: 3, title: 'x', items: { remove: [json.items[0].id] } });
    expect(shorter.status).toBe(200);
    const longer = await edit(note.id, { baseRevision: shorter.json.revision, title: 'longer' });
    expect(longer.json).toMatchObject({ status: 422, code: 'note-too-large' });
  });

  it('answers 422 and changes nothing when it is more than twice as large', async () => {
    const note = await ada.newNote({ body: 'x' });
    const words = ['a', 'b', 'c'].map(word => filler(word, 90_000));
    await edit(note.id, { baseRevision: 1, body: words[0] });
    const { json: before } = await edit(note.id, { baseRevision: 1, body: words[1] });
    const reply = await edit(note.id, { baseRevision: 1, body: words[2] });
    expect(reply.json).toMatchObject({ status: 422, code: 'note-too-large' });
    expect((await ada.call(`GET /notes/${note.id}`)).json.revision).toBe(before.revision);
  });
});
