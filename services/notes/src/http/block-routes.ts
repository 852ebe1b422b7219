/** The routes of blocks. */
import * as contracts from '@keep/contracts/blocks-http';
import type { HttpApp } from '@keep/service-kit/http-app';
import { z } from 'zod';
import type { BlockRepository, NoteReader } from '../ports.ts';
import type { UseCases } from '../use-cases/use-cases.ts';
import type { AnswerOnce } from './answer-once.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { done } from './effects.ts';
import { listTag } from './list-tag.ts';

type Dependencies = { useCases: UseCases; blocks: BlockRepository; reader: NoteReader; once: AnswerOnce };

const blockPlace = z.object({ blockedId: z.string(), blockedAt: z.string() });

export function addBlockRoutes(http: HttpApp, { useCases, blocks, reader, once }: Dependencies): void {
  http.route(contracts.listBlocks, async ({ actor, query }) => {
    const { limit, cursor } = query;
    const etag = listTag(actor.userId, await reader.changeCount(actor.userId), query);
    const found = await blocks.page(actor.userId, fromCursor(blockPlace, cursor), limit + 1);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return {
      status: 200,
      etag,
      body: {
        blocks: shown.map(({ blockedId: userId, blockedAt: createdAt, ...rest }) => ({ userId, ...rest, createdAt })),
        nextCursor: last ? toCursor({ blockedId: last.blockedId, blockedAt: last.blockedAt }) : null,
      },
    };
  });

  http.route(contracts.blockUser, request =>
    once(
      request,
      remember => useCases.blockUser(request.actor, request.params.userId, remember),
      () => done,
    ),
  );

  http.route(contracts.unblockUser, request =>
    once(
      request,
      remember => useCases.unblockUser(request.actor, request.params.userId, remember),
      () => done,
    ),
  );
}
