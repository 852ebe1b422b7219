/** The fields of a note that the service sets, and those of placements. A field without an entry does not compile (decision 41). */
import { type Field, fieldNames } from '@keep/note-merge/writing';
import type { NoteContent, Placement } from './note.ts';

/** The service itself sets these, in the use case that owns each. */
type ManagedField = Exclude<keyof NoteContent, Field>;
type FieldRule<Value> = {
  /** Of what was stored before the field was there; the fields of the first version have none. */
  default?: Value & (string | number | boolean | null | readonly never[]);
};

/** `inEvents`: whether the content in an event has it; what others need of the rest, the event names itself. */
export const managedFields: { [F in ManagedField]: FieldRule<NoteContent[F]> & { inEvents: boolean } } = {
  id: { inEvents: false },
  attachments: { inEvents: false },
  ownerId: { inEvents: false },
  members: { inEvents: false },
  revision: { inEvents: true },
  createdAt: { inEvents: true },
  updatedAt: { inEvents: true },
  updatedBy: { inEvents: true },
  trashedAt: { inEvents: true },
  pendingOwner: { inEvents: false, default: null },
  people: { inEvents: false, default: [] },
};

export const placementFields: { [F in keyof Placement]: FieldRule<Placement[F]> } = {
  pinned: {},
  archived: {},
  color: {},
  labelIds: {},
  position: {},
  reminder: {},
  invitation: { default: null },
};

/** What is written, and of the rest what events have. */
export const eventFieldNames: readonly (keyof NoteContent)[] = [
  ...fieldNames,
  ...(Object.keys(managedFields) as ManagedField[]).filter(name => managedFields[name].inEvents),
];
