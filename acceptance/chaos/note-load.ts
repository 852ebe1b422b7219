/** A load of writes of one person: notes that are created and then edited, each write noted in a ledger. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Breaches, type Entry, Ledger } from '@keep/chaos/ledger';
import { allNotes, type Person } from '../person.ts';

const WRITERS = 4;
/** Milliseconds; longer than any part may be away. */
const PATIENCE = 60_000;

export type NoteLoad = {
  /** Notes that were created and edited so far. */
  written: () => number;
  /** What was answered to writes that had to be repeated. */
  refused: () => readonly string[];
  stop(): Promise<void>;
  /** Compares what was answered with the notes that are there. */
  check(): Promise<Breaches>;
};

/** Starts writing. A write that is refused or not answered is repeated under its own key, as a client that loses no word does. */
export function startNoteLoad(person: Person): NoteLoad {
  const ledger = new Ledger();
  const refused: string[] = [];
  let stopped = false;

  async function untilAnswered(entry: Entry, target: string, body: object): Promise<{ id: string; revision: number }> {
    const headers = { 'idempotency-key': randomUUID() };
    for (const until = Date.now() + PATIENCE; ;) {
      const reply = await person.call(target, { body, headers }).catch(() => undefined);
      if (reply && reply.status < 300) return reply.json;
      refused.push(`${target}: ${reply ? `${reply.status} ${reply.text}` : 'no answer'}`);
      // A 503 does not say whether the write happened before its answer was lost.
      ledger.note('unknown', entry);
      if (reply && reply.status !== 503) throw new Error(`${target}: ${reply.status} ${reply.text}`);
      if (Date.now() > until) throw new Error(`${target} was not answered for a minute`);
      await delay(20);
    }
  }

  async function write(writer: number): Promise<void> {
    for (let n = 0; !stopped; n++) {
      const entry = entryOf({ title: `writer ${writer}, note ${n}`, body: `written by ${writer}`, revision: 2 });
      const note = await untilAnswered(entry, 'POST /api/v1/notes', { title: entry.key });
      const edit = { baseRevision: note.revision, body: `written by ${writer}` };
      await untilAnswered(entry, `PATCH /api/v1/notes/${note.id}`, edit);
      ledger.note('ok', entry);
    }
  }

  const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
  return {
    written: () => ledger.count('ok'),
    refused: () => refused,
    async stop() {
      stopped = true;
      await Promise.all(writers);
    },
    check: async () => ledger.compare((await allNotes(person)).map(entryOf)),
  };
}

function entryOf({ title, body, revision }: { title: string; body: string; revision: number }): Entry {
  return { key: title, expected: `${body}, revision ${revision}` };
}
