/** The remote Keep as an importing client sees it: labels, the batch route and imports, in memory, strict on the contract. */
import { labelKey } from '@keep/contracts/label-key';
import { batch, batchOperationData, type CreateNoteBody } from '@keep/contracts/notes-http';
import { problemTitles, type Problem, type ProblemCode } from '@keep/contracts/problem';

type StoredNote = CreateNoteBody & { id: string; isTrashed: boolean; isEdited: boolean };
type StandInOperation = { opId: string; type: string; id: string; data: Record<string, unknown> };
type StandInResult = { opId: string; status: number; problem?: Problem };

/** One account's notes and labels; tests look into them and change them as another client would. */
export type KeepStandIn = {
  notes: Map<string, StoredNote>;
  labels: Map<string, { id: string; name: string }>;
  /** How many batches were answered. */
  batches: number;
  /** Throws a ZodError when the request breaks the contract. */
  batch(operations: readonly StandInOperation[]): StandInResult[];
  undo(importId: string): { removed: number; kept: { id: string; title: string }[] } | null;
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
    undo(importId) {
      const notes = [...standIn.notes.values()].filter(note => note.importId === importId);
      if (notes.length === 0) return null;
      const kept = notes.filter(note => note.isEdited);
      for (const note of notes) if (!note.isEdited) standIn.notes.delete(note.id);
      return { removed: notes.length - kept.length, kept: kept.map(({ id, title }) => ({ id, title })) };
    },
  };

  function apply({ type, id, data }: Omit<StandInOperation, 'opId'>): Omit<StandInResult, 'opId'> {
    if (type === 'note.create') return createNote(id, batchOperationData[type].safeParse(data));
    if (type === 'label.create') return createLabel(id, batchOperationData[type].parse(data).name);
    return refused(404, 'not-found');
  }

  function createNote(id: string, read: ReturnType<(typeof batchOperationData)['note.create']['safeParse']>) {
    if (!read.success) return refused(422, 'invalid-body', read.error.message);
    const body = read.data;
    if (body.placement.labelIds.some(labelId => !standIn.labels.has(labelId))) return refused(422, 'invalid-body');
    const existing = standIn.notes.get(id);
    if (existing) return contentOf(existing) === contentOf(body) ? { status: 200 } : refused(409, 'id-taken');
    standIn.notes.set(id, { ...body, id, isTrashed: body.trashed, isEdited: false });
    return { status: 201 };
  }

  function createLabel(id: string, name: string) {
    const sameName = [...standIn.labels.values()].find(label => labelKey(label.name) === labelKey(name));
    if (sameName?.id === id) return { status: 200 };
    if (sameName) return refused(409, 'label-name-taken');
    if (standIn.labels.has(id)) return refused(409, 'id-taken');
    standIn.labels.set(id, { id, name });
    return { status: 201 };
  }

  return standIn;
}

function contentOf({ kind, title, body, items }: CreateNoteBody): string {
  return JSON.stringify([kind, title, body, items.map(({ text, checked }) => [text, checked])]);
}

function refused(status: number, code: ProblemCode, detail: string = code) {
  return { status, problem: { type: `urn:keep:problem:${code}`, title: problemTitles[code], status, code, detail } };
}
