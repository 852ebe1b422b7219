/** The routes of notes: parse is done, act, present. */
import * as contracts from '@keep/contracts/notes-http';
import { notFound } from '@keep/service-kit/app-error';
import { matchesTag } from '@keep/service-kit/entity-tag';
import type { HttpApp } from '@keep/service-kit/http-app';
import { z } from 'zod';
import type { BoardPlace, NoteReader } from '../ports.ts';
import type { UseCases } from '../use-cases/use-cases.ts';
import type { AnswerOnce } from './answer-once.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { done, editedNoteEffect, newNoteEffect, noteEffect } from './effects.ts';
import { listTag } from './list-tag.ts';
import { presentNote, presentPage } from './present-note.ts';

type Dependencies = { useCases: UseCases; reader: NoteReader; once: AnswerOnce };

const boardPlace = z.object({ isPinned: z.boolean(), position: z.string(), noteId: z.string() });

export function addNoteRoutes(http: HttpApp, { useCases, reader, once }: Dependencies): void {
  http.route(contracts.listNotes, async ({ actor, query, headers }) => {
    const { limit, cursor, ...filter } = query;
    const after: BoardPlace | undefined = fromCursor(boardPlace, cursor);
    const etag = listTag(actor.userId, await reader.changeCount(actor.userId), query);
    if (matchesTag(headers['if-none-match'], etag)) return { status: 200, etag };
    const { notes, next } = await reader.page(actor.userId, filter, after, limit);
    return presentPage(notes, next ? toCursor(next) : null, etag);
  });

  http.route(contracts.getNote, async ({ actor, params }) => {
    const view = await reader.view(actor.userId, params.id);
    if (!view) throw notFound();
    return presentNote(await useCases.openNote(actor, params.id, view));
  });

  http.route(contracts.createNote, request =>
    once(request, remember => useCases.createNote(request.actor, request.body, remember), newNoteEffect),
  );

  http.route(contracts.editNote, request => {
    const { actor, params, body, ifMatch } = request;
    return once(
      request,
      remember => useCases.editNote(actor, params.id, body, remember, ifMatch),
      editedNoteEffect(params.id),
    );
  });

  http.route(contracts.placeNote, request => {
    const { actor, params, body, ifMatch } = request;
    return once(
      request,
      remember => useCases.placeNote(actor, params.id, body, remember, ifMatch),
      noteEffect(params.id),
    );
  });

  http.route(contracts.trashNote, request =>
    once(
      request,
      remember => useCases.trashNote(request.actor, request.params.id, remember),
      noteEffect(request.params.id),
    ),
  );

  http.route(contracts.restoreNote, request =>
    once(
      request,
      remember => useCases.restoreNote(request.actor, request.params.id, remember),
      noteEffect(request.params.id),
    ),
  );

  http.route(contracts.deleteNote, request =>
    once(
      request,
      remember => useCases.deleteNote(request.actor, request.params.id, remember),
      () => done,
    ),
  );

  http.route(contracts.copyNote, request => {
    const { actor, params, body } = request;
    return once(request, remember => useCases.copyNote(actor, params.id, body?.id, remember), newNoteEffect);
  });
}
