/** The routes of a note's history. */
import * as contracts from '@keep/contracts/notes-http';
import { notFound } from '@keep/service-kit/app-error';
import type { HttpApp } from '@keep/service-kit/http-app';
import { z } from 'zod';
import { invitationTo } from '../domain/invitation.ts';
import { invitationPending } from '../domain/note-errors.ts';
import type { NoteReader, RevisionReader } from '../ports.ts';
import type { UseCases } from '../use-cases/use-cases.ts';
import type { AnswerOnce } from './answer-once.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { noteEffect } from './effects.ts';
import { listTag } from './list-tag.ts';

type Dependencies = { useCases: UseCases; revisions: RevisionReader; reader: NoteReader; once: AnswerOnce };

export function addRevisionRoutes(http: HttpApp, { useCases, revisions, reader, once }: Dependencies): void {
  /** The history is not for those who are invited: they find none. */
  async function refuseInvited(userId: string, noteId: string): Promise<void> {
    const note = await reader.view(userId, noteId);
    if (note && invitationTo(note.members, userId)) throw invitationPending();
  }

  http.route(contracts.listRevisions, async ({ actor, params, query }) => {
    const { limit, cursor } = query;
    const etag = listTag(actor.userId, await reader.changeCount(actor.userId), { ...params, ...query });
    const before = fromCursor(z.int(), cursor);
    const found = await revisions.page(actor.userId, params.id, before, limit + 1);
    // Every note has a first revision, so a first page is empty only for what is not there.
    if (found.length === 0) await refuseInvited(actor.userId, params.id);
    if (found.length === 0 && before === undefined) throw notFound();
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return { status: 200, etag, body: { revisions: shown, nextCursor: last ? toCursor(last.revision) : null } };
  });

  http.route(contracts.getRevision, async ({ actor, params: { id, revision } }) => {
    const found = await revisions.find(actor.userId, id, revision);
    if (!found) await refuseInvited(actor.userId, id);
    if (!found) throw notFound();
    // The same for ever, as long as the note is there.
    return { status: 200, etag: `"${id}.${revision}.${found.editedAt}"`, body: found };
  });

  http.route(contracts.restoreRevision, request => {
    const { actor, params } = request;
    return once(
      request,
      remember => useCases.restoreRevision(actor, params.id, params.revision, remember),
      noteEffect(params.id),
    );
  });
}
