/** Repeated requests: `Idempotency-Key`. */
import { newId } from '@keep/service-kit/unique-id';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, runNotes } from './notes-app.ts';
import { join, signedUp } from './sharing.ts';

const app = runNotes();
let ada: Person;
beforeAll(async () => {
  ada = await app.person();
});

const keyed = () => ({ 'idempotency-key': newId() });

describe('an Idempotency-Key', () => {
  it('answers 400 when it is not one', async () => {
    const reply = await ada.call('POST /notes', {}, { 'idempotency-key': 'with space' });
    expect(reply.json).toMatchObject({ status: 400, code: 'malformed-header' });
  });

  it('answers 409 for another request', async () => {
    const headers = keyed();
    const { json: note } = await ada.call('POST /notes', { title: 'a' }, headers);
    for (const [target, body] of [
      ['POST /notes', { title: 'b' }],
      [`POST /notes/${note.id}/trash`, undefined],
    ] as const) {
      expect((await ada.call(target, body, headers)).json).toMatchObject({
        status: 409,
        code: 'idempotency-key-reused',
      });
    }
  });

  it('gives the same answer again and has one effect', async () => {
    const headers = keyed();
    const [first, second] = [await ada.call('POST /notes', {}, headers), await ada.call('POST /notes', {}, headers)];
    expect(second.status).toBe(201);
    expect(second.text).toBe(first.text);
    for (const name of ['etag', 'location']) expect(second.headers.get(name)).toBe(first.headers.get(name));
  });

  it('has one effect for twins at the same time, and all get the same answer', async () => {
    const person = await app.person();
    const headers = keyed();
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => person.call('POST /notes', { title: 'x' }, headers)),
    );
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect((await person.call('GET /notes')).json.notes).toHaveLength(1);
  });

  it('answers the twins of an edit alike, not with the conflict that the first one is to the second', async () => {
    const note = await ada.newNote();
    const headers = keyed();
    const edit = { baseRevision: 1, title: 'once' };
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => ada.call(`PATCH /notes/${note.id}`, edit, headers)),
    );
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  });

  it('remembers a request that found everything done, and shows the note as it is by then', async () => {
    const note = await ada.newNote();
    const headers = keyed();
    await ada.call(`POST /notes/${note.id}/trash`);
    await ada.call(`POST /notes/${note.id}/trash`, undefined, headers);
    await ada.call(`POST /notes/${note.id}/restore`);
    const repeated = await ada.call(`POST /notes/${note.id}/trash`, undefined, headers);
    const read = await ada.call(`GET /notes/${note.id}`);
    expect(read.json.trashedAt).toBeNull();
    expect(repeated).toMatchObject({ status: 200, text: read.text });
    expect(repeated.headers.get('etag')).toBe(read.headers.get('etag'));
  });

  it('shows a merge again as it was, a label and an import taken back as they are by then', async () => {
    const importId = newId();
    const note = await ada.newNote({ title: 'a', importId });
    await ada.call(`PATCH /notes/${note.id}`, { baseRevision: 1, title: 'b' });
    const { json: label } = await ada.call('POST /labels', { name: newId() });
    const [edit, rename, undo] = [keyed(), keyed(), keyed()];
    const repeat = async () => [
      (await ada.call(`PATCH /notes/${note.id}`, { baseRevision: 1, title: 'c' }, edit)).json,
      (await ada.call(`PATCH /labels/${label.id}`, { name: `renamed ${label.id}` }, rename)).json,
      (await ada.call(`DELETE /imports/${importId}`, undefined, undo)).json,
    ];
    const first = await repeat();
    expect(first[0].merge).toEqual({ merged: [], kept: ['title'] });
    expect(first[2]).toEqual({ removed: 0, removedLabels: 0, kept: [{ id: note.id, title: 'c' }] });
    expect(await repeat()).toEqual(first);
    await ada.call(`PATCH /notes/${note.id}`, { baseRevision: 3, title: 'later' });
    await ada.call(`PATCH /labels/${label.id}`, { name: `later ${label.id}` });
    const [edited, renamed, undone] = await repeat();
    expect(edited).toMatchObject({ title: 'later', merge: first[0].merge });
    expect(renamed.name).toBe(`later ${label.id}`);
    expect(undone.kept).toEqual([{ id: note.id, title: 'later' }]);
  });

  it('shows nothing of a note that its actor does not have any more', async () => {
    const [bob, note] = [await signedUp(app), await ada.newNote({ title: 'secret' })];
    const memberId = await join(ada, note.id, bob, 'editor');
    const edit = { baseRevision: 1, title: 'secret too' };
    const [key, operations] = [keyed(), [{ opId: newId(), type: 'note.edit', id: note.id, data: edit }]];
    const repeat = async () => [
      await bob.call(`PATCH /notes/${note.id}`, edit, key),
      await bob.call('POST /notes/batch', { operations }),
    ];
    for (const { text } of await repeat()) expect(text).toContain('secret');
    await ada.call(`POST /notes/${note.id}/trash`);
    const hidden = await repeat();
    await ada.call(`POST /notes/${note.id}/restore`);
    for (const { text } of await repeat()) expect(text).toContain('secret');
    await ada.call(`DELETE /notes/${note.id}/members/${memberId}`);
    for (const [single, batch] of [hidden, await repeat()]) {
      expect(single?.json).toMatchObject({ status: 404, code: 'not-found' });
      expect(batch?.json.results).toEqual([{ opId: operations[0]?.opId, status: 200 }]);
    }
  });

  it('is not used up by a refusal', async () => {
    const id = newId();
    const headers = keyed();
    expect((await ada.call(`POST /notes/${id}/trash`, undefined, headers)).status).toBe(404);
    await ada.newNote({ id });
    expect((await ada.call(`POST /notes/${id}/trash`, undefined, headers)).status).toBe(200);
  });

  it('remembers nobody’s address: the answer says who shares the note when it is given again', async () => {
    const bob = await app.person();
    const { json: note } = await ada.call('POST /notes', {});
    const put = { target: `PUT /notes/${note.id}/members`, body: { email: bob.email, role: 'editor' }, key: keyed() };
    const operations = [{ opId: newId(), type: 'note.place', id: note.id, data: { color: 'red' } }];
    const texts = async () => [
      (await ada.call(put.target, put.body, put.key)).text,
      (await ada.call('POST /notes/batch', { operations })).text,
    ];
    await texts();
    const repeated = await texts();
    for (const text of repeated) expect(text).toContain(bob.email);
    expect(await texts()).toEqual(repeated);
    const [member] = (await ada.call(`GET /notes/${note.id}`)).json.members;
    await ada.call(`DELETE /notes/${note.id}/members/${member.id}`);
    const after = await texts();
    for (const [index, text] of after.entries()) {
      expect(text).toContain('"members":[]');
      expect(text.length).toBeLessThan(repeated[index]?.length ?? 0);
      expect(text).not.toContain(bob.email);
    }
  });

  it('covers deletions, whose repetition would be a 404', async () => {
    const note = await ada.newNote();
    const { json: label } = await ada.call('POST /labels', { name: 'deleted' });
    await ada.call(`POST /notes/${note.id}/trash`);
    for (const target of [`DELETE /notes/${note.id}`, `DELETE /labels/${label.id}`]) {
      const headers = keyed();
      expect((await ada.call(target, undefined, headers)).status).toBe(204);
      expect((await ada.call(target, undefined, headers)).status).toBe(204);
      expect((await ada.call(target)).status).toBe(404);
    }
  });
});
