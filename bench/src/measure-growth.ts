/** Measures whether a list page costs more for a person who has more notes: first page and one from the middle. */
import { call } from '@keep/testing/call';
import { z } from 'zod';
import type { Load } from './load/load.ts';
import type { MeasuredKeep } from './measured-keep.ts';
import { makePerson, type Person } from './person.ts';
import type { Scale } from './scale.ts';

/** Requests a second of each round. */
export type Growth = { notes: number; firstPage: number[]; middlePage: number[] };

type Owner = Growth & { person: Person; paths: { firstPage: string; middlePage: string } };

const PAGE = 50;
const FIRST_PAGE = `/api/v1/notes?limit=${PAGE}`;

/** Straight at the service, where a page that grows costs most of the whole. */
export async function measureGrowth(load: Load, keep: MeasuredKeep, scale: Scale): Promise<Growth[]> {
  const url = await keep.notesUrl();
  const owners: Owner[] = [];
  for (const notes of scale.growth) owners.push(await makeOwner(keep.url, notes));
  await keep.settle();
  const { seconds, connections } = scale;
  for (let round = 0; round <= scale.rounds; round += 1) {
    for (const owner of owners) {
      for (const page of ['firstPage', 'middlePage'] as const) {
        const authorizations = [await owner.person.authorization()];
        const workload = { kind: 'read' as const, paths: [owner.paths[page]] };
        const { requestsPerSecond } = await load.measure({ url, authorizations, connections, seconds, workload });
        if (round > 0) owner[page].push(requestsPerSecond);
      }
    }
  }
  return owners.map(({ notes, firstPage, middlePage }) => ({ notes, firstPage, middlePage }));
}

async function makeOwner(url: string, notes: number): Promise<Owner> {
  const person = await makePerson(url, notes);
  const paths = { firstPage: FIRST_PAGE, middlePage: await middlePage(url, person, notes) };
  return { notes, person, paths, firstPage: [], middlePage: [] };
}

const page = z.object({ nextCursor: z.string().nullable() });

/** Turns the pages as a reader would, until half of the notes are behind. */
async function middlePage(url: string, person: Person, notes: number): Promise<string> {
  let cursor = '';
  for (let behind = 0; behind + PAGE <= notes / 2; behind += PAGE) {
    const headers = { authorization: await person.authorization() };
    const reply = await call(url, `GET ${FIRST_PAGE}${cursor}`, { headers });
    const { nextCursor } = page.parse(reply.json);
    if (nextCursor !== null) cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
  return `${FIRST_PAGE}${cursor}`;
}
