/** One operation of a batch: the same use case as its single route, with `data` checked by the same schema. */
import { batchOperationData, type BatchOperationType } from '@keep/contracts/notes-http';
import type { Actor } from '@keep/service-kit/actor';
import { parseBody } from '@keep/service-kit/parse-input';
import type { z } from 'zod';
import { assertNoFaults } from '../domain/note-errors.ts';
import type { Effect } from '../use-cases/effect.ts';
import type { Remember } from '../use-cases/handle-once.ts';
import type { UseCases } from '../use-cases/use-cases.ts';
import { done, editedNoteEffect, labelEffect, newLabelEffect, newNoteEffect, noteEffect } from './effects.ts';

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
      editedNoteEffect(id)(await useCases.editNote(actor, id, data, as(remember, editedNoteEffect(id)))),
    'note.place': async ({ actor, id, data, remember }) =>
      noteEffect(id)(await useCases.placeNote(actor, id, data, as(remember, noteEffect(id)))),
    'note.trash': async ({ actor, id, remember }) =>
      noteEffect(id)(await useCases.trashNote(actor, id, as(remember, noteEffect(id)))),
    'note.restore': async ({ actor, id, remember }) =>
      noteEffect(id)(await useCases.restoreNote(actor, id, as(remember, noteEffect(id)))),
    'note.delete': async ({ actor, id, remember }) => {
      await useCases.deleteNote(
        actor,
        id,
        as(remember, () => done),
      );
      return done;
    },
    'invitation.accept': async ({ actor, id, remember }) =>
      noteEffect(id)(await useCases.acceptInvitation(actor, id, as(remember, noteEffect(id)))),
    'invitation.decline': async ({ actor, id, remember }) => {
      await useCases.declineInvitation(
        actor,
        id,
        as(remember, () => done),
      );
      return done;
    },
    'label.create': async ({ actor, id, data, remember }) => {
      assertSameId(id, data.id);
      return newLabelEffect(await useCases.createLabel(actor, { ...data, id }, as(remember, newLabelEffect)));
    },
    'label.rename': async ({ actor, id, data, remember }) =>
      labelEffect(await useCases.renameLabel(actor, id, data.name, as(remember, labelEffect))),
    'label.delete': async ({ actor, id, remember }) => {
      await useCases.deleteLabel(
        actor,
        id,
        as(remember, () => done),
      );
      return done;
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
  return result => remember(toEffect(result));
}

/** The operation names the object; `data` may name it too, but not another. */
function assertSameId(id: string, dataId: string | undefined): void {
  if (dataId !== undefined && dataId !== id) {
    assertNoFaults([{ pointer: '/id', detail: 'is not the id of the operation' }]);
  }
}
