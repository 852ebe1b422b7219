/** What one caller after the other asks, and how much of it: the order that a generator of load is given. */
import { noteBody } from '../sample-note.ts';

export type Workload =
  /** Reads these paths by turns. */
  | { kind: 'read'; paths: string[] }
  | { kind: 'create' }
  /** Each connection edits a note of its own, always on its newest revision. */
  | { kind: 'edit'; noteIds: string[] };

export type LoadOrder = {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** Whole headers: of one person, or of several whom the connections are dealt to. */
  authorizations: string[];
  connections: number;
  seconds: number;
  workload: Workload;
};

export type Answered = { requests: number; requestsPerSecond: number };
export type LoadResult = Answered | { failure: string };

/** Answers the next request of one connection, from the body of the answer to its last one. */
export type Script = (lastBody: string) => { method: string; path: string; body?: string };

/** `connection` counts from 0. */
export function scriptOf(workload: Workload, connection: number): Script {
  let turn = connection;
  if (workload.kind === 'create') {
    return () => ({ method: 'POST', path: '/api/v1/notes', body: JSON.stringify(noteBody(turn++)) });
  }
  if (workload.kind === 'read') {
    const { paths } = workload;
    return () => ({ method: 'GET', path: paths[turn++ % paths.length] as string });
  }
  const path = `/api/v1/notes/${workload.noteIds[connection] as string}`;
  return lastBody => {
    if (lastBody === '') return { method: 'GET', path };
    const baseRevision = Number(/"revision":(\d+)/.exec(lastBody)?.[1]);
    return { method: 'PATCH', path, body: JSON.stringify({ baseRevision, body: noteBody(turn++).body }) };
  };
}
