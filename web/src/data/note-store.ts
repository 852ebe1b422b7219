/**
 * The account's notes on this device: a map in memory above the device's database. Reads are answered from memory; every
 * change is one durable transaction first.
 */
import { type DeviceDatabase, openDeviceDatabase, type Transaction, writing } from './device-database.ts';
import type { Label, LabelRow, NoteRow, Operation } from './records.ts';
import { type ShownNote, shownNote } from './shown-note.ts';
import { Subscribers } from './subscribers.ts';

/** What a change has touched. */
export type Touched = { noteIds: Iterable<string>; labels?: boolean };

/** A change of the database: it reads and writes within `transaction`, and names what it has touched. */
export type Change<Result> = (transaction: Transaction) => Promise<{ result: Result } & Touched>;

/** `broken`: the device cannot store anything now, so the interface must not accept text. */
export type StoreState = 'opening' | 'open' | 'broken';

const NO_OPERATIONS: readonly Operation[] = [];

export class NoteStore {
  readonly userId: string;
  #database: Promise<DeviceDatabase> | undefined;
  #state: StoreState = 'opening';
  readonly #shown = new Map<string, ShownNote>();
  #labels: readonly Label[] = [];
  #operations: readonly Operation[] = [];
  #operationsOf: ReadonlyMap<string, readonly Operation[]> = new Map();
  #notes: readonly ShownNote[] | undefined;
  readonly #subscribers = new Subscribers();
  readonly #channel: BroadcastChannel;
  /** Called after each change by a person, in any tab, so that it is sent. */
  whenChanged: () => void = () => undefined;

  constructor(userId: string) {
    this.userId = userId;
    this.#channel = new BroadcastChannel(`keep-${userId}`);
    this.#channel.addEventListener('message', ({ data }: MessageEvent<string[]>) => void this.#reload(data));
  }

  readonly subscribe = this.#subscribers.subscribe;

  get state(): StoreState {
    return this.#state;
  }

  /** Reads everything into memory. */
  async open(): Promise<void> {
    try {
      const database = await this.#open();
      const transaction = database.transaction(['notes', 'labels', 'outbox']);
      const [rows, labels, operations] = await Promise.all([
        transaction.objectStore('notes').getAll(),
        transaction.objectStore('labels').getAll(),
        transaction.objectStore('outbox').getAll(),
      ]);
      this.#setOperations(operations);
      this.#labels = inNameOrder(labels);
      for (const row of rows) this.#keep(row.id, row);
      this.#setState('open');
    } catch {
      this.#setState('broken');
    }
  }

  close(): void {
    this.#channel.close();
    void this.#database?.then(database => database.close());
  }

  /** All notes of the device, the trash included, in no order. The same array until something changes. */
  readonly notes = (): readonly ShownNote[] => (this.#notes ??= [...this.#shown.values()]);

  /** The same object until the note changes. */
  note(noteId: string): ShownNote | undefined {
    return this.#shown.get(noteId);
  }

  readonly labels = (): readonly Label[] => this.#labels;

  /** Everything that waits or was refused, in order. */
  readonly operations = (): readonly Operation[] => this.#operations;

  /** Runs a person's `change` in one durable transaction; memory and the other tabs follow. Throws where the device cannot store. */
  async change<Result>(change: Change<Result>): Promise<Result> {
    const result = await this.takeOver(change);
    this.whenChanged();
    return result;
  }

  /** The same for what comes of the synchronisation itself. */
  async takeOver<Result>(change: Change<Result>): Promise<Result> {
    try {
      const transaction = writing(await this.#open());
      const { result, ids, rows, operations, labels } = await withinTransaction(transaction, change);
      this.#take(ids, rows, operations, labels);
      this.#channel.postMessage(ids);
      this.#setState('open');
      return result;
    } catch (error) {
      if (error instanceof DOMException) this.#lose();
      throw error;
    }
  }

  /** A single value that is kept beside the notes. */
  async meta(key: string): Promise<unknown> {
    return (await this.#open()).get('meta', key);
  }

  #open(): Promise<DeviceDatabase> {
    this.#database ??= openDeviceDatabase(this.userId, () => this.#lose());
    return this.#database;
  }

  /** The connection is of no use any more: the next use opens another one. */
  #lose(): void {
    this.#database = undefined;
    this.#setState('broken');
  }

  /** Another tab has changed these notes, and maybe labels and operations. */
  async #reload(ids: string[]): Promise<void> {
    const transaction = (await this.#open()).transaction(['notes', 'labels', 'outbox']);
    const [rows, operations, labels] = await Promise.all([
      Promise.all(ids.map(id => transaction.objectStore('notes').get(id))),
      transaction.objectStore('outbox').getAll(),
      transaction.objectStore('labels').getAll(),
    ]);
    this.#take(ids, rows, operations, labels);
    this.whenChanged();
  }

  #take(
    ids: readonly string[],
    rows: readonly (NoteRow | undefined)[],
    operations: readonly Operation[],
    labels: readonly LabelRow[] | undefined,
  ): void {
    this.#setOperations(operations);
    if (labels) this.#labels = inNameOrder(labels);
    ids.forEach((id, index) => this.#keep(id, rows[index]));
    this.#subscribers.notify();
  }

  #setOperations(operations: readonly Operation[]): void {
    this.#operations = operations;
    this.#operationsOf = byObject(operations);
  }

  #keep(id: string, row: NoteRow | undefined): void {
    const shown = row && shownNote(row, this.#operationsOf.get(id) ?? NO_OPERATIONS);
    if (shown) this.#shown.set(id, shown);
    else this.#shown.delete(id);
    this.#notes = undefined;
  }

  #setState(state: StoreState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#subscribers.notify();
  }
}

/** All of the change, or nothing of it. Answers with everything as it is afterwards. */
async function withinTransaction<Result>(transaction: Transaction, change: Change<Result>) {
  try {
    const { result, noteIds, labels: hasLabels = false } = await change(transaction);
    const ids = [...new Set(noteIds)];
    const operations = await transaction.objectStore('outbox').getAll();
    const rows = await Promise.all(ids.map(id => transaction.objectStore('notes').get(id)));
    const labels = hasLabels ? await transaction.objectStore('labels').getAll() : undefined;
    await transaction.done;
    return { result, ids, rows, operations, labels };
  } catch (error) {
    transaction.done.catch(() => undefined);
    abort(transaction);
    throw error;
  }
}

/** It may have ended by itself. */
function abort(transaction: Transaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended: there is nothing to take back.
  }
}

function byObject(operations: readonly Operation[]): Map<string, Operation[]> {
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) {
    const group = groups.get(operation.objectId);
    if (group) group.push(operation);
    else groups.set(operation.objectId, [operation]);
  }
  return groups;
}

function inNameOrder(labels: readonly Label[]): Label[] {
  return labels.toSorted((left, right) => left.name.localeCompare(right.name));
}
