/** What the bare handler needs of its engine: the storage work of notes, and nothing that notes does around it. */

export interface BareStore {
  /** The JSON texts of the newest notes of the board. */
  page(limit: number): Promise<string[]>;
  note(id: string): Promise<string | undefined>;
  /** Durable when it resolves, together with its revision, its placement and its event. */
  create(written: BareWriting): Promise<string>;
  edit(id: string, change: { body: string }): Promise<string | undefined>;
}

export type BareWriting = { title: string; body: string };
