/** What notify makes of the events of the others; undefined for those that concern no stream. */
import { sessionRevoked } from '@keep/contracts/auth-events';
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import {
  labelCreated, labelDeleted, labelRenamed, noteCreated, noteDeleted, noteEdited, notePlaced, noteRestored, noteShared, noteTrashed,
} from '@keep/contracts/notes-events'; // prettier-ignore
import { deletionNews, labelNews, type News, noteNews, sessionNews } from '../domain/hint.ts';

type Read = (data: unknown) => News;

const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ...[noteCreated, noteEdited, notePlaced, noteTrashed, noteRestored].map(({ type, data }): [string, Read] => [
    type,
    value => noteNews('notes', data.parse(value)),
  ]),
  [noteShared.type, value => noteNews('members', noteShared.data.parse(value))],
  [noteDeleted.type, value => deletionNews(noteDeleted.data.parse(value))],
  ...[labelCreated, labelRenamed, labelDeleted].map(({ type, data }): [string, Read] => [
    type,
    value => labelNews(data.parse(value)),
  ]),
  [sessionRevoked.type, value => sessionNews(sessionRevoked.data.parse(value))],
]);

/** Throws where the data are not what their contract says. */
export function newsOf({ type, data }: EventEnvelope): News | undefined {
  return readers.get(type)?.(data);
}
