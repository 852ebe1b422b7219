import { makeKeepStandIn, type KeepStandIn } from '@keep/testing/keep-stand-in';
import { makeStoredZip, makeZip } from '@keep/testing/make-zip';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Archive } from './archive.ts';
import { RequestFailed, type ImportClient } from './import-client.ts';
import { importNotes, type ImportRequest } from './import-notes.ts';
import type { ImportSummary } from './import-summary.ts';
import { zipArchive } from './zip-archive.ts';

const userId = '0192b3a0-0000-7000-8000-000000000001';
const edited = 1_690_864_183_842_000;

const json = (fields: Record<string, unknown>) =>
  JSON.stringify({ isTrashed: false, isArchived: false, userEditedTimestampUsec: edited, ...fields });

async function takeout(entries: Record<string, string>, name = 'takeout.zip'): Promise<Archive> {
  return zipArchive(name, await makeZip(Object.entries(entries)));
}

function clientOf(keep: KeepStandIn): ImportClient {
  return {
    listLabels: async () => [...keep.labels.values()],
    listNotes: async cursor => keep.page(cursor),
    readRevision: async noteId => {
      const note = keep.notes.get(noteId);
      if (!note) throw new RequestFailed('There is no such note.', 404);
      return note.first;
    },
    batch: async operations => keep.batch(operations),
  };
}

type Options = Partial<ImportRequest> & { client?: ImportClient; waits?: number[] };

async function importInto(keep: KeepStandIn, archives: Archive[], options: Options = {}): Promise<ImportSummary> {
  const { client = clientOf(keep), waits = [], ...request } = options;
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  const importId = crypto.randomUUID();
  const deps = { client, wait, now: () => Date.now() };
  const events = importNotes(deps, { archives, userId, importId, includeTrashed: false, update: false, ...request });
  for await (const event of events) if (event.type === 'finished') return event.summary;
  throw new Error('the import did not finish');
}

const titles = (keep: KeepStandIn) => [...keep.notes.values()].map(note => note.title).toSorted();

describe('a server that refuses', () => {
  const oneNote = () => takeout({ 'a.json': json({ title: 'a' }) });

  it('stops the import when the session has ended', async () => {
    const keep = makeKeepStandIn();
    const batch = () => Promise.reject(new RequestFailed('The session has ended.', 401));
    const summary = await importInto(keep, [await oneNote()], { client: { ...clientOf(keep), batch } });
    expect(summary).toMatchObject({ stopped: 'The session has ended.', imported: 0, found: 1 });
  });

  it('stops the import when it stays away, after a bounded number of attempts', async () => {
    const keep = makeKeepStandIn();
    const waits: number[] = [];
    const listLabels = () => Promise.reject(new RequestFailed('No answer.', null));
    const summary = await importInto(keep, [await oneNote()], { client: { ...clientOf(keep), listLabels }, waits });
    expect(summary.stopped).toBe('No answer.');
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000]);
  });

  it('is asked again as late as it wishes when it is busy', async () => {
    const keep = makeKeepStandIn();
    const waits: number[] = [];
    const refusals = [new RequestFailed('Busy.', 503, 3_000), new RequestFailed('Too many.', 429, 7_000)];
    const batch: ImportClient['batch'] = async operations => {
      const refusal = refusals.shift();
      if (refusal) throw refusal;
      return keep.batch(operations);
    };
    const summary = await importInto(keep, [await oneNote()], { client: { ...clientOf(keep), batch }, waits });
    expect(summary).toMatchObject({ stopped: null, imported: 1 });
    expect(waits).toEqual([3_000, 7_000]);
  });

  it('has each trashed note in the trash, wherever the import ends', async () => {
    const keep = makeKeepStandIn();
    const batch: ImportClient['batch'] = async operations => {
      keep.batch(operations);
      throw new RequestFailed('The session has ended.', 401);
    };
    const archive = await takeout({ 'a.json': json({ title: 'a', isTrashed: true }) });
    const options = { client: { ...clientOf(keep), batch }, includeTrashed: true };
    expect((await importInto(keep, [archive], options)).stopped).toBe('The session has ended.');
    expect([...keep.notes.values()]).toMatchObject([{ title: 'a', isTrashed: true }]);
  });

  it('does not do twice what it did before its answer was lost', async () => {
    const keep = makeKeepStandIn();
    let isFirst = true;
    const batch: ImportClient['batch'] = async operations => {
      const results = keep.batch(operations);
      if (!isFirst) return results;
      isFirst = false;
      throw new RequestFailed('No answer.', null);
    };
    const summary = await importInto(keep, [await oneNote()], { client: { ...clientOf(keep), batch } });
    expect(summary).toMatchObject({ imported: 1, alreadyThere: 0 });
    expect(titles(keep)).toEqual(['a']);
  });

  it('is asked again for single operations that it was too busy for', async () => {
    const keep = makeKeepStandIn();
    let refusals = 2;
    const batch: ImportClient['batch'] = async operations =>
      operations.flatMap((operation, index) => {
        const isRefused = index === 0 && refusals-- > 0;
        return isRefused ? [{ opId: operation.opId, status: 503 }] : keep.batch([operation]);
      });
    const archive = await takeout({ 'a.json': json({ title: 'a' }), 'b.json': json({ title: 'b' }) });
    const summary = await importInto(keep, [archive], { client: { ...clientOf(keep), batch } });
    expect(summary).toMatchObject({ imported: 2, failed: [] });
  });

  it('fails the notes of a request that it does not take, and the others go in', async () => {
    const keep = makeKeepStandIn();
    const batch: ImportClient['batch'] = async operations => {
      if (keep.batches++ === 0) throw new RequestFailed('The body is too large.', 413);
      return keep.batch(operations);
    };
    const entries = Array.from({ length: 130 }, (_, index) => [`${index}.json`, json({ title: `${index}` })] as const);
    const archive = await takeout(Object.fromEntries(entries));
    const summary = await importInto(keep, [archive], { client: { ...clientOf(keep), batch } });
    expect(summary).toMatchObject({ found: 130, imported: 30, failedNotes: 100 });
    expect(summary.failed[0]?.reason).toBe('was not taken: The body is too large.');
  });
});

describe('what cannot be imported', () => {
  it('gets a line of its own each, while the rest goes in', async () => {
    const keep = makeKeepStandIn();
    const archive = await takeout({
      'cut.json': '{"title": "a" "textContent": "b"}',
      'wrong.json': json({ textContent: 5, labels: [{ nam: 'x' }] }),
      'items.json': json({ listContent: [{ text: 'a' }, { text: [] }, null] }),
      'large.json': json({ textContent: 'x'.repeat(100_001) }),
      'good.json': json({ title: 'good' }),
    });
    const { failed, ...summary } = await importInto(keep, [archive]);
    expect(summary).toMatchObject({ found: 2, imported: 1, failedNotes: 1 });
    expect(failed).toEqual([
      { path: 'cut.json', reason: expect.stringContaining('is not valid JSON') },
      { path: 'wrong.json', reason: 'has no readable text: textContent is not what it should be' },
      {
        path: 'items.json',
        reason:
          'has no readable text: listContent.1.text is not what it should be, listContent.2 is not what it should be',
      },
      { path: 'large.json', reason: 'is too large: its text has 100,001 characters, a note may have 100,000' },
    ]);
  });

  it('may be a whole zip among several', async () => {
    const keep = makeKeepStandIn();
    const archives = [zipArchive('1.zip', new Blob(['no zip'])), await takeout({ 'a.json': json({}) }, '2.zip')];
    const summary = await importInto(keep, archives);
    expect(summary.imported).toBe(1);
    expect(summary.failed).toEqual([{ path: '1.zip', reason: 'is not a zip, or a damaged one' }]);
  });
});

describe('a note with a field that is odd', () => {
  const imported = async (fields: Record<string, unknown>) => {
    const keep = makeKeepStandIn();
    const { failed, remarks } = await importInto(keep, [await takeout({ 'a.json': json(fields) })]);
    expect(failed).toEqual([]);
    return { note: [...keep.notes.values()][0], remarks: remarks.map(({ remark }) => remark) };
  };

  it('comes in with the default of that field, and a remark', async () => {
    const { note, remarks } = await imported({
      title: null,
      textContent: 'text',
      color: null,
      isPinned: 'yes',
      createdTimestampUsec: -1,
      labels: [{ name: 'kept' }, { nam: 'lost' }, null],
      attachments: 'none',
    });
    expect(note).toMatchObject({ title: '', body: 'text', placement: { color: 'default', pinned: false } });
    expect(note?.placement.labelIds).toHaveLength(1);
    expect(remarks).toEqual([
      'has fields that cannot be read and were left out: title, color, isPinned, createdTimestampUsec, labels.1.name, labels.2, attachments',
    ]);
  });

  it('comes in without its times', async () => {
    const { note, remarks } = await imported({ textContent: 'text', userEditedTimestampUsec: undefined });
    expect(note).toMatchObject({ body: 'text' });
    expect(remarks).toEqual(['has no times: it has the time of this import']);
  });

  it('keeps its items, whatever stands beside their text', async () => {
    const listContent = [
      { text: 'a', isChecked: 'true' },
      { text: null, textHtml: '<p>b</p>' },
      { text: 'c', textHtml: 5 },
    ];
    const { note, remarks } = await imported({ textContent: null, listContent });
    expect(note?.items.map(({ text, checked }) => [text, checked])).toEqual([
      ['a', false],
      ['b', false],
      ['c', false],
    ]);
    expect(remarks).toEqual([
      'has fields that cannot be read and were left out: listContent.0.isChecked, listContent.2.textHtml',
    ]);
  });
});

describe('an export', () => {
  it('is found by its content in folders of any language, and what stands beside the notes is passed over', async () => {
    const keep = makeKeepStandIn();
    const archive = await takeout({
      'Takeout/Google Notizen/Einkauf.json': json({ title: 'Einkauf', textContent: 'Milch' }),
      'Takeout/Google Notizen/Einkauf.html': '<html>{"textContent": ""}',
      'Takeout/Google Notizen/Labels.txt': 'Haus',
      'Takeout/Google Notizen/1690.png': 'PNG',
      'Takeout/Google Fotos/metadata.json': '{"title": "a photo"}',
      'Takeout/list.json': '[1, 2]',
      'Takeout/none.json': 'null',
      '__MACOSX/Takeout/._Einkauf.json': '\0binary',
      '__MACOSX/Takeout/Einkauf.json': '\0binary',
      '__MACOSX/Takeout/inner.zip': '\0binary',
      'Takeout/._inner.zip': '\0binary',
    });
    const summary = await importInto(keep, [archive]);
    expect(summary).toMatchObject({ found: 1, imported: 1, failed: [], remarks: [], nestedArchives: [] });
    expect(titles(keep)).toEqual(['Einkauf']);
  });

  it('may come in several zips, and is then one import', async () => {
    const keep = makeKeepStandIn();
    const first = await takeout({ 'a.json': json({ title: 'a' }), 'x.json': '{' }, 'takeout-001.zip');
    const second = await takeout({ 'a.json': json({ title: 'a' }), 'b.json': json({ title: 'b' }) }, 'takeout-002.zip');
    const summary = await importInto(keep, [first, second]);
    expect(summary).toMatchObject({ found: 3, imported: 2, repeated: 1, alreadyThere: 0 });
    expect(summary.failed.map(({ path }) => path)).toEqual(['takeout-001.zip: x.json']);
    expect(keep.undo(summary.importId)).toEqual({ removed: 2, removedLabels: 0, kept: [] });
  });

  it('names its attachments and the archives in it, that are not opened', async () => {
    const keep = makeKeepStandIn();
    const attachments = [
      { filePath: 'a.png', mimetype: 'image/png' },
      { filePath: 'b.3gp', mimetype: 'audio/3gp' },
    ];
    const archive = await takeout({
      'a.json': json({ attachments }),
      'inner.zip': 'PK',
      'b.json': json({ title: 'b' }),
    });
    const summary = await importInto(keep, [archive]);
    expect(summary.attachments).toEqual([{ path: 'a.json', names: ['a.png', 'b.3gp'] }]);
    expect(summary.nestedArchives).toEqual(['inner.zip']);
  });

  it('leaves its trashed notes out unless they are asked for, and then puts them into the trash', async () => {
    const keep = makeKeepStandIn();
    const archive = await takeout({ 'a.json': json({ title: 'a', isTrashed: true }), 'b.json': json({ title: 'b' }) });
    expect(await importInto(keep, [archive])).toMatchObject({ imported: 1, skippedTrashed: 1 });
    expect(titles(keep)).toEqual(['b']);
    expect(await importInto(keep, [archive], { includeTrashed: true })).toMatchObject({
      imported: 1,
      skippedTrashed: 0,
    });
    expect([...keep.notes.values()].map(note => [note.title, note.isTrashed])).toEqual([
      ['b', false],
      ['a', true],
    ]);
  });
});

describe('a second import', () => {
  it('adds nothing, for any notes', async () => {
    const anyNote = fc.record({
      title: fc.string(),
      textContent: fc.string(),
      isTrashed: fc.boolean(),
      labels: fc.array(fc.record({ name: fc.constantFrom('a', 'A', 'b', 'ß') })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyNote, { maxLength: 12 }), async notes => {
        const keep = makeKeepStandIn();
        const archive = await takeout(Object.fromEntries(notes.map((note, index) => [`${index}.json`, json(note)])));
        const first = await importInto(keep, [archive]);
        const before = structuredClone([...keep.notes.values()]);
        const second = await importInto(keep, [archive]);
        expect(second).toMatchObject({ imported: 0, alreadyThere: first.imported, changedSince: 0, failed: [] });
        expect([...keep.notes.values()]).toEqual(before);
        for (const summary of [first, second]) {
          const { imported, alreadyThere, repeated, skippedTrashed, failedNotes } = summary;
          expect(imported + alreadyThere + repeated + skippedTrashed + failedNotes).toBe(notes.length);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('leaves what was edited or restored since, and makes anew what was deleted', async () => {
    const keep = makeKeepStandIn();
    const notes = {
      'a.json': json({ title: 'a' }),
      'b.json': json({ title: 'b' }),
      'c.json': json({ title: 'c', isTrashed: true }),
    };
    const archive = await takeout(notes);
    await importInto(keep, [archive], { includeTrashed: true });
    const named = (title: string) => [...keep.notes.values()].filter(note => note.title === title);
    for (const note of named('a')) Object.assign(note, { body: 'mine', revision: 2 });
    for (const note of named('b')) keep.notes.delete(note.id);
    for (const note of named('c')) note.isTrashed = false;
    const summary = await importInto(keep, [archive], { includeTrashed: true });
    expect(summary).toMatchObject({ imported: 1, alreadyThere: 2, changedSince: 1, failed: [] });
    expect(named('a')).toMatchObject([{ body: 'mine' }]);
    expect(named('b')).toMatchObject([{ isTrashed: false }]);
    expect(named('c')).toMatchObject([{ isTrashed: false }]);
  });
});

describe('a later export', () => {
  const created = (day: number) => Date.UTC(2023, 0, day) * 1_000;
  const noteOf = (fields: Record<string, unknown>, day = 1) => json({ createdTimestampUsec: created(day), ...fields });
  const bodies = (keep: KeepStandIn) => [...keep.notes.values()].map(({ body }) => body).toSorted();
  const labelNames = (keep: KeepStandIn) => [...keep.labels.values()].map(({ name }) => name);

  async function importedFirst(...notes: string[]): Promise<KeepStandIn> {
    const keep = makeKeepStandIn();
    await importInto(keep, [await takeout(Object.fromEntries(notes.map((note, index) => [`${index}.json`, note])))]);
    return keep;
  }

  it('adds no second note for a note that was edited since, and no label for it, but names it', async () => {
    const keep = await importedFirst(noteOf({ textContent: 'milk' }), noteOf({ textContent: 'tea' }, 2));
    const edited = noteOf({ textContent: 'milk and eggs', labels: [{ name: 'new' }] });
    const archive = await takeout({ 'a.json': edited, 'b.json': noteOf({ textContent: 'tea' }, 2) });
    const summary = await importInto(keep, [archive]);
    expect(summary).toMatchObject({ found: 2, imported: 0, alreadyThere: 1, newer: ['a.json'], labelsCreated: [] });
    expect(bodies(keep)).toEqual(['milk', 'tea']);
    expect(labelNames(keep)).toEqual([]);
  });

  it('brings other notes of one created time in, whatever their order', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map(textContent => noteOf({ textContent })) as [string, string, string];
    for (const entries of [
      [b, a],
      [a, b],
      [b, c, a],
      [b, c],
    ]) {
      const keep = await importedFirst(a);
      const archive = await takeout(Object.fromEntries(entries.map((note, index) => [`${index}.json`, note])));
      const { newer, imported } = await importInto(keep, [archive]);
      expect({ newer, imported }).toEqual({ newer: [], imported: entries.filter(note => note !== a).length });
    }
  });

  it('is merged into the notes that are there when that is asked for, and then adds nothing again', async () => {
    const keep = await importedFirst(noteOf({ title: 'Shopping', textContent: 'milk\neggs' }));
    const fields = { title: 'Shopping', textContent: 'milk\neggs\nbread', labels: [{ name: 'new' }] };
    const archive = await takeout({ 'a.json': noteOf(fields) });
    const [note] = keep.notes.values();
    Object.assign(note ?? {}, { body: 'oat milk\neggs', revision: 2 });
    const summary = await importInto(keep, [archive], { update: true });
    expect(summary).toMatchObject({ found: 1, imported: 0, updated: 1, newer: [], failed: [], labelsCreated: ['new'] });
    expect(summary.remarks).toEqual([
      { path: 'a.json', remark: 'was edited here too: both edits are merged, see its history' },
    ]);
    expect(bodies(keep)).toEqual(['oat milk\neggs\nbread']);
    expect(note?.placement.labelIds).toEqual([...keep.labels.keys()]);
    Object.assign(note ?? {}, { body: 'milk\neggs\nbread' });
    const again = await importInto(keep, [archive], { update: true });
    expect(again).toMatchObject({ updated: 0, alreadyThere: 1, newer: [] });
    expect(keep.undo(summary.importId)).toBeNull();
  });

  it('keeps the items of a list that are still there, in the order of the export', async () => {
    const list = (...texts: string[]) =>
      noteOf({ listContent: texts.map(text => ({ text, isChecked: text === 'c' })) });
    const anyList = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(anyList, anyList, async (before, after) => {
        const keep = await importedFirst(list(...before));
        const [note] = keep.notes.values();
        const ids = new Map(note?.items.map(({ text, id }) => [text, id]));
        await importInto(keep, [await takeout({ 'a.json': list(...after) })], { update: true });
        expect(note?.items.map(({ text, checked }) => [text, checked])).toEqual(
          after.map(text => [text, text === 'c']),
        );
        for (const { text, id } of note?.items ?? []) if (ids.has(text)) expect(id).toBe(ids.get(text));
      }),
      { numRuns: 50 },
    );
  });

  it('names a note that cannot be updated, and goes on', async () => {
    const keep = await importedFirst(noteOf({ textContent: 'a' }), noteOf({ textContent: 'b' }, 2));
    for (const note of keep.notes.values()) note.isTrashed = note.body === 'a';
    const archive = await takeout({
      'a.json': noteOf({ textContent: 'a 2' }),
      'b.json': noteOf({ textContent: 'b 2' }, 2),
    });
    const summary = await importInto(keep, [archive], { update: true });
    expect(summary).toMatchObject({ updated: 1, failedNotes: 1 });
    expect(summary.failed).toEqual([{ path: 'a.json', reason: 'was not updated: in-trash' }]);
    expect(bodies(keep)).toEqual(['a', 'b 2']);
  });

  it('that cannot be read a second time names what it did not bring in', async () => {
    const keep = await importedFirst(noteOf({ textContent: 'a' }));
    const whole = await takeout({ 'a.json': noteOf({ textContent: 'a 2' }) });
    let readings = 0;
    const archive: Archive = {
      name: whole.name,
      entries: () => (readings++ === 0 ? whole.entries() : zipArchive('gone', new Blob([])).entries()),
    };
    const summary = await importInto(keep, [archive], { update: true });
    expect(summary).toMatchObject({ found: 1, updated: 0, failedNotes: 1 });
    expect(summary.failed).toEqual([{ path: 'a.json', reason: 'could not be read a second time' }]);
  });
});

describe('labels', () => {
  const labelled = () => takeout({ 'a.json': json({ labels: [{ name: 'Work' }, { name: 'Home' }] }) });
  const labelNames = (keep: KeepStandIn) => [...keep.labels.values()].map(({ name }) => name);

  it('are made where they are missing, and those that exist in any case are used', async () => {
    const keep = makeKeepStandIn();
    keep.labels.set(userId, { id: userId, name: 'wORK' });
    const summary = await importInto(keep, [await labelled()]);
    expect(summary.labelsCreated).toEqual(['Home']);
    expect(labelNames(keep)).toEqual(['wORK', 'Home']);
    expect([...keep.notes.values()][0]?.placement.labelIds).toEqual([...keep.labels.keys()]);
  });

  it('are used however their names are composed, as the server sees them', async () => {
    const keep = makeKeepStandIn();
    keep.labels.set(userId, { id: userId, name: 'Caf\u00E9' });
    const archive = await takeout({ 'a.json': json({ labels: [{ name: 'CAFE\u0301' }, { name: 'Cafe\u0301' }] }) });
    expect(await importInto(keep, [archive])).toMatchObject({ imported: 1, labelsCreated: [], remarks: [] });
    expect([...keep.notes.values()][0]?.placement.labelIds).toEqual([userId]);
  });

  it('that someone makes in the meantime are found', async () => {
    const keep = makeKeepStandIn();
    let isFirst = true;
    const listLabels = async () => {
      const labels = [...keep.labels.values()];
      if (isFirst) keep.labels.set(userId, { id: userId, name: 'WORK' });
      isFirst = false;
      return labels;
    };
    const summary = await importInto(keep, [await labelled()], { client: { ...clientOf(keep), listLabels } });
    expect(summary).toMatchObject({ imported: 1, labelsCreated: ['Home'], remarks: [] });
    expect([...keep.notes.values()][0]?.placement.labelIds).toContain(userId);
  });

  it('that were renamed since the last import are not made again', async () => {
    const keep = makeKeepStandIn();
    await importInto(keep, [await labelled()]);
    for (const label of keep.labels.values()) label.name = `${label.name} (old)`;
    const grown = await takeout({ 'b.json': json({ title: 'b', labels: [{ name: 'Work' }, { name: 'Home' }] }) });
    const summary = await importInto(keep, [await labelled(), grown]);
    expect(summary).toMatchObject({ imported: 1, alreadyThere: 1, labelsCreated: [], remarks: [] });
    expect([...keep.notes.values()].map(note => note.placement.labelIds)).toEqual([
      [...keep.labels.keys()],
      [...keep.labels.keys()],
    ]);
    expect(labelNames(keep)).toEqual(['Work (old)', 'Home (old)']);
  });

  it('that no note carries in the end are deleted again', async () => {
    const keep = makeKeepStandIn();
    const batch: ImportClient['batch'] = async operations =>
      operations.map(operation =>
        operation.type === 'note.create' && operation.data.title === 'refused'
          ? { opId: operation.opId, status: 422 }
          : (keep.batch([operation])[0] ?? { opId: operation.opId, status: 0 }),
      );
    const archive = await takeout({
      'a.json': json({ title: 'refused', labels: [{ name: 'unused' }, { name: 'used' }] }),
      'b.json': json({ title: 'taken', labels: [{ name: 'used' }] }),
    });
    const summary = await importInto(keep, [archive], { client: { ...clientOf(keep), batch } });
    expect(summary).toMatchObject({ imported: 1, failedNotes: 1, labelsCreated: ['used'] });
    expect(labelNames(keep)).toEqual(['used']);
    expect(keep.undo(summary.importId)).toEqual({ removed: 1, removedLabels: 1, kept: [] });
    expect(labelNames(keep)).toEqual([]);
  });

  it('that cannot be made leave the note without them, and say so', async () => {
    const keep = makeKeepStandIn();
    const batch: ImportClient['batch'] = async operations => {
      if (operations[0]?.type !== 'label.create') return keep.batch(operations);
      const problem = { type: 'urn:x', title: 'x', status: 409, code: 'too-many-labels', detail: 'There are 500.' };
      return operations.map(({ opId }) => ({ opId, status: 409, problem }));
    };
    const summary = await importInto(keep, [await labelled()], { client: { ...clientOf(keep), batch } });
    expect(summary.imported).toBe(1);
    expect(summary.remarks).toEqual([
      { path: 'a.json', remark: 'is without its label Work: There are 500.' },
      { path: 'a.json', remark: 'is without its label Home: There are 500.' },
    ]);
  });
});

describe('a large export', () => {
  it('of 10,000 notes is never held in memory: at most a batch and a note are read ahead', async () => {
    const keep = makeKeepStandIn();
    const textContent = 'some words '.repeat(200);
    const entries = Array.from(
      { length: 10_000 },
      (_, index) => [`Takeout/Keep/${index}.json`, json({ title: `${index}`, textContent })] as const,
    );
    const zip = zipArchive('a.zip', makeStoredZip(entries));
    let opened = 0;
    let mostAhead = 0;
    const counted: Archive = {
      name: zip.name,
      async *entries() {
        for await (const entry of zip.entries()) {
          opened += 1;
          mostAhead = Math.max(mostAhead, opened - keep.notes.size);
          yield entry;
        }
      },
    };
    const summary = await importInto(keep, [counted]);
    expect(summary).toMatchObject({ found: 10_000, imported: 10_000, failed: [] });
    expect(keep.batches).toBe(100);
    expect(mostAhead).toBeLessThanOrEqual(101);
  }, 60_000);

  it('is sent in batches of less than 4 MiB', async () => {
    const keep = makeKeepStandIn();
    const sizes: number[] = [];
    const batch: ImportClient['batch'] = async operations => {
      sizes.push(Buffer.byteLength(JSON.stringify({ operations })));
      return keep.batch(operations);
    };
    const textContent = '€'.repeat(80_000);
    const entries = Array.from({ length: 40 }, (_, index) => [
      `${index}.json`,
      json({ title: `${index}`, textContent }),
    ]);
    const archive = await takeout(Object.fromEntries(entries));
    const summary = await importInto(keep, [archive], { client: { ...clientOf(keep), batch } });
    expect(summary.imported).toBe(40);
    expect(Math.max(...sizes)).toBeLessThan(3.6 * 1024 * 1024);
    expect(sizes.length).toBeLessThan(5);
  });
});
