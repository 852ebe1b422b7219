/** Batches of operations. */
import { newId } from '@keep/service-kit/unique-id';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, runNotes } from './notes-app.ts';

const app = runNotes();
let ada: Person;
beforeAll(async () => {
  ada = await app.person();
});

type Operation = { opId: string; type: string; id: string; data?: unknown };
const operation = (type: string, id: string, data?: unknown): Operation => ({
  opId: newId(),
  type,
  id,
  ...(data !== undefined && { data }),
});
const send = async (operations: Operation[], person = ada) =>
  (await person.call('POST /notes/batch', { operations })).json.results;
const statuses = (results: { status: number }[]) => results.map(({ status }) => status);

describe('a batch', () => {
  it('answers 422 for none, too many, and unknown operations', async () => {
    const many = Array.from({ length: 101 }, () => operation('note.create', newId(), {}));
    for (const operations of [[], many, [operation('note.explode', newId())]]) {
      expect((await ada.call('POST /notes/batch', { operations })).status).toBe(422);
    }
  });

  it('answers 413 beyond 4 MiB, and takes more than one', async () => {
    const large = (count: number) =>
      Array.from({ length: count }, () => operation('note.create', newId(), { body: 'x'.repeat(100_000) }));
    expect(statuses(await send(large(20)))).toEqual(Array.from({ length: 20 }, () => 201));
    expect((await ada.call('POST /notes/batch', { operations: large(43) })).json.code).toBe('body-too-large');
  });

  it('refuses each operation with its own problem, and lets the others go on', async () => {
    const [good, bad] = [newId(), newId()];
    const results = await send([
      operation('note.create', bad, { title: 1, kind: 'poem' }),
      operation('note.create', good, { title: 'good' }),
      operation('note.edit', good, { baseRevision: 9 }),
      operation('note.trash', newId()),
      operation('note.create', newId(), { id: newId() }),
    ]);
    expect(statuses(results)).toEqual([422, 201, 422, 404, 422]);
    expect(results[0].problem).toMatchObject({
      code: 'invalid-body',
      errors: [{ pointer: '/kind' }, { pointer: '/title' }],
    });
    expect(results[1].note.title).toBe('good');
    expect(results[4].problem.errors).toEqual([{ pointer: '/id', detail: 'is not the id of the operation' }]);
  });

  it('answers 424 for later operations on an object after a failure', async () => {
    const [id, other] = [newId(), newId()];
    const results = await send([
      operation('note.create', id, { kind: 'poem' }),
      operation('note.place', id, { pinned: true }),
      operation('note.create', other, {}),
      operation('note.trash', id),
    ]);
    expect(statuses(results)).toEqual([422, 424, 201, 424]);
    expect(results[1].problem.code).toBe('failed-dependency');
  });

  it('answers 409 for an opId that came with another operation', async () => {
    const first = operation('note.create', newId(), {});
    const results = await send([first, { ...first, id: newId() }]);
    expect(statuses(results)).toEqual([201, 409]);
    expect(results[1].problem.code).toBe('op-id-reused');
  });

  it('cannot reach what is somebody else’s', async () => {
    const eve = await app.person();
    const note = await ada.newNote({ title: 'secret' });
    const { json: label } = await ada.call('POST /labels', { name: 'secret' });
    const steal = [
      operation('note.edit', note.id, { baseRevision: 1, title: 'mine' }),
      operation('label.rename', label.id, { name: 'mine' }),
      operation('label.delete', label.id),
    ];
    for (const each of steal) expect(statuses(await send([each], eve))).toEqual([404]);
    expect(statuses(await send([operation('note.create', note.id, { title: 'secret' })], eve))).toEqual([409]);
  });

  it('does everything that the single routes do, in order', async () => {
    const [note, label] = [newId(), newId()];
    const results = await send([
      operation('label.create', label, { name: 'from a batch' }),
      operation('note.create', note, { title: 'a', placement: { labelIds: [label] } }),
      operation('note.edit', note, { baseRevision: 1, title: 'b' }),
      operation('note.place', note, { pinned: true }),
      operation('label.rename', label, { name: 'renamed' }),
      operation('note.trash', note),
      operation('note.restore', note, {}),
      operation('note.trash', note),
      operation('note.delete', note),
      operation('label.delete', label),
    ]);
    expect(statuses(results)).toEqual([201, 201, 200, 200, 200, 200, 200, 200, 204, 204]);
    expect(results[0].label.name).toBe('from a batch');
    expect(results[3].note).toMatchObject({ title: 'b', revision: 2, placement: { pinned: true, labelIds: [label] } });
  });

  it('has its effects once when it is repeated, and shows what is there by then', async () => {
    const [id, label] = [newId(), newId()];
    const operations = [
      operation('note.create', id, { title: 'a' }),
      operation('note.edit', id, { baseRevision: 1, title: 'b' }),
      operation('note.place', id, { color: 'red' }),
      operation('label.create', label, { name: 'repeated' }),
    ];
    const first = await send(operations);
    const second = await send(operations);
    expect(statuses(second)).toEqual(statuses(first));
    // Each result shows the note as it is after all of them.
    for (const each of second.slice(0, 3)) expect(each.note).toEqual(first[2].note);
    expect(second[3]).toEqual(first[3]);
    const { json: later } = await ada.call(`PATCH /notes/${id}`, { baseRevision: 2, title: 'later' });
    for (const each of (await send(operations)).slice(0, 3)) {
      expect(each.note).toMatchObject({ title: 'later', revision: later.revision });
    }
  });

  it('has its effects once for twins at the same time', async () => {
    const id = newId();
    const operations = [
      operation('note.create', id, { title: 'a' }),
      operation('note.edit', id, { baseRevision: 1, title: 'b' }),
    ];
    const all = await Promise.all(Array.from({ length: 6 }, () => send(operations)));
    for (const results of all) {
      expect(statuses(results)).toEqual([201, 200]);
      expect(results[1]).toMatchObject({ note: { title: 'b', revision: 2 }, merge: { merged: [], kept: [] } });
    }
    expect((await ada.call(`GET /notes/${id}`)).json.revision).toBe(2);
  });

  it('remembers no text of a note that was deleted for good', async () => {
    const id = newId();
    const create = operation('note.create', id, { title: 'secret' });
    await send([create]);
    await ada.call(`POST /notes/${id}/trash`);
    await ada.call(`DELETE /notes/${id}`);
    expect(await send([create])).toEqual([{ opId: create.opId, status: 201 }]);
    expect((await ada.call(`GET /notes/${id}`)).status).toBe(404);
  });

  it('equals the same calls one by one', async () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({
          note: fc.nat(2),
          type: fc.constant('note.create'),
          data: fc.record({ title: fc.constantFrom('a', 'b') }),
        }),
        fc.record({
          note: fc.nat(2),
          type: fc.constant('note.edit'),
          data: fc.record({ baseRevision: fc.integer({ min: 1, max: 3 }), body: fc.constantFrom('x', 'y') }),
        }),
        fc.record({
          note: fc.nat(2),
          type: fc.constant('note.place'),
          data: fc.record({ color: fc.constantFrom('red', 'blue') }),
        }),
        fc.record({
          note: fc.nat(2),
          type: fc.constantFrom('note.trash', 'note.restore', 'note.delete'),
          data: fc.constant({}),
        }),
      ),
      { minLength: 1, maxLength: 12 },
    );
    const single: Record<string, string> = {
      'note.create': 'POST /notes', 'note.edit': 'PATCH /notes/ID', 'note.place': 'PATCH /notes/ID/placement',
      'note.trash': 'POST /notes/ID/trash', 'note.restore': 'POST /notes/ID/restore', 'note.delete': 'DELETE /notes/ID',
    }; // prettier-ignore
    await fc.assert(
      fc.asyncProperty(steps, async plan => {
        const [one, other] = [await app.person(), await app.person()];
        const [ids, otherIds] = [
          [newId(), newId(), newId()],
          [newId(), newId(), newId()],
        ] as const;
        const results = await send(
          plan.map(({ note, type, data }) => operation(type, ids[note] ?? '', data)),
          one,
        );
        const failed = new Set<number>();
        for (const [index, { note, type, data }] of plan.entries()) {
          if (failed.has(note)) {
            expect(results[index].status).toBe(424);
            continue;
          }
          const id = otherIds[note] ?? '';
          const body =
            type === 'note.create' ? { ...data, id } : type === 'note.edit' || type === 'note.place' ? data : undefined;
          const reply = await other.call((single[type] ?? '').replace('ID', id), body);
          expect(results[index].status).toBe(reply.status);
          if (reply.status >= 400) failed.add(note);
        }
        const stateOf = async (person: Person, id: string | undefined) => {
          const { status, json } = await person.call(`GET /notes/${id}`);
          if (status !== 200) return status;
          return [json.title, json.body, json.revision, json.trashedAt === null, json.placement.color];
        };
        for (const index of [0, 1, 2]) {
          expect(await stateOf(one, ids[index])).toEqual(await stateOf(other, otherIds[index]));
        }
      }),
      { numRuns: 25 },
    );
  });
});
