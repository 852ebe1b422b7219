/** The effect of a request that was handled before: what it was about is read anew, as far as the actor has it now. */
import type { ImportRepository, LabelRepository, NoteReader, RememberedAnswer } from '../ports.ts';
import type { Effect } from './effect.ts';

type Dependencies = { reader: NoteReader; labels: LabelRepository; imports: ImportRepository };

export function makeRecallEffect({ reader, labels, imports }: Dependencies) {
  return async (userId: string, answer: RememberedAnswer): Promise<Effect> => {
    const { status, noteId, merge, labelId, importId, removed = 0, removedLabels = 0, text } = answer;
    if (noteId !== undefined) {
      const view = await reader.view(userId, noteId);
      return view ? { what: 'note', status, noteId, view, ...(merge && { merge }) } : { what: 'gone', status };
    }
    if (labelId !== undefined) {
      const label = await labels.find(userId, labelId);
      return label ? { what: 'label', status, label } : { what: 'gone', status };
    }
    if (importId !== undefined) {
      const kept = await imports.notes(userId, importId);
      return { what: 'undone import', status, importId, removed, removedLabels, kept };
    }
    return text === undefined ? { what: 'nothing', status } : { what: 'text', status, text };
  };
}

export type RecallEffect = ReturnType<typeof makeRecallEffect>;
