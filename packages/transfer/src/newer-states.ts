/**
 * Recognises notes of the source that are newer states of notes in the account. A note keeps its created time while a
 * person edits it; its id follows from its text. So two notes of one created time are two states of one note, unless the
 * source holds both.
 */
import { countAsThere, type ImportRun, type PendingNote } from './import-run.ts';
import { type KnownNote, stateOf } from './known-notes.ts';

/** A note of the source that is decided on when all of the source is known; its text is not held. */
type Candidate = { path: string; id: string; createdAt: string; state: string; attachments: string[] };

/** Both by the id that the note of the source has. */
export type Decision = {
  /** Paths of notes that are new after all. */
  unrelated: Map<string, string>;
  newer: Map<string, { path: string; target: KnownNote }>;
};

export type StateBook = {
  /** Whether the note is certainly new; else it is counted, or decided on later. For each id once. */
  isNew(pending: PendingNote): boolean;
  /** After the last note. */
  decide(): Decision;
};

export function openStateBook({ known, summary }: ImportRun): StateBook {
  const inSource = new Set<string>();
  const candidates: Candidate[] = [];

  /** Notes of that time which the source does not hold as they are, as far as it is read. */
  function othersOf(createdAt: string): KnownNote[] {
    return known.createdAt(createdAt).filter(({ id }) => !inSource.has(id));
  }

  function isNew(pending: PendingNote): boolean {
    const candidate = candidateOf(pending);
    inSource.add(candidate.id);
    const same = known.find(candidate.id);
    if (same) countAsThere(summary, candidate, same.revision > 1);
    else if (othersOf(candidate.createdAt).length > 0) candidates.push(candidate);
    else return true;
    return false;
  }

  function decide(): Decision {
    const decision: Decision = { unrelated: new Map(), newer: new Map() };
    const counts = new Map<string, number>();
    for (const { createdAt } of candidates) counts.set(createdAt, (counts.get(createdAt) ?? 0) + 1);
    for (const candidate of candidates) {
      const { id, path, createdAt, state } = candidate;
      const [target, ...others] = othersOf(createdAt);
      const isOnePair = others.length === 0 && counts.get(createdAt) === 1;
      if (!target || !isOnePair) decision.unrelated.set(id, path);
      else if (target.state === state) countAsThere(summary, candidate, false);
      else decision.newer.set(id, { path, target });
    }
    return decision;
  }

  return { isNew, decide };
}

function candidateOf({ path, note }: PendingNote): Candidate {
  const { id, body, attachments } = note;
  return { path, id, createdAt: body.createdAt ?? '', state: stateOf(body), attachments };
}
