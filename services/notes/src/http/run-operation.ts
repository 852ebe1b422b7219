/** One operation of a batch: the same use case as its single route, with `data` checked by the same schema. */
import { batchOperationData, type BatchOperationType } from '@keep/contracts/notes-http';
import type { Actor } from '@keep/service-kit/actor';
import { parseBody } from '@keep/service-kit/parse-input';
import type { z } from 'zod';
import type { Label } from '../domain/label.ts';
import { assertNoFaults } from '../domain/note-errors.ts';
import type { NoteView, RememberedAnswer } from '../ports.ts';
import type { EditedNote } from '../use-cases/edit-note.ts';
import type { Remember } from '../use-cases/handle-once.ts';
import type { UseCases } from '../use-cases/use-cases.ts';
import { labelBody } from './present-label.ts';
import { noteText } from './present-note.ts';

/** `text` is the member of the result beside its status: `"note":{…}`, with its `"merge":{…}`, or `"label":{…}`. */
export type Effect = RememberedAnswer;

type Call<Data> = { actor: Actor; id: string; data: Data; remember: Remember<Effect> };
type Runners = {
  [Type in BatchOperationType]: (call: Call<z.output<(typeof batchOperationData)[Type]>>) => Promise<Effect>;
};

export type RunOperation = (type: BatchOperationType, call: Call<Record<string, unknown>>) => Promise<Effect>;

export function makeRunOperation(useCases: UseCases): RunOperation {
  const runners: Runners = {
    'note.create': async ({ actor, id, data, remember }) => {
      assertSameId(id, data.id);
      const added = await useCases.createNote(actor, { ...data, id }, as(remember, newNoteEffect));
      return newNoteEffect(added);
    },
    'note.edit': async ({ actor, id, data, remember }) =>
      editedNoteEffect(await useCases.editNote(actor, id, data, as(remember, editedNoteEffect))),
    'note.place': async ({ actor, id, data, remember }) =>
      noteEffect(await useCases.placeNote(actor, id, data, as(remember, noteEffect))),
    'note.trash': async ({ actor, id, remember }) =>
      noteEffect(await useCases.trashNote(actor, id, as(remember, noteEffect))),
    'note.restore': async ({ actor, id, remember }) =>
      noteEffect(await useCases.restoreNote(actor, id, as(remember, noteEffect))),
    'note.delete': async ({ actor, id, remember }) => {
      await useCases.deleteNote(actor, id, as(remember, deleted));
      return deleted();
    },
    'label.create': async ({ actor, id, data, remember }) => {
      assertSameId(id, data.id);
      return newLabelEffect(await useCases.createLabel(actor, { ...data, id }, as(remember, newLabelEffect)));
    },
    'label.rename': async ({ actor, id, data, remember }) =>
      labelEffect(await useCases.renameLabel(actor, id, data.name, as(remember, labelEffect))),
    'label.delete': async ({ actor, id, remember }) => {
      await useCases.deleteLabel(actor, id, as(remember, deleted));
      return deleted();
    },
  };

  function run<Type extends BatchOperationType>(type: Type, call: Call<Record<string, unknown>>): Promise<Effect> {
    // The compiler does not see that the schema of a type parses to that type's data.
    const data = parseBody(batchOperationData[type], call.data) as z.output<(typeof batchOperationData)[Type]>;
    return runners[type]({ ...call, data });
  }
  return run;
}

/** Remembers a use case's result as the effect that it is in a batch. */
function as<Result>(remember: Remember<Effect>, toEffect: (result: Result) => Effect): Remember<Result> {
  return (result, noteId) => remember(toEffect(result), noteId);
}

function noteEffect(view: NoteView, status = 200): Effect {
  return { status, text: `"note":${noteText(view)}` };
}

function editedNoteEffect({ view, merge }: EditedNote): Effect {
  return { status: 200, text: `"note":${noteText(view)},"merge":${JSON.stringify(merge)}` };
}

function newNoteEffect({ view, isNew }: { view: NoteView; isNew: boolean }): Effect {
  return noteEffect(view, isNew ? 201 : 200);
}

function labelEffect(label: Label, status = 200): Effect {
  return { status, text: `"label":${JSON.stringify(labelBody(label))}` };
}

function newLabelEffect({ label, isNew }: { label: Label; isNew: boolean }): Effect {
  return labelEffect(label, isNew ? 201 : 200);
}

function deleted(): Effect {
  return { status: 204 };
}

/** The operation names the object; `data` may name it too, but not another. */
function assertSameId(id: string, dataId: string | undefined): void {
  if (dataId !== undefined && dataId !== id) {
    assertNoFaults([{ pointer: '/id', detail: 'is not the id of the operation' }]);
  }
}
