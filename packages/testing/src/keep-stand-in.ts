/** The remote Keep as an importing client sees it: notes, labels, the batch route and imports, in memory, strict on the contract. */
import { labelKey } from '@keep/contracts/label-key';
import { batch, batchOperationData, type CreateNoteBody } from '@keep/contracts/notes-http';
import { problemTitles, type Problem, type ProblemCode } from '@keep/contracts/problem';
import { merge } from '@keep/note-merge/merge';
import { positionAfter } from '@keep/note-merge/position';
import { type Item, type Writing, writingOf } from '@keep/note-merge/writing';

type StoredNote = Omit<CreateNoteBody, 'items'> & Writing & {
  id: string;
  isTrashed: boolean;
  isEdited: boolean;
  revision: number;
  /** Its first revision. */
  first: Writing;
}; // prettier-ignore
type StandInOperation = { opId: string; type: string; id: string; data: Record<string, unknown> };
type StandInResult = { opId: string; status: number; problem?: Problem };

/** One account's notes and labels; tests look into them and change them as another client would. */
export type KeepStandIn = {
  notes: Map<string, StoredNote>;
  labels: Map<string, { id: string; name: string; importId?: string | undefined }>;
  /** How many batches were answered. */
  batches: number;
  /** Throws a ZodError when the request breaks the contract. */
  batch(operations: readonly StandInOperation[]): StandInResult[];
  /** Two notes a page. */
  page(cursor: string | null): { notes: (StoredNote & { createdAt: string })[]; next: string | null };
  undo(importId: string): { removed: number; removedLabels: number; kept: { id: string; title: string }[] } | null;
};

export function makeKeepStandIn(): KeepStandIn {
  const done = new Map<string, StandInResult>();
  const standIn: KeepStandIn = {
    notes: new Map(),
    labels: new Map(),
    batches: 0,
    batch(operations) {
      standIn.batches += 1;
      return batch.body.parse({ operations }).operations.map(operation => {
        const result = done.get(operation.opId) ?? { opId: operation.opId, ...apply(operation) };
        done.set(operation.opId, result);
        return result;
      });
    },
    page(cursor) {
      const start = Number(cursor ?? 0);
      const notes = [...standIn.notes.values()].slice(start, start + 2);
      const shown = notes.map(note => ({ ...note, createdAt: note.createdAt ?? new Date().toISOString() }));
      return { notes: shown, next: start + 2 < standIn.notes.size ? String(start + 2) : null };
    },
    undo(importId) {
      const notes = [...standIn.notes.values()].filter(note => note.importId === importId);
      if (notes.length === 0) return null;
      const kept = notes.filter(({ isEdited, revision }) => isEdited || revision > 1);
      for (const note of notes) if (!kept.includes(note)) standIn.notes.delete(note.id);
      const labels = [...standIn.labels.values()].filter(label => label.importId === importId && !isCarried(label.id));
      for (const { id } of labels) standIn.labels.delete(id);
      const named = kept.map(({ id, title }) => ({ id, title }));
      return { removed: notes.length - kept.length, removedLabels: labels.length, kept: named };
    },
  };

  function apply({ type, id, data }: Omit<StandInOperation, 'opId'>): Omit<StandInResult, 'opId'> {
    if (type === 'note.create') return createNote(id, batchOperationData[type].safeParse(data));
    if (type === 'note.edit') return editNote(id, batchOperationData[type].parse(data));
    if (type === 'note.place') return placeNote(id, batchOperationData[type].parse(data));
    if (type === 'label.create') return createLabel(id, batchOperationData[type].parse(data));
    if (type === 'label.delete') return standIn.labels.delete(id) ? { status: 204 } : refused(404, 'not-found');
    return refused(404, 'not-found');
  }

  function createNote(id: string, read: ReturnType<(typeof batchOperationData)['note.create']['safeParse']>) {
    if (!read.success) return refused(422, 'invalid-body', read.error.message);
    const body = read.data;
    if (body.placement.labelIds.some(labelId => !standIn.labels.has(labelId))) return refused(422, 'invalid-body');
    const existing = standIn.notes.get(id);
    if (existing) return contentOf(existing) === contentOf(body) ? { status: 200 } : refused(409, 'id-taken');
    const first = { ...writingOf({ ...body, items: [] }), items: placed(body.items) };
    standIn.notes.set(id, { ...body, ...first, id, isTrashed: body.trashed, isEdited: false, revision: 1, first });
    return { status: 201 };
  }

  function editNote(id: string, edit: ReturnType<(typeof batchOperationData)['note.edit']['parse']>) {
    const note = standIn.notes.get(id);
    if (!note) return refused(404, 'not-found');
    if (note.isTrashed) return refused(409, 'in-trash');
    if (edit.baseRevision !== 1) return refused(422, 'invalid-body', 'only the first revision is kept here');
    const { writing } = merge({ base: note.first, current: writingOf(note), edit });
    if (contentOf(writing) !== contentOf(note)) note.revision += 1;
    Object.assign(note, writing);
    return { status: 200 };
  }

  function placeNote(id: string, { addLabelIds = [] }: { addLabelIds?: string[] | undefined }) {
    const note = standIn.notes.get(id);
    if (!note) return refused(404, 'not-found');
    note.placement.labelIds = [...new Set([...note.placement.labelIds, ...addLabelIds])];
    return { status: 200 };
  }

  function createLabel(id: string, { name, importId }: { name: string; importId?: string | undefined }) {
    const sameName = [...standIn.labels.values()].find(label => labelKey(label.name) === labelKey(name));
    if (sameName?.id === id) return { status: 200 };
    if (sameName) return refused(409, 'label-name-taken');
    if (standIn.labels.has(id)) return refused(409, 'id-taken');
    standIn.labels.set(id, { id, name, importId });
    return { status: 201 };
  }

  function isCarried(labelId: string): boolean {
    return [...standIn.notes.values()].some(({ placement }) => placement.labelIds.includes(labelId));
  }

  return standIn;
}

/** With positions in their order. */
function placed(items: CreateNoteBody['items']): Item[] {
  let position: string | undefined;
  return items.map(({ id = crypto.randomUUID(), text, checked, parentId }) => {
    position = positionAfter(position);
    return { id, text, checked, parentId, position };
  });
}

type Content = Pick<CreateNoteBody, 'kind' | 'title' | 'body'> & {
  items: readonly { text: string; checked: boolean }[];
};

function contentOf({ kind, title, body, items }: Content): string {
  return JSON.stringify([kind, title, body, items.map(({ text, checked }) => [text, checked])]);
}

function refused(status: number, code: ProblemCode, detail: string = code) {
  return { status, problem: { type: `urn:keep:problem:${code}`, title: problemTitles[code], status, code, detail } };
}
