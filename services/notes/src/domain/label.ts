/** A label: a person's own name for a set of notes. */

/** `version` is raised by every change. */
export type Label = {
  id: string;
  name: string;
  createdAt: string;
  updatedAt: string;
  version: number;
  /** The import that made the label, as long as no person has renamed it since. */
  importId: string | null;
};
