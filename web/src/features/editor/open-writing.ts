/**
 * What an opened note shows while several people, tabs and keys write in it: each change goes to the store at once, and
 * what comes back is shown when nothing typed here is still on its way.
 */
import { carriedOver } from '@keep/note-merge/carried-over';
import { isSameWriting, type Writing, writingOf } from '@keep/note-merge/writing';
import type { NoteChanges } from '../../data/note-changes.ts';
import type { NoteStore } from '../../data/note-store.ts';
import { Subscribers } from '../../data/subscribers.ts';
import { UndoSteps } from './undo-steps.ts';

/** `failed`: the device could not store the last change, so the editor must not accept text. */
export type WritingState = 'stored' | 'storing' | 'failed';

export class OpenWriting {
  readonly #noteId: string;
  readonly #store: NoteStore;
  readonly #notes: NoteChanges;
  readonly #undo = new UndoSteps();
  readonly #subscribers = new Subscribers();
  #endSubscription: (() => void) | undefined;
  #shown: Writing;
  #pending = 0;
  #composing = 0;
  #state: WritingState = 'stored';

  /** `first` is the note as it is when it is opened. */
  constructor(noteId: string, first: Writing, store: NoteStore, notes: NoteChanges) {
    this.#noteId = noteId;
    this.#store = store;
    this.#notes = notes;
    this.#shown = writingOf(first);
  }

  readonly subscribe = this.#subscribers.subscribe;
  readonly shown = (): Writing => this.#shown;
  readonly state = (): WritingState => this.#state;
  readonly canUndo = (): boolean => this.#undo.canUndo;
  readonly canRedo = (): boolean => this.#undo.canRedo;

  /** Follows the note from now on. */
  begin(): void {
    this.#endSubscription = this.#store.subscribe(() => this.#catchUp());
    this.#catchUp();
  }

  close(): void {
    this.#endSubscription?.();
  }

  /** The person has made `mine` of what is shown. `group`: changes of one group in a row are undone together. */
  write(mine: Writing, group?: string): void {
    const before = this.#shown;
    if (isSameWriting(before, mine)) return;
    this.#undo.add({ before, after: mine }, group);
    this.#send(mine);
  }

  /** Takes the person's last change back, and nothing that others wrote. */
  undo(): void {
    const step = this.#undo.undo();
    if (step) this.#send(carriedOver(step.after, step.before, this.#shown));
  }

  redo(): void {
    const step = this.#undo.redo();
    if (step) this.#send(carriedOver(step.before, step.after, this.#shown));
  }

  /** While an input method composes a word, nothing else may change the box. */
  beginComposition(): void {
    this.#composing += 1;
  }

  endComposition(): void {
    this.#composing = 0;
    this.#catchUp();
  }

  #send(mine: Writing): void {
    const seen = this.#shown;
    this.#shown = mine;
    this.#pending += 1;
    this.#setState('storing');
    void this.#notes
      .write(this.#noteId, seen, mine)
      .then(() => 'stored' as const)
      .catch(() => 'failed' as const)
      .then(state => {
        this.#pending -= 1;
        if (this.#pending === 0 || state === 'failed') this.#setState(state);
        this.#catchUp();
      });
    this.#subscribers.notify();
  }

  /** Shows what others have made of the note. */
  #catchUp(): void {
    if (this.#pending > 0 || this.#composing > 0 || this.#state === 'failed') return;
    const note = this.#store.note(this.#noteId);
    if (!note || isSameWriting(note, this.#shown)) return;
    this.#shown = writingOf(note);
    this.#subscribers.notify();
  }

  #setState(state: WritingState): void {
    this.#state = state;
    this.#subscribers.notify();
  }
}
