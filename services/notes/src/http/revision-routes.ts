/** The routes of a note's history. */
import * as contracts from '@keep/contracts/notes-http';
import { notFound } from '@keep/service-kit/app-error';
import type { HttpApp } from '@keep/service-kit/http-app';
import { z } from 'zod';
import type { RevisionReader } from '../ports.ts';
import type { UseCases } from '../use-cases/use-cases.ts';
import type { AnswerOnce } from './answer-once.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { presentNote } from './present-note.ts';

type Dependencies = { useCases: UseCases; revisions: RevisionReader; once: AnswerOnce };

export function addRevisionRoutes(http: HttpApp, { useCases, revisions, once }: Dependencies): void {
  http.route(contracts.listRevisions, async ({ actor, params, query: { limit, cursor } }) => {
    const before = fromCursor(z.int(), cursor);
    const found = await revisions.page(actor.userId, params.id, before, limit + 1);
    // Every note has a first revision, so a first page is empty only for what is not there.
    if (found.length === 0 && before === undefined) throw notFound();
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return { status: 200, body: { revisions: shown, nextCursor: last ? toCursor(last.revision) : null } };
  });

  http.route(contracts.getRevision, async ({ actor, params: { id, revision } }) => {
    const found = await revisions.find(actor.userId, id, revision);
    if (!found) throw notFound();
    return { status: 200, body: found };
  });

  http.route(contracts.restoreRevision, request => {
    const { actor, params } = request;
    return once(
      request,
      remember => useCases.restoreRevision(actor, params.id, params.revision, remember),
      presentNote,
    );
  });
}
