/** Everything that notes can do, made from its store. */
import type { Clock } from '@keep/service-kit/clock';
import type { Store } from '../ports.ts';
import { makeChangeNote } from './change-note.ts';
import { makeCreateNote } from './create-note.ts';
import { makeEditNote } from './edit-note.ts';

export function makeUseCases(store: Store, clock: Clock) {
  const dependencies = { ...store, clock };
  const changeNote = makeChangeNote(dependencies);
  return {
    createNote: makeCreateNote(dependencies),
    editNote: makeEditNote({ changeNote }),
  };
}

export type UseCases = ReturnType<typeof makeUseCases>;
