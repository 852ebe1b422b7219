/** The routes of labels. */
import * as contracts from '@keep/contracts/labels-http';
import type { HttpApp } from '@keep/service-kit/http-app';
import { z } from 'zod';
import type { LabelRepository, NoteReader } from '../ports.ts';
import type { UseCases } from '../use-cases/use-cases.ts';
import type { AnswerOnce } from './answer-once.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { done, labelEffect, newLabelEffect } from './effects.ts';
import { listTag } from './list-tag.ts';
import { labelBody } from './present-label.ts';

type Dependencies = { useCases: UseCases; labels: LabelRepository; reader: NoteReader; once: AnswerOnce };

const labelPlace = z.object({ id: z.string(), name: z.string() });
/** Names may be long; a cursor may not. */
const PLACE_LENGTH = 40;

export function addLabelRoutes(http: HttpApp, { useCases, labels, reader, once }: Dependencies): void {
  http.route(contracts.listLabels, async ({ actor, query }) => {
    const { limit, cursor } = query;
    const etag = listTag(actor.userId, await reader.changeCount(actor.userId), query);
    const found = await labels.page(actor.userId, fromCursor(labelPlace, cursor), limit + 1);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return {
      status: 200,
      etag,
      body: {
        labels: shown.map(labelBody),
        nextCursor: last ? toCursor({ id: last.id, name: last.name.slice(0, PLACE_LENGTH) }) : null,
      },
    };
  });

  http.route(contracts.createLabel, request =>
    once(request, remember => useCases.createLabel(request.actor, request.body, remember), newLabelEffect),
  );

  http.route(contracts.renameLabel, request => {
    const { actor, params, body } = request;
    return once(request, remember => useCases.renameLabel(actor, params.id, body.name, remember), labelEffect);
  });

  http.route(contracts.deleteLabel, request =>
    once(
      request,
      remember => useCases.deleteLabel(request.actor, request.params.id, remember),
      () => done,
    ),
  );
}
