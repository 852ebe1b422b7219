/** The routes of imports. */
import * as contracts from '@keep/contracts/labels-http';
import type { HttpApp } from '@keep/service-kit/http-app';
import { z } from 'zod';
import type { ImportRepository, NoteReader } from '../ports.ts';
import type { UseCases } from '../use-cases/use-cases.ts';
import type { AnswerOnce } from './answer-once.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { undoneImportEffect } from './effects.ts';
import { listTag } from './list-tag.ts';

type Dependencies = { useCases: UseCases; imports: ImportRepository; reader: NoteReader; once: AnswerOnce };

const importPlace = z.object({ id: z.string(), createdAt: z.string() });

export function addImportRoutes(http: HttpApp, { useCases, imports, reader, once }: Dependencies): void {
  http.route(contracts.listImports, async ({ actor, query }) => {
    const { limit, cursor } = query;
    const etag = listTag(actor.userId, await reader.changeCount(actor.userId), query);
    const found = await imports.page(actor.userId, fromCursor(importPlace, cursor), limit + 1);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    const nextCursor = last ? toCursor({ id: last.id, createdAt: last.createdAt }) : null;
    return { status: 200, etag, body: { imports: shown, nextCursor } };
  });

  http.route(contracts.undoImport, request =>
    once(
      request,
      remember => useCases.undoImport(request.actor, request.params.id, remember),
      undoneImportEffect(request.params.id),
    ),
  );
}
